//! The words of the file formats.

use statfiles::Format;

use crate::AppError;

/// Word, format, and name of the file in a package.
pub const FORMATS: [(&str, Format, &str); 7] = [
    ("csv", Format::Csv, "data.csv"),
    ("xlsx", Format::Xlsx, "data.xlsx"),
    ("sav", Format::Sav, "data.sav"),
    ("dta", Format::Dta, "data.dta"),
    ("xpt8", Format::Xpt8, "data.v8.xpt"),
    ("xpt5", Format::Xpt5, "data.v5.xpt"),
    ("rdata", Format::RData, "data.RData"),
];

/// The words asked for, each once, in the order of the list above.
pub fn chosen(words: &[String]) -> Result<Vec<String>, AppError> {
    let known = |word: &&String| FORMATS.iter().any(|(name, ..)| name == word);
    if let Some(unknown) = words.iter().find(|word| !known(word)) {
        let shown: String = unknown.chars().take(40).collect();
        let list = FORMATS.map(|(name, ..)| name).join(", ");
        return Err(AppError::bad(format!("the format `{shown}` is not one of {list}"))
            .zh(format!("不支持格式“{shown}”，可选：{list}")));
    }
    let chosen: Vec<String> = FORMATS
        .iter()
        .filter(|(name, ..)| words.iter().any(|word| word == name))
        .map(|(name, ..)| (*name).to_owned())
        .collect();
    if chosen.is_empty() {
        return Err(AppError::bad("choose at least one file format").zh("请至少选择一种文件格式"));
    }
    Ok(chosen)
}
