//! Files of fields: every row becomes a field or says what is wrong with it.

use std::collections::{BTreeMap, HashMap};

use workbench_core::{DeidentKind, InputKind, Variable, VariableType};

use super::write::bare;
use super::{check_set, tidy};
use crate::CohortError;
use crate::fold::narrowed;
use crate::intake::cells;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RowProblem {
    /// Column as it is named in the file; empty when the row as a whole is meant.
    pub column: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A row of the file.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PreviewRow {
    /// Row as a spreadsheet counts it.
    pub row: usize,
    /// The field; null when the row cannot be read.
    pub field: Option<Variable>,
    /// What is wrong; empty for a good row.
    pub problems: Vec<RowProblem>,
}

/// Columns of a dictionary and what else they are called; the first name is the part that faults speak of.
const COLUMNS: [(&str, &[&str]); 15] = [
    ("key", &["field", "variable", "column", "字段", "字段名", "变量", "变量名", "键"]),
    ("name_zh", &["labelzh", "zh", "label", "中文名", "中文标签", "中文名称", "标签", "名称", "显示名"]),
    ("name_en", &["labelen", "en", "英文名", "英文标签", "英文名称"]),
    ("type", &["kind", "类型", "数据类型", "字段类型"]),
    ("unit", &["units", "单位"]),
    ("options", &["values", "valuelabels", "choices", "取值", "选项", "值标签", "值域"]),
    ("missing", &["missingvalues", "usermissing", "缺失", "缺失值", "缺失原因"]),
    ("range", &["范围", "取值范围"]),
    ("required", &["必填", "是否必填"]),
    ("pattern", &["regex", "格式", "正则", "正则表达式"]),
    ("deident", &["deidentification", "脱敏", "脱敏类型"]),
    ("input", &["widget", "输入", "输入形式", "控件"]),
    ("formula", &["calculation", "公式", "计算公式"]),
    ("help", &["helpzh", "description", "说明", "填写说明", "帮助"]),
    ("group", &["section", "分组", "组"]),
];
/// Columns that a table's own dictionary has and that say nothing of a field.
const SILENT: [&str; 6] = ["missing", "name", "part", "codes", "filename", "missingcodes"];

const KINDS: [(VariableType, &[&str]); 12] = [
    (VariableType::Text, &["string", "str", "文本", "字符", "字符串", "单行文本", "短文本"]),
    (VariableType::LongText, &["longtext", "notes", "长文本", "多行文本"]),
    (VariableType::Integer, &["int", "整数", "整型"]),
    (
        VariableType::Number,
        &["decimal", "float", "double", "numeric", "小数", "数值", "数字", "浮点", "浮点数"],
    ),
    (VariableType::Date, &["日期"]),
    (VariableType::DateTime, &["timestamp", "moment", "date+time", "日期时间", "日期+时间", "时间"]),
    (VariableType::Bool, &["yesno", "yes/no", "boolean", "是否", "是/否", "布尔"]),
    (VariableType::Enum, &["choice", "singlechoice", "single", "category", "单选", "枚举", "分类", "列表"]),
    (VariableType::Ordinal, &["等级", "有序", "分级"]),
    (VariableType::Multi, &["choices", "multiplechoice", "multichoice", "multiple", "多选"]),
    (VariableType::Count, &["计数", "数量", "个数"]),
    (VariableType::File, &["link", "url", "文件", "文件链接", "链接"]),
];

const DEIDENT: [(DeidentKind, &[&str]); 16] = [
    (DeidentKind::None, &["无", "不脱敏", "否"]),
    (DeidentKind::Name, &["姓名"]),
    (DeidentKind::Staff, &["医生", "医生姓名"]),
    (DeidentKind::Phone, &["电话", "手机", "手机号"]),
    (DeidentKind::Landline, &["座机", "固定电话"]),
    (DeidentKind::IdCard, &["身份证", "身份证号"]),
    (DeidentKind::Address, &["地址", "住址"]),
    (DeidentKind::Email, &["邮箱", "电子邮箱"]),
    (DeidentKind::Password, &["密码"]),
    (DeidentKind::BankCard, &["银行卡", "银行卡号"]),
    (DeidentKind::Hospital, &["医院", "医院名称"]),
    (DeidentKind::Date, &["只留年份"]),
    (DeidentKind::DateShift, &["日期偏移", "日期"]),
    (DeidentKind::Age, &["年龄"]),
    (DeidentKind::FreeText, &["自由文本"]),
    (DeidentKind::Number, &["号码", "编号", "住院号"]),
];

const INPUTS: [(InputKind, &[&str]); 9] = [
    (InputKind::Text, &["文本框", "单行文本框"]),
    (InputKind::TextArea, &["长文本框", "多行文本框"]),
    (InputKind::Checkbox, &["勾选框", "复选框"]),
    (InputKind::Radio, &["单选框", "单选按钮"]),
    (InputKind::Select, &["下拉框", "下拉列表"]),
    (InputKind::Date, &["日期", "日期框"]),
    (InputKind::DateTime, &["日期时间", "日期时间框"]),
    (InputKind::Number, &["数字", "数字框"]),
    (InputKind::File, &["文件", "文件链接"]),
];

/// Case, spaces, `_` and `-` make no difference.
fn plain(text: &str) -> String {
    let fine = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-');
    narrowed(text).chars().filter(fine).flat_map(char::to_lowercase).collect()
}

fn column_of(header: &str) -> Option<&'static str> {
    let header = plain(header);
    COLUMNS
        .iter()
        .find(|(part, names)| plain(part) == header || names.contains(&header.as_str()))
        .map(|(part, _)| *part)
}

fn word<T: Copy + std::str::FromStr>(table: &[(T, &[&str])], text: &str) -> Option<T> {
    let wanted = plain(text);
    let known = table.iter().find(|(_, names)| names.contains(&wanted.as_str())).map(|(kind, _)| *kind);
    known.or_else(|| narrowed(text).trim().to_lowercase().parse().ok())
}

/// Reads a file of fields (CSV, XLSX, in the forms that [`csv`](super::csv) and [`xlsx`](super::xlsx) write or with the
/// Chinese names of the columns) and holds each row against the fields that are `there`.
///
/// # Errors
/// When the bytes are no table, or no column says `key` or `type`.
pub fn preview(bytes: &[u8], there: &[Variable]) -> Result<Vec<PreviewRow>, CohortError> {
    let table = cells::read(bytes, &|name| column_of(name).is_some())?;
    let marks = crate::intake::marks(bytes)?;
    let places: Vec<Option<&str>> = table.header.iter().map(|name| column_of(name)).collect();
    for part in ["key", "type"] {
        if !places.contains(&Some(part)) {
            let found = table.header.iter().take(30).cloned().collect::<Vec<_>>();
            return Err(CohortError::table(
                format!(
                    "no column is called `{part}`; a file of fields has {}; this one has: {}",
                    super::write::HEADER.join(", "),
                    found.join(", ")
                ),
                format!(
                    "缺少“{part}”列；字段文件的列为：字段名、中文名、英文名、类型、单位、选项、范围、必填、格式、脱敏类型、输入形式、公式、说明、分组；现有列：{}",
                    found.join("、")
                ),
            ));
        }
    }
    let mut rows = Vec::new();
    for (number, cells) in &table.rows {
        // notes at the end of a table's dictionary
        if cells.iter().all(|cell| cell.trim().is_empty())
            || cells.first().is_some_and(|cell| cell.starts_with('#'))
        {
            continue;
        }
        let mut reader = Row { header: &table.header, problems: Vec::new() };
        marks.of_row(*number, &table.header).for_each(|(column, zh, en)| reader.wrong(&column, zh, en));
        let mut field = Variable { own: true, ..Variable::default() };
        for (index, cell) in cells.iter().enumerate() {
            match places.get(index) {
                Some(Some(part)) => reader.cell(&mut field, part, index, bare(cell.trim())),
                Some(None) => {
                    let name = table.header.get(index).map(String::as_str).unwrap_or_default();
                    if !cell.trim().is_empty() && !name.is_empty() && !SILENT.contains(&plain(name).as_str())
                    {
                        reader.wrong(
                            name,
                            "不认识的列".to_owned(),
                            "a column that a field does not have".to_owned(),
                        );
                    }
                }
                None => {}
            }
        }
        rows.push(PreviewRow { row: *number, field: Some(tidy(field)), problems: reader.problems });
    }
    let fields: Vec<Variable> = rows.iter().filter_map(|row| row.field.clone()).collect();
    let names: HashMap<&str, &str> =
        places.iter().zip(&table.header).filter_map(|(part, name)| Some(((*part)?, name.as_str()))).collect();
    for (index, fault) in check_set(there, &fields) {
        let part = match fault.path.as_str() {
            "option_labels" => "options",
            "help_zh" => "help",
            part => part,
        };
        let column = names.get(part).copied().unwrap_or(part).to_owned();
        if let Some(row) = rows.get_mut(index)
            && !row.problems.iter().any(|problem| problem.column == column)
        {
            row.problems.push(RowProblem { column, zh: fault.zh, en: fault.en });
        }
    }
    Ok(rows)
}

struct Row<'a> {
    header: &'a [String],
    problems: Vec<RowProblem>,
}

impl Row<'_> {
    fn wrong(&mut self, column: &str, zh: String, en: String) {
        self.problems.push(RowProblem { column: column.to_owned(), zh, en });
    }

    fn unknown<T: std::fmt::Display>(&mut self, column: usize, cell: &str, known: &[(T, &[&str])]) {
        let shown: String = cell.chars().take(40).collect();
        let zh: Vec<&str> = known
            .iter()
            .filter_map(|(_, names)| names.iter().rev().find(|name| !name.is_ascii()).copied())
            .collect();
        let en: Vec<String> = known.iter().map(|(word, _)| word.to_string()).collect();
        let name = self.header.get(column).cloned().unwrap_or_default();
        self.wrong(
            &name,
            format!("不认识“{shown}”；可用：{}", zh.join("、")),
            format!("`{shown}` is not known; there are {}", en.join(", ")),
        );
    }

    fn cell(&mut self, field: &mut Variable, part: &str, column: usize, cell: &str) {
        let name = self.header.get(column).cloned().unwrap_or_default();
        if cell.is_empty() {
            if part == "type" {
                self.wrong(&name, "没有写类型".to_owned(), "it says no type".to_owned());
            }
            return;
        }
        let text = Some(cell.to_owned());
        match part {
            "key" => field.key = cell.to_owned(),
            "name_zh" => field.name_zh = cell.to_owned(),
            "name_en" => field.name_en = cell.to_owned(),
            "type" => match word(&KINDS, cell) {
                Some(kind) => field.kind = kind,
                None => self.unknown(column, cell, &KINDS),
            },
            "unit" => field.unit = text,
            "options" => match options(cell) {
                Some((options, labels)) => (field.options, field.option_labels) = (options, labels),
                None => self.wrong(
                    &name,
                    "选项写成 1=男|2=女 或 男|女".to_owned(),
                    "write options as 1=male|2=female or male|female".to_owned(),
                ),
            },
            "range" => match range(cell) {
                Some(range) => field.range = Some(range),
                None => self.wrong(&name, "范围写成 0..100".to_owned(), "write a range as 0..100".to_owned()),
            },
            "required" => match plain(cell).as_str() {
                "yes" | "y" | "true" | "1" | "是" | "必填" | "√" => field.required = true,
                "no" | "n" | "false" | "0" | "否" | "选填" => field.required = false,
                _ => self.wrong(&name, "必填写 是 或 否".to_owned(), "write yes or no".to_owned()),
            },
            "pattern" => field.pattern = text,
            "deident" => match word(&DEIDENT, cell) {
                Some(kind) => field.deident = Some(kind),
                None => self.unknown(column, cell, &DEIDENT),
            },
            "input" => match word(&INPUTS, cell) {
                Some(kind) => field.input = Some(kind),
                None => self.unknown(column, cell, &INPUTS),
            },
            "formula" => field.formula = text,
            "help" => field.help_zh = text,
            "group" => field.group = text,
            _ => {}
        }
    }
}

/// `1=男|2=女`, or with `;` or lines between; `\` takes the meaning of the next sign away.
fn options(text: &str) -> Option<(Vec<String>, BTreeMap<String, String>)> {
    let bars = parts(text, &['|']);
    let pieces = if bars.len() > 1 { bars } else { parts(text, &[';', '；', '\n']) };
    let (mut options, mut labels) = (Vec::new(), BTreeMap::new());
    for piece in pieces {
        let sides = parts(&piece, &['=', '＝']);
        match sides.as_slice() {
            [option] if option.trim().is_empty() => {}
            [option] => options.push(unescaped(option)),
            [option, label] if !option.trim().is_empty() => {
                let option = unescaped(option);
                labels.insert(option.clone(), unescaped(label));
                options.push(option);
            }
            _ => return None,
        }
    }
    Some((options, labels))
}

/// Splits at separators that are not escaped; the pieces stay escaped.
fn parts(text: &str, separators: &[char]) -> Vec<String> {
    let (mut parts, mut part, mut escape) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        if !escape && separators.contains(&c) {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        escape = !escape && c == '\\';
        part.push(c);
    }
    parts.push(part);
    parts
}

fn unescaped(text: &str) -> String {
    let (mut out, mut escape) = (String::new(), false);
    for c in text.trim().chars() {
        if !escape && c == '\\' {
            escape = true;
            continue;
        }
        escape = false;
        out.push(c);
    }
    out
}

/// `0..100`, `0-100`, `0～100` or `[0,100]`.
fn range(text: &str) -> Option<[f64; 2]> {
    let text = narrowed(text);
    let text = text.trim().trim_start_matches('[').trim_end_matches(']');
    let pair = text.split_once("..").or_else(|| text.split_once(['~', ',', '–', '至'])).or_else(|| {
        text.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(at, _)| (&text[..at], &text[at + 1..]))
    });
    let (low, high) = pair?;
    Some([low.trim().parse().ok()?, high.trim().parse().ok()?])
}
