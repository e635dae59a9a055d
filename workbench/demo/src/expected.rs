//! What a text says, field by field.

use serde_json::{Value, json};
use workbench_core::State;

/// Fields of the lung nodule database, in order.
const FIELDS: [&str; 15] = [
    "nodule_present",
    "nodule_count",
    "nodule_lobe",
    "nodule_long_mm",
    "nodule_short_mm",
    "nodule_density",
    "nodule_margin",
    "nodule_calc",
    "pleural_retraction",
    "nodule_change",
    "nodule_prior_mm",
    "lung_rads",
    "ln_enlarged",
    "pleural_effusion",
    "malignancy_suspicion",
];

/// What a text says of one field.
///
/// A negated field holds the value that is so (`false`, `无`). The grades of
/// `malignancy_suspicion` that are words of doubt have the state `uncertain`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Key of the field.
    pub field: &'static str,
    /// Its value; null when not mentioned.
    pub value: Value,
    /// What the text says.
    pub state: State,
}

/// What was written so far. What is said first stays.
pub(crate) struct Said(Vec<Expected>);

impl Said {
    pub fn nothing() -> Self {
        let silent = |field| Expected { field, value: Value::Null, state: State::NotMentioned };
        Self(FIELDS.map(silent).into())
    }

    fn put(&mut self, field: &str, value: Value, state: State) {
        let silent = |said: &&mut Expected| said.field == field && said.state == State::NotMentioned;
        if let Some(said) = self.0.iter_mut().find(silent) {
            (said.value, said.state) = (value, state);
        }
    }

    pub fn assert(&mut self, field: &str, value: impl Into<Value>) {
        self.put(field, value.into(), State::Asserted);
    }

    pub fn negate(&mut self, field: &str, value: impl Into<Value>) {
        self.put(field, value.into(), State::Negated);
    }

    pub fn doubt(&mut self, field: &str, value: impl Into<Value>) {
        self.put(field, value.into(), State::Uncertain);
    }

    /// No nodule: then their number is none, too.
    pub fn no_nodule(&mut self) {
        self.negate("nodule_present", false);
        self.negate("nodule_count", json!({"exact": 0, "min": 0, "max": 0, "kind": "exact"}));
    }

    pub fn exactly(&mut self, count: usize) {
        self.assert("nodule_count", json!({"exact": count, "min": count, "max": count, "kind": "exact"}));
    }

    pub fn many(&mut self) {
        self.assert("nodule_count", json!({"exact": null, "min": 2, "max": null, "kind": "many"}));
    }

    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|said| said.field == field && said.state != State::NotMentioned)
    }

    /// What was said of a field.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.0.iter().find(|said| said.field == field).map(|said| &said.value)
    }

    pub fn done(self) -> Vec<Expected> {
        self.0
    }
}
