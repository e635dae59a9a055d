//! What a rule set is asked to read.

use std::collections::BTreeMap;

use crate::engine::Lang;

/// A report to read, with what is known of it besides its text.
#[derive(Clone, Debug, Default)]
pub struct Order<'a> {
    /// The untouched text.
    pub text: &'a str,
    /// Its language; found out when not said.
    pub lang: Option<Lang>,
    /// What the order or the image headers say.
    pub meta: Meta,
}

impl<'a> Order<'a> {
    /// A text of which nothing else is known.
    pub fn new(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }
}

/// What is known of an examination besides the report; empty where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Meta {
    /// `M`, `F` or `O`.
    pub sex: String,
    /// Age in whole years.
    pub age: String,
    /// ISO 8601 date.
    pub exam_date: String,
    /// DICOM modality.
    pub modality: String,
    /// Body part as ordered.
    pub body_part: String,
}

impl Meta {
    /// The names a rule may ask for.
    pub(super) const NAMES: [&'static str; 5] = ["sex", "age", "exam_date", "modality", "body_part"];

    pub(super) fn get(&self, name: &str) -> &str {
        match name {
            "sex" => &self.sex,
            "age" => &self.age,
            "exam_date" => &self.exam_date,
            "modality" => &self.modality,
            "body_part" => &self.body_part,
            _ => "",
        }
    }
}

/// A project's term dictionary: the terms of each concept by its name.
#[derive(Clone, Debug, Default)]
pub struct Terms(BTreeMap<String, Vec<String>>);

impl Terms {
    /// From names of concepts and their terms; two concepts of one name are put together.
    pub fn new(concepts: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, terms) in concepts {
            out.entry(name).or_default().extend(terms);
        }
        Self(out)
    }

    pub(super) fn get(&self, name: &str) -> Option<&[String]> {
        self.0.get(name).map(Vec::as_slice)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
