/// Something wrong at one place of what a person wrote: a part of a field, an item of a form, a cell.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Fault {
    /// The part: `pattern`, `sections[0].items[2].visible_if`, the key of a field.
    pub path: String,
    /// What is wrong and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Code points of an expression before the fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { path: path.into(), zh: zh.into(), en: en.into(), at: None }
    }

    pub(crate) fn of_expr(path: impl Into<String>, error: workbench_expr::ExprError) -> Self {
        Self { path: path.into(), zh: error.zh, en: error.en, at: Some(error.at) }
    }
}
