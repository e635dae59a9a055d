//! What a grant may see: the one de-identification between the tables and everyone else.
//!
//! A [`Sight`] is loaded once a request or job. It looks at a text and answers a
//! [`Seen`]: the text as it may be shown, and where its places went. Values that
//! rest on the text are shown by what was covered in it.

use std::collections::{BTreeMap, HashMap};

use deident::{Covered, FieldKinds, Kind, KnownNames, KnownPerson, ProjectKey, Projection};
use serde_json::Value;
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, PatientId, ProjectId};
use workbench_core::{DataLevel, Digest, FieldValue, Span, Variable, VariableType};

use crate::db::read;
use crate::{Grant, Result, Store, sent};

/// How everything of a project is shown at one level of data.
#[derive(Clone, Debug)]
pub struct Sight {
    level: DataLevel,
    key: ProjectKey,
    names: KnownNames,
    kinds: HashMap<DatabaseId, FieldKinds>,
    /// Of databases that say nothing of their variables.
    rest: FieldKinds,
}

/// A text as it is shown.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    covered: Covered,
    who: KnownPerson,
}

impl Seen {
    /// The text as it may be shown.
    pub fn text(&self) -> &str {
        self.covered.text()
    }

    /// A value that was read from the shown text, as it is kept: its places are those of the untouched text.
    pub fn kept(&self, mut value: FieldValue) -> FieldValue {
        for words in &mut value.spans {
            let span = self.covered.back(Span::new(words.start, words.end));
            (words.start, words.end) = (span.start, span.end);
        }
        value
    }

    /// The text with the map of its places.
    pub fn covered(&self) -> &Covered {
        &self.covered
    }
}

/// Looks at what rests on one text of one patient.
pub(crate) struct Eye<'a> {
    level: DataLevel,
    projection: Projection<'a>,
    covered: &'a Covered,
}

/// A patient as the tables know them; `numbers` are those of the report or study at hand.
pub(crate) fn person(id: uuid::Uuid, name: &str, identifier: &str, numbers: &[&str]) -> KnownPerson {
    let numbers = std::iter::once(identifier).chain(numbers.iter().copied());
    KnownPerson {
        id: PatientId(id).to_string(),
        name: name.to_owned(),
        numbers: numbers.map(str::to_owned).collect(),
        ..KnownPerson::default()
    }
}

impl Sight {
    /// Looks at a text of this patient.
    pub(crate) fn see(&self, mut who: KnownPerson, text: &str) -> Seen {
        let covered = Projection::new(self.level, &self.key, &who, &self.names, &self.rest).text(text);
        if !covered.parts().is_empty() {
            // what is a name in the report is a name in what is said of it
            let chars: Vec<char> = text.chars().collect();
            let words = covered.parts().iter().filter_map(|part| {
                let place = covered.back(part.span);
                let words: String = chars.get(place.start..place.end)?.iter().collect();
                let fixed = !matches!(part.kind, Kind::Date | Kind::DateShift | Kind::Age);
                fixed.then_some((part.kind, words))
            });
            who.others.extend(words);
        }
        Seen { covered, who }
    }

    /// Looks at a text that was read whole.
    pub fn over(&self, whole: &Seen) -> Seen {
        self.see(whole.who.clone(), whole.text())
    }

    /// Looks at what rests on a text; `database` says what its variables hold.
    pub(crate) fn eye<'a>(&'a self, database: Option<DatabaseId>, seen: &'a Seen) -> Eye<'a> {
        let kinds = database.and_then(|id| self.kinds.get(&id)).unwrap_or(&self.rest);
        let projection = Projection::new(self.level, &self.key, &seen.who, &self.names, kinds);
        Eye { level: self.level, projection, covered: &seen.covered }
    }

    /// A variable's value as it is shown: its words, its losing candidates, its places in the shown text.
    pub fn value(
        &self,
        database: DatabaseId,
        seen: &Seen,
        kind: VariableType,
        value: FieldValue,
    ) -> FieldValue {
        self.eye(Some(database), seen).value(kind.as_str(), value)
    }

    /// Words of nobody in particular.
    pub(crate) fn words(&self, text: &str) -> Covered {
        Projection::new(self.level, &self.key, &KnownPerson::default(), &self.names, &self.rest).text(text)
    }

    pub(crate) fn level(&self) -> DataLevel {
        self.level
    }
}

impl Eye<'_> {
    /// A value whose variable has the type `kind`.
    pub(crate) fn value(&self, kind: &str, value: FieldValue) -> FieldValue {
        let is = |wanted: VariableType| kind == wanted.as_str();
        if is(VariableType::File) && self.level < DataLevel::Identified {
            return file_link(self.level, value);
        }
        let date = is(VariableType::Date) || is(VariableType::DateTime);
        let kind = (date && self.projection.kind(&value.field) == Kind::FreeText).then_some(Kind::Date);
        self.projection.field_value(value, kind, self.covered)
    }

    /// Words somebody wrote of the text.
    pub(crate) fn words(&self, text: &str) -> String {
        self.projection.text(text).into_text()
    }

    /// A date, `YYYY-MM-DD` or `YYYYMMDD`.
    pub(crate) fn date(&self, date: &str) -> String {
        self.projection.value(Kind::Date, date)
    }

    /// Whole years from birth to the exam; empty when not known or not shown.
    pub(crate) fn age(&self, birth: &str, exam: &str) -> String {
        let years = || digits(exam)?.checked_sub(digits(birth)?).map(|days| days / 10_000);
        let years = years().filter(|years| self.level >= DataLevel::Limited && *years < 130);
        years.map(|years| self.projection.value(Kind::Age, &years.to_string())).unwrap_or_default()
    }
}

/// A link to a file by the rule for names of files.
fn file_link(level: DataLevel, mut value: FieldValue) -> FieldValue {
    let shown = |one: &mut Value| match one {
        Value::String(name) if level >= DataLevel::Deidentified => Value::String(sent::file(level, name)),
        _ => Value::Null,
    };
    std::iter::once(&mut value.value).chain(&mut value.alternatives).for_each(|one| *one = shown(one));
    value.spans = Vec::new();
    value
}

/// A date as a number YYYYMMDD, from `YYYY-MM-DD` or `YYYYMMDD`.
fn digits(date: &str) -> Option<u32> {
    let digits: String = date.chars().filter(|c| *c != '-').collect();
    (digits.len() == 8).then(|| digits.parse().ok()).flatten()
}

impl Store {
    /// What de-identification needs to know of the grant's project.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sight(&self, grant: &Grant) -> Result<Sight> {
        let level = grant.level();
        let kinds = self.field_kinds(grant.project()).await?;
        let staff = match level {
            DataLevel::Identified => Vec::new(),
            _ => self.staff(grant.project()).await?,
        };
        let shifts =
            !grant.keeps_dates() && kinds.values().flatten().any(|(_, kind)| *kind == Kind::DateShift);
        // one field that moves its dates moves every date of the project
        let marked = |fields: Vec<(String, Kind)>| -> FieldKinds {
            let mark = shifts.then(|| (String::new(), Kind::DateShift));
            let kept = |(key, kind): (String, Kind)| match kind {
                Kind::DateShift if !shifts => (key, Kind::Date),
                kind => (key, kind),
            };
            fields.into_iter().map(kept).chain(mark).collect()
        };
        Ok(Sight {
            level,
            key: ProjectKey::new(&self.secret, &grant.project().to_string()),
            names: KnownNames::new(staff.iter().map(String::as_str), []),
            rest: marked(Vec::new()),
            kinds: kinds.into_iter().map(|(id, fields)| (id, marked(fields))).collect(),
        })
    }

    /// A word that changes whenever the project's texts may have to be covered anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sight_stamp(&self, grant: &Grant) -> Result<String> {
        let mut kinds: Vec<String> = Vec::new();
        for (id, fields) in self.field_kinds(grant.project()).await? {
            kinds.extend(fields.into_iter().map(|(key, kind)| format!("{id} {key} {kind}")));
        }
        kinds.sort();
        let staff = self.staff(grant.project()).await?;
        let named: i64 = read!(self, pool => sqlx::query_scalar(
            "SELECT COUNT(*) FROM patient WHERE project = $1 AND name <> ''")
            .bind(grant.project().0).fetch_one(pool).await?);
        Ok(Digest::of_json(&serde_json::json!([kinds, staff, named])).to_string())
    }

    /// Names of the people of a project.
    async fn staff(&self, project: ProjectId) -> Result<Vec<String>> {
        Ok(read!(self, pool => sqlx::query_scalar(
            "SELECT DISTINCT a.name FROM account a JOIN member m ON m.account = a.id WHERE m.project = $1 ORDER BY a.name")
            .bind(project.0).fetch_all(pool).await?))
    }

    /// What the variables say of themselves, by database.
    async fn field_kinds(&self, project: ProjectId) -> Result<BTreeMap<DatabaseId, Vec<(String, Kind)>>> {
        let rows: Vec<(uuid::Uuid, Json<Variable>)> = read!(self, pool => sqlx::query_as(
            "SELECT w.disease_database, w.definition FROM variable w JOIN disease_database d ON d.id = w.disease_database
             WHERE d.project = $1 AND CAST(w.definition AS TEXT) LIKE '%\"deident\"%'")
            .bind(project.0).fetch_all(pool).await?);
        let mut kinds: BTreeMap<DatabaseId, Vec<(String, Kind)>> = BTreeMap::new();
        for (database, Json(variable)) in rows {
            let Some(kind) = variable.deident else { continue };
            kinds.entry(DatabaseId(database)).or_default().push((variable.key, kind));
        }
        Ok(kinds)
    }
}
