//! Fields that many databases need, written by us, to pick from; and forms made of them.

mod templates;

use std::sync::OnceLock;

use workbench_core::{Variable, VariableType};

pub use templates::{ShippedTemplate, templates};

/// A field with the heading it stands under.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LibraryField {
    /// Heading in Chinese.
    pub group_zh: String,
    /// Heading in English.
    pub group_en: String,
    /// The field.
    pub field: Variable,
}

impl LibraryField {
    /// Whether a word in small letters stands in its key, names or heading.
    pub fn speaks_of(&self, word: &str) -> bool {
        [&self.group_zh, &self.group_en, &self.field.key, &self.field.name_zh, &self.field.name_en]
            .iter()
            .any(|text| text.to_lowercase().contains(word))
    }
}

/// The library. Each line of its table is a field: key, names, type, unit (UCUM), range, options, kind of
/// de-identification, formula; a line with `#` begins a heading.
const TABLE: &str = include_str!("fields.tsv");

/// All fields, by heading.
pub fn fields() -> &'static [LibraryField] {
    static FIELDS: OnceLock<Vec<LibraryField>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let (mut fields, mut group) = (Vec::new(), (String::new(), String::new()));
        for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix("# ") {
                Some(heading) => {
                    let (zh, en) = heading.split_once('\t').unwrap_or((heading, heading));
                    group = (zh.to_owned(), en.to_owned());
                }
                None => fields.extend(field(line, &group.0).map(|field| LibraryField {
                    group_zh: group.0.clone(),
                    group_en: group.1.clone(),
                    field,
                })),
            }
        }
        fields
    })
}

fn field(line: &str, group: &str) -> Option<Variable> {
    let mut cells = line.split('\t').map(str::trim);
    let mut cell = || cells.next().unwrap_or_default();
    let (key, name_zh, name_en, kind) = (cell(), cell(), cell(), cell());
    let (unit, range, options, deident, formula) = (cell(), cell(), cell(), cell(), cell());
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let options: Vec<(&str, Option<&str>)> = options
        .split('|')
        .filter(|option| !option.is_empty())
        .map(|option| option.split_once('=').map_or((option, None), |(option, label)| (option, Some(label))))
        .collect();
    Some(Variable {
        key: key.to_owned(),
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
        kind: kind.parse::<VariableType>().ok()?,
        unit: text(unit),
        range: range.split_once("..").and_then(|(low, high)| Some([low.parse().ok()?, high.parse().ok()?])),
        option_labels: options
            .iter()
            .filter_map(|(option, label)| Some(((*option).to_owned(), (*label)?.to_owned())))
            .collect(),
        options: options.into_iter().map(|(option, _)| option.to_owned()).collect(),
        deident: deident.parse().ok(),
        formula: text(formula),
        group: text(group),
        own: true,
        ..Variable::default()
    })
}

/// The field of a key.
pub(crate) fn field_of(key: &str) -> Option<&'static Variable> {
    fields().iter().map(|field| &field.field).find(|field| field.key == key)
}
