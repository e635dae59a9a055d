//! Variables 变量 and their values 值, each value with its evidence.

use std::collections::BTreeMap;

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
        /// Free text of several lines.
        LongText = "long_text",
        /// A calendar date with the time of day at the place, ISO 8601 without a zone.
        DateTime = "datetime",
        /// A link to a file.
        File = "file",
    }
}

#[expect(clippy::derivable_impls, reason = "the words macro marks no default")]
impl Default for VariableType {
    fn default() -> Self {
        Self::Text
    }
}

words! {
    /// How a field identifies a person, so how it is masked (C2).
    DeidentKind {
        /// It does not; shown as it is.
        None = "none",
        /// Name of a person.
        Name = "name",
        /// Name of a doctor, technician or nurse.
        Staff = "staff",
        /// Mobile phone number.
        Phone = "phone",
        /// Land line number.
        Landline = "landline",
        /// Number of an identity card.
        IdCard = "id_card",
        /// Postal address.
        Address = "address",
        /// E-mail address.
        Email = "email",
        /// Password; shown to nobody.
        Password = "password",
        /// Number of a bank card.
        BankCard = "bank_card",
        /// Name of a hospital.
        Hospital = "hospital",
        /// A date that is real at level `limited` and cut to its year below.
        Date = "date",
        /// A date that is shifted with the patient's other dates.
        DateShift = "date_shift",
        /// An age; old ages are joined.
        Age = "age",
        /// Words in which any of these may stand.
        FreeText = "free_text",
        /// A number of the hospital: admission, examination, specimen.
        Number = "number",
    }
}

words! {
    /// How a field is filled in on a form (C2).
    InputKind {
        /// One line.
        Text = "text",
        /// Several lines.
        TextArea = "textarea",
        /// Boxes, several of which may be ticked.
        Checkbox = "checkbox",
        /// Buttons, one of which is chosen.
        Radio = "radio",
        /// A list that opens.
        Select = "select",
        /// A calendar.
        Date = "date",
        /// A calendar and a clock.
        DateTime = "datetime",
        /// A number.
        Number = "number",
        /// A link to a file.
        File = "file",
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

/// A dictionary entry: what a column of a database means. `Variable::default()` is a text without key and names.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
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
    /// What an option is called, where it is a code: `1` → `男`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub option_labels: BTreeMap<String, String>,
    /// Whether a record without it is incomplete.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Regular expression that a whole text must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// How it identifies a person; by its type when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deident: Option<DeidentKind>,
    /// How it is filled in; by its type when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<InputKind>,
    /// Expression that computes it from other fields; nobody fills it in then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// What to fill in, in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_zh: Option<String>,
    /// Heading it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whether people added it; false when it comes from rules.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
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
