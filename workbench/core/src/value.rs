//! Variables 变量 and their values 值, each value with its evidence.

use crate::span::EvidenceSpan;
use crate::vocab::words;

words! {
    /// The type of a variable (C2).
    VariableType {
        /// Yes or no.
        Bool = "bool",
        /// A number of lesions: exact, or a range.
        Count = "count",
        /// A whole number.
        Integer = "integer",
        /// A number with a unit.
        Number = "number",
        /// One of a list.
        Enum = "enum",
        /// One of an ordered list.
        Ordinal = "ordinal",
        /// Several of a list.
        Multi = "multi",
        /// A calendar date, ISO 8601.
        Date = "date",
        /// Free text.
        Text = "text",
    }
}

words! {
    /// Where a value came from.
    Origin {
        /// Extracted from a report by rules.
        Nlp = "nlp",
        /// Typed by a person.
        Manual = "manual",
        /// Read from an imported table.
        Import = "import",
        /// Computed from other values.
        Calc = "calc",
    }
}

words! {
    /// What a report says of a variable. Not mentioned is never negative.
    State {
        /// Stated.
        Asserted = "asserted",
        /// Stated to be absent.
        Negated = "negated",
        /// Stated with doubt.
        Uncertain = "uncertain",
        /// Not spoken of.
        NotMentioned = "not_mentioned",
        /// Several values that contradict each other.
        Conflict = "conflict",
    }
}

/// A dictionary entry: what a column of a database means.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Variable {
    /// Short name, unique in its database: `nodule_long_mm`.
    pub key: String,
    /// Name as shown in Chinese.
    pub name_zh: String,
    /// Name as shown in English.
    pub name_en: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: VariableType,
    /// UCUM unit, if the type has one.
    #[serde(default)]
    pub unit: Option<String>,
    /// Allowed words of an enum, ordinal or multi variable.
    #[serde(default)]
    pub options: Vec<String>,
    /// Allowed range of a number, both ends included.
    #[serde(default)]
    pub range: Option<[f64; 2]>,
}

/// One value that a report gives to a variable, with the words it rests on.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldValue {
    /// Key of the variable.
    pub field: String,
    /// The value; null when not mentioned.
    pub value: serde_json::Value,
    /// Unit of the value.
    pub unit: Option<String>,
    /// What the report says.
    pub state: State,
    /// The words.
    pub spans: Vec<EvidenceSpan>,
    /// The rule that gave the value, as `rule@version`.
    pub rule: String,
    /// A deterministic grade in 0..=1, not a probability.
    pub confidence: f64,
    /// Other candidates that lost.
    #[serde(default)]
    pub alternatives: Vec<serde_json::Value>,
}
