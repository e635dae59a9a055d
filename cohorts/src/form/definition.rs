/// What a form asks, as a person arranged it. Expressions are kept as they were written.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FormDefinition))]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Sections in order.
    pub sections: Vec<Section>,
}

/// A part of a form under a heading.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FormSection))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Name in this form; its own.
    pub id: String,
    /// Heading in Chinese.
    pub title_zh: String,
    /// Heading in English.
    #[serde(default)]
    pub title_en: String,
    /// When it is seen; always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<String>,
    /// Fields in order.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// A field on a form.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FormItem))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Key of the field.
    pub field: String,
    /// When it is seen; always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<String>,
    /// When it must be filled in, beside what the dictionary says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_if: Option<String>,
    /// Thirds of a row, 1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u8>,
    /// What it is called here instead of its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it is only shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub readonly: bool,
}

impl Definition {
    /// Keys of the fields on the form, in order.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().flat_map(|section| &section.items).map(|item| item.field.as_str())
    }
}
