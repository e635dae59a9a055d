//! Packs: the variables of a disease database and the rules that fill them.

mod evidence;
mod lung_nodule;

use workbench_core::{FieldValue, Variable};

use crate::engine::Engine;

/// A disease's variables and how reports fill them.
pub struct Pack {
    /// Short name: `lung_nodule`.
    pub name: &'static str,
    /// Version of the rules, part of every rule id.
    pub version: &'static str,
    /// Chinese title.
    pub title_zh: &'static str,
    /// English title.
    pub title_en: &'static str,
    variables: fn() -> Vec<Variable>,
    extract: fn(&Pack, &Engine, &str) -> Vec<FieldValue>,
}

impl Pack {
    /// The variables in display order.
    pub fn variables(&self) -> Vec<Variable> {
        (self.variables)()
    }

    /// One value for every variable, in the same order; what the report does not
    /// speak of is `not_mentioned`, never negative.
    pub fn extract(&self, engine: &Engine, text: &str) -> Vec<FieldValue> {
        (self.extract)(self, engine, text)
    }

    /// Id of the rule that fills `field`.
    fn rule(&self, field: &str) -> String {
        format!("{}/{field}@{}", self.name, self.version)
    }
}

static PACKS: [Pack; 1] = [Pack {
    name: "lung_nodule",
    version: "0.1.0",
    title_zh: "肺结节",
    title_en: "Lung nodule",
    variables: lung_nodule::variables,
    extract: lung_nodule::extract,
}];

/// The packs that come with the program.
pub fn packs() -> &'static [Pack] {
    &PACKS
}

/// The pack called `name`.
pub fn find(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.name == name)
}
