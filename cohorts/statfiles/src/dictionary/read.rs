use std::collections::HashMap;
use std::io::Read;

use super::header::{self, Field};
use super::labels;
use crate::report::FileColumn;
use crate::{Column, Format, Kind, Notes, Part, StatError, column, text};

/// The columns of a table as a person wrote them down.
///
/// A CSV file (UTF-8, or GB18030 as Chinese Excel saves it) with a header; the order of its columns is free, and each
/// goes by its English or Chinese name:
///
/// | column | | holds |
/// |---|---|---|
/// | `key` | 字段 | name of the column in the table; required |
/// | `label_zh`, `label_en` | 中文名, 英文名 | what it is called |
/// | `type` | 类型 | `text`, `long_text`, `integer`, `decimal`, `date`, `datetime`, `yes_no`, `choice`, `choices`, `count`, or 文本, 长文本, 整数, 小数, 日期, 日期时间, 是否, 单选, 多选, 计数; required |
/// | `unit` | 单位 | unit of measurement |
/// | `values` | 取值 | the choices, as `1=男\|2=女` |
/// | `missing` | 缺失 | reasons for missing values, as `-98=未提及\|-99=不适用` |
///
/// A dictionary that was written beside a file has three more: `name` (in the file), `part`, `codes`; that of a database has
/// others (`range`, `required`, `formula`, …), which are not read. Any other column is refused.
/// Rows whose key begins with `#` are notes: key and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// Notes that stand in it.
    pub notes: Notes,
    /// Names in a file, if it says them.
    pub names: Vec<FileColumn>,
    /// Codes of missing values, beside `names`.
    pub(crate) codes: Vec<Vec<String>>,
}

/// Bytes of a dictionary at most.
const LARGEST: u64 = 64 << 20;

impl Dictionary {
    /// Reads a dictionary. Errors name the row.
    pub fn read(input: impl Read) -> Result<Self, StatError> {
        let mut bytes = Vec::new();
        input.take(LARGEST + 1).read_to_end(&mut bytes).map_err(StatError::io("read the dictionary"))?;
        if bytes.len() as u64 > LARGEST {
            return Err(StatError::damaged(Format::Csv, "a dictionary has at most 64 MB"));
        }
        let mut rows = text::Rows::new(bytes.as_slice())?;
        let header = match rows.next_row() {
            Some(row) => row?.1,
            None => return Err(StatError::Dictionary { row: 1, reason: "the file is empty".to_owned() }),
        };
        let mut reader = Reader::new(&header)?;
        while let Some(row) = rows.next_row() {
            let (number, cells) = row?;
            let cells: Vec<String> = cells.iter().map(|c| crate::guard::bare(c).to_owned()).collect();
            let wrong = |reason: String| StatError::Dictionary { row: number, reason };
            reader.row(&cells).map_err(wrong)?;
        }
        reader.finish()
    }

    /// From rows of cells, the first being the header; for a dictionary that lies in the file itself.
    pub(crate) fn from_rows(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Self, StatError> {
        let mut rows = rows.into_iter();
        let mut reader = Reader::new(&rows.next().unwrap_or_default())?;
        for (n, cells) in rows.enumerate() {
            reader.row(&cells).map_err(|reason| StatError::Dictionary { row: n as u64 + 2, reason })?;
        }
        reader.finish()
    }
}

struct Reader {
    fields: Vec<Field>,
    places: HashMap<String, usize>,
    found: Dictionary,
}

impl Reader {
    fn new(header: &[String]) -> Result<Self, StatError> {
        let wrong = |reason: String| StatError::Dictionary { row: 1, reason };
        let mut fields: Vec<Field> = Vec::new();
        for cell in header {
            let field = header::field(cell).ok_or_else(|| {
                wrong(format!(
                    "`{cell}` is no column of a dictionary; it has key, label_zh, label_en, type, unit, values, missing"
                ))
            })?;
            if field != Field::Further && fields.contains(&field) {
                return Err(wrong(format!("`{cell}` stands twice")));
            }
            fields.push(field);
        }
        for (field, name) in [(Field::Key, "key"), (Field::Type, "type")] {
            if !fields.contains(&field) {
                return Err(wrong(format!("the column `{name}` is missing")));
            }
        }
        Ok(Self { fields, places: HashMap::new(), found: Dictionary::default() })
    }

    fn row(&mut self, cells: &[String]) -> Result<(), String> {
        if cells.iter().all(|c| c.trim().is_empty()) {
            return Ok(());
        }
        if cells.iter().skip(self.fields.len()).any(|c| !c.trim().is_empty()) {
            return Err(format!("{} cells where the header has {}", cells.len(), self.fields.len()));
        }
        let cell = |field: Field| {
            let place = self.fields.iter().position(|f| *f == field);
            place.and_then(|p| cells.get(p)).map_or("", |c| c.trim())
        };
        let key = cell(Field::Key);
        if let Some(note) = key.strip_prefix('#').filter(|_| cell(Field::Type).is_empty()) {
            self.found.notes.add(note, cell(Field::LabelZh));
            return Ok(());
        }
        let part = Part::parse(cell(Field::Part))
            .ok_or_else(|| format!("`{}` is no part of a column", cell(Field::Part)))?;
        let (name, codes) = (cell(Field::Name).to_owned(), cell(Field::Codes));
        let codes: Vec<String> =
            if codes.is_empty() { Vec::new() } else { codes.split('|').map(str::to_owned).collect() };
        let further = cell(Field::Type).is_empty() && part != Part::Whole && self.places.contains_key(key);
        if !further {
            let word = cell(Field::Type);
            let kind = header::kind(word).ok_or_else(|| match word {
                "" => format!("column `{key}` has no type"),
                _ => format!(
                    "`{word}` is no type; there are text, long_text, integer, decimal, date, datetime, yes_no, choice, choices, count"
                ),
            })?;
            let column = Column {
                key: key.to_owned(),
                label_zh: cell(Field::LabelZh).to_owned(),
                label_en: cell(Field::LabelEn).to_owned(),
                kind,
                unit: cell(Field::Unit).to_owned(),
                values: labels::read(cell(Field::Values))?,
                missing: labels::read(cell(Field::Missing))?,
            };
            column::check(std::slice::from_ref(&column)).map_err(|e| e.to_string())?;
            if self.places.insert(key.to_owned(), self.found.columns.len()).is_some() {
                return Err(format!("the key `{key}` is used twice"));
            }
            if part != Part::Whole && kind != Kind::Choices {
                return Err(format!("column `{key}` begins with a part of itself"));
            }
            self.found.columns.push(column);
        }
        if !name.is_empty() {
            let renamed = name != key;
            self.found.names.push(FileColumn { name, key: key.to_owned(), part, renamed });
            self.found.codes.push(codes);
        }
        Ok(())
    }

    fn finish(self) -> Result<Dictionary, StatError> {
        if self.found.columns.is_empty() {
            return Err(StatError::Dictionary {
                row: 2,
                reason: "the dictionary names no column".to_owned(),
            });
        }
        Ok(self.found)
    }
}
