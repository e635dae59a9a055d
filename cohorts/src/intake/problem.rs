/// Something wrong with one row of a table.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// Row as a spreadsheet counts it (the header is row 1) or line of a JSONL
    /// file; 0 when the whole file is meant.
    pub row: usize,
    /// Column as it is named in the file; empty when the row as a whole is meant.
    pub column: String,
    /// Whether the row was left out. When false, the row was taken without this cell.
    pub dropped: bool,
    /// What is wrong, in Chinese.
    pub message_zh: String,
    /// What is wrong, in English.
    pub message_en: String,
}

impl Problem {
    pub(crate) fn dropped(row: usize, column: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { row, column: column.to_owned(), dropped: true, message_zh: zh.into(), message_en: en.into() }
    }

    pub(crate) fn noted(row: usize, column: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { dropped: false, ..Self::dropped(row, column, zh, en) }
    }
}
