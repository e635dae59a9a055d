//! Report tables.

use std::collections::{BTreeMap, HashMap};

use super::TextEncoding;
use super::doubt::doubts;
use super::header::{self, Role};
use super::problem::Problem;
use super::table::{self, Format, Limits, RawRow, RawTable};
use crate::CohortError;

/// One report of a table. Absent cells are `None`.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ReportRow {
    /// Row as a spreadsheet counts it (the header is row 1), or line of a JSONL file.
    pub row: usize,
    /// Patient number.
    pub patient_id: Option<String>,
    /// Number of the examination or report.
    pub accession: Option<String>,
    /// CT, MR, …
    pub modality: Option<String>,
    /// Body part.
    pub body_part: Option<String>,
    /// Day of the examination, ISO 8601.
    pub exam_date: Option<String>,
    /// `M`, `F` or `O`.
    pub sex: Option<String>,
    /// Age in years.
    pub age: Option<f64>,
    /// What was seen 检查所见, untouched.
    pub findings: Option<String>,
    /// What it means 诊断意见, untouched.
    pub impression: Option<String>,
    /// The whole report where sections are not told apart, untouched.
    pub text: Option<String>,
    /// Cells of other columns, and cells that could not be read as what their column holds.
    pub extra: BTreeMap<String, String>,
}

impl ReportRow {
    /// The texts of the report by section; the whole text has the section `""`.
    pub fn sections(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("findings", &self.findings), ("impression", &self.impression), ("", &self.text)]
            .into_iter()
            .filter_map(|(section, text)| text.as_deref().map(|text| (section, text)))
    }
}

/// A column of the file and what it was taken for; `role` is `None` for an extra column.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ColumnUse {
    /// Name in the file.
    pub column: String,
    /// Meaning.
    pub role: Option<Role>,
}

/// What a report table held.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Intake {
    /// Kind of file.
    pub format: Format,
    /// Encoding of its text.
    pub encoding: TextEncoding,
    /// Delimiter of a CSV file.
    pub delimiter: Option<char>,
    /// Columns in file order and their use.
    pub columns: Vec<ColumnUse>,
    /// Good rows in file order.
    pub rows: Vec<ReportRow>,
    /// What is wrong with the others, by row.
    pub problems: Vec<Problem>,
}

/// Reads a report table with the default [`Limits`].
///
/// # Errors
/// When the bytes are no table, or no column holds report text.
pub fn read(bytes: &[u8]) -> Result<Intake, CohortError> {
    read_with(bytes, &Limits::default(), &BTreeMap::new())
}

/// Reads a report table; `mapping` gives a role to columns (by their name in
/// the file) whose name does not tell it.
///
/// # Errors
/// As [`read`], or when the mapping names a column the file has not.
pub fn read_with(
    bytes: &[u8],
    limits: &Limits,
    mapping: &BTreeMap<String, Role>,
) -> Result<Intake, CohortError> {
    let table = table::read(bytes, limits, &header::known)?;
    let columns = use_columns(&table, mapping)?;
    let RawTable { format, encoding, delimiter, rows: raw, mut problems, .. } = table;
    let mut seen = Seen::default();
    let mut rows = Vec::new();
    for raw in raw {
        if let Some(row) = read_row(raw, &columns, &mut problems)
            && seen.is_new(&row, &columns, &mut problems)
        {
            rows.push(row);
        }
    }
    problems.sort_by_key(|problem| problem.row);
    Ok(Intake { format, encoding, delimiter, columns, rows, problems })
}

/// Gives columns their roles; of several columns for one role the clearest
/// name wins (`检查号` before `id`), the others are extras.
fn use_columns(table: &RawTable, mapping: &BTreeMap<String, Role>) -> Result<Vec<ColumnUse>, CohortError> {
    for name in mapping.keys() {
        if !table.header.contains(name) {
            return Err(missing(&table.header, &format!("`{name}`"), &format!("“{name}”")));
        }
    }
    let mut winners: BTreeMap<Role, (usize, usize)> = BTreeMap::new();
    for (at, name) in table.header.iter().enumerate() {
        if let Some((role, rank)) = Role::ranked(name)
            && !mapping.contains_key(name)
            && !mapping.values().any(|taken| *taken == role)
            && winners.get(&role).is_none_or(|(best, _)| rank < *best)
        {
            winners.insert(role, (rank, at));
        }
    }
    let columns: Vec<ColumnUse> = table
        .header
        .iter()
        .enumerate()
        .map(|(at, name)| ColumnUse {
            column: name.clone(),
            role: mapping
                .get(name)
                .copied()
                .or_else(|| winners.iter().find(|(_, (_, winner))| *winner == at).map(|(role, _)| *role)),
        })
        .collect();
    let taken: Vec<Role> = columns.iter().filter_map(|column| column.role).collect();
    if ![Role::Findings, Role::Impression, Role::Text].iter().any(|role| taken.contains(role)) {
        let (en, zh) = (
            "a column with report text: `findings`, `impression` or `text`",
            "报告文字列:检查所见/影像所见(findings)、诊断意见/结论/印象(impression)或报告内容(text)",
        );
        return Err(missing(&table.header, en, zh));
    }
    Ok(columns)
}

fn missing(header: &[String], en: &str, zh: &str) -> CohortError {
    let clip = |name: &String| name.chars().take(40).collect::<String>();
    let mut found: Vec<String> = header.iter().take(30).map(clip).collect();
    if header.len() > found.len() {
        found.push("…".to_owned());
    }
    CohortError::table(
        format!("the table lacks {en}; its columns are: {}", found.join(", ")),
        format!("表格缺少{zh};现有列:{}", found.join("、")),
    )
}

fn read_row(raw: RawRow, columns: &[ColumnUse], problems: &mut Vec<Problem>) -> Option<ReportRow> {
    let mut row = ReportRow { row: raw.row, ..ReportRow::default() };
    for (cell, column) in raw.cells.into_iter().zip(columns) {
        if cell.trim().is_empty() {
            continue;
        }
        let short = cell.trim().to_owned();
        match column.role {
            Some(Role::Findings) => row.findings = Some(cell),
            Some(Role::Impression) => row.impression = Some(cell),
            Some(Role::Text) => row.text = Some(cell),
            Some(Role::PatientId) => row.patient_id = Some(short),
            Some(Role::Accession) => row.accession = Some(short),
            Some(Role::Modality) => row.modality = Some(short),
            Some(Role::BodyPart) => row.body_part = Some(short),
            Some(Role::ExamDate) => {
                row.exam_date =
                    read_or_keep(iso_date(&short), column, short, &mut row.extra, raw.row, problems);
            }
            Some(Role::Sex) => {
                row.sex = read_or_keep(sex(&short), column, short, &mut row.extra, raw.row, problems);
            }
            Some(Role::Age) => {
                row.age = read_or_keep(age_years(&short), column, short, &mut row.extra, raw.row, problems);
            }
            None => {
                row.extra.insert(column.column.clone(), cell);
            }
        }
    }
    let text: Vec<&str> = row.sections().map(|(_, text)| text).collect();
    problems.extend(doubts(&text).into_iter().map(|(zh, en)| Problem::noted(raw.row, "", zh, en)));
    if row.sections().next().is_none() {
        let (zh, en) = ("报告文字为空,该行未导入", "the report text is empty, the row was left out");
        problems.push(Problem::dropped(raw.row, "", zh, en));
        return None;
    }
    Some(row)
}

/// The value, or else the cell as it stands among the extras and a note.
fn read_or_keep<T>(
    value: Option<T>,
    column: &ColumnUse,
    cell: String,
    extra: &mut BTreeMap<String, String>,
    row: usize,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    if value.is_none() {
        let shown: String = cell.chars().take(40).collect();
        problems.push(Problem::noted(
            row,
            &column.column,
            format!("“{shown}”无法识别,已按原文保留"),
            format!("`{shown}` is not understood and was kept as text"),
        ));
        extra.insert(column.column.clone(), cell);
    }
    value
}

/// Rows met so far, to find a report that is there twice.
#[derive(Default)]
struct Seen {
    accessions: HashMap<String, usize>,
    reports: HashMap<workbench_core::Digest, usize>,
}

impl Seen {
    fn is_new(&mut self, row: &ReportRow, columns: &[ColumnUse], problems: &mut Vec<Problem>) -> bool {
        let name = |role: Role| {
            columns.iter().find(|c| c.role == Some(role)).map_or("", |c| c.column.as_str()).to_owned()
        };
        if let Some(accession) = &row.accession {
            let first = *self.accessions.entry(accession.clone()).or_insert(row.row);
            if first != row.row {
                let shown: String = accession.chars().take(64).collect();
                problems.push(Problem::dropped(
                    row.row,
                    &name(Role::Accession),
                    format!("编号“{shown}”与第 {first} 行重复,该行未导入"),
                    format!("`{shown}` is already in row {first}, the row was left out"),
                ));
                return false;
            }
            return true;
        }
        // without a number of its own a report is its patient, day and words
        let key = serde_json::json!([row.patient_id, row.exam_date, row.findings, row.impression, row.text]);
        let first = *self.reports.entry(workbench_core::Digest::of_json(&key)).or_insert(row.row);
        if first != row.row {
            let column = name(Role::PatientId);
            let shown = row.patient_id.clone().unwrap_or_default();
            problems.push(Problem::dropped(
                row.row,
                &column,
                format!("报告{shown}与第 {first} 行完全相同,该行未导入"),
                format!("the report {shown} is the same as that of row {first}, the row was left out"),
            ));
        }
        first == row.row
    }
}

/// `2024-1-5`, `2024/01/05 08:30`, `20240105`, `2024.1.5`, `2024年1月5日` as ISO 8601.
pub(crate) fn iso_date(text: &str) -> Option<String> {
    let text = crate::fold::narrowed(text);
    let digits: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match digits.as_slice() {
        [date, ..] if date.len() == 8 || date.len() == 14 => {
            (date.get(..4)?.parse().ok()?, date.get(4..6)?.parse().ok()?, date.get(6..8)?.parse().ok()?)
        }
        [year, month, day, ..] if year.len() == 4 => {
            (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        _ => return None,
    };
    let date = chrono::NaiveDate::from_ymd_opt(year, month, day)?;
    (1850..=2200).contains(&year).then(|| date.format("%Y-%m-%d").to_string())
}

fn sex(text: &str) -> Option<String> {
    let word = crate::fold::fold(text);
    let sex = match word.as_str() {
        "m" | "male" | "男" | "男性" | "1" => "M",
        "f" | "female" | "女" | "女性" | "2" => "F",
        "o" | "u" | "other" | "unknown" | "未知" | "其他" | "不详" | "0" | "9" => "O",
        _ => return None,
    };
    Some(sex.to_owned())
}

/// `63`, `63岁`, `063Y` (DICOM AS), `8月`, `20天` in years.
fn age_years(text: &str) -> Option<f64> {
    let text = crate::fold::fold(text);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text.get(..end)?.parse().ok()?;
    let years = match text.get(end..)?.trim() {
        "" | "岁" | "y" | "周岁" | "years" | "yr" | "年" => number,
        "月" | "个月" | "m" => number / 12.0,
        "周" | "w" => number * 7.0 / 365.25,
        "天" | "日" | "d" => number / 365.25,
        _ => return None,
    };
    (0.0..=150.0).contains(&years).then_some(years)
}
