//! Term dictionaries as tables: zh, en, kind, system, code, parent, terms, excluded.

use std::collections::HashMap;

use cohorts::intake::cells;
use workbench_core::ids::ConceptId;
use workbench_store::{Concept, NewConcept, TermRow};

use crate::AppError;

/// The columns with the other names they go by.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("zh", &["中文名", "中文", "名称", "概念"]),
    ("en", &["英文名", "英文"]),
    ("kind", &["类别", "类型"]),
    ("system", &["编码系统", "体系"]),
    ("code", &["编码", "代码"]),
    ("parent", &["上级", "上级概念"]),
    ("terms", &["术语", "同义词"]),
    ("excluded", &["排除", "排除词"]),
];

fn column(header: &str) -> Option<usize> {
    let header = header.trim().to_lowercase();
    COLUMNS.iter().position(|(name, others)| header == *name || others.contains(&header.as_str()))
}

/// Reads a table of terms (CSV in UTF-8 or GB 18030, or XLSX).
pub fn read(bytes: &[u8]) -> Result<Vec<TermRow>, AppError> {
    let table = cells::read(bytes, &|header| column(header).is_some())?;
    let places: HashMap<usize, usize> = table
        .header
        .iter()
        .enumerate()
        .filter_map(|(place, header)| Some((column(header)?, place)))
        .collect();
    if !places.contains_key(&0) {
        return Err(AppError::bad("the table has no column `zh`; the columns are zh, en, kind, system, code, parent, terms, excluded")
            .zh("表中没有“zh”（中文名）列；列名应为 zh, en, kind, system, code, parent, terms, excluded"));
    }
    let row = |number: usize, cells: Vec<String>| {
        let cell = |column: usize| {
            places
                .get(&column)
                .and_then(|place| cells.get(*place))
                .map(|text| text.trim())
                .unwrap_or_default()
        };
        let kind = if cell(2).is_empty() { "finding" } else { cell(2) };
        let what = NewConcept {
            zh: armed(cell(0)),
            en: armed(cell(1)),
            kind: kind.to_lowercase(),
            system: armed(cell(3)),
            code: armed(cell(4)),
            parent: None,
            terms: list(cell(6)),
            excluded: list(cell(7)),
        };
        TermRow { row: number, what, parent: armed(cell(5)) }
    };
    Ok(table.rows.into_iter().map(|(number, cells)| row(number, cells)).collect())
}

fn list(cell: &str) -> Vec<String> {
    let parts = cell.split(['；', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(armed).collect()
}

/// A cell that was disarmed when it was written.
fn armed(cell: &str) -> String {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell).to_owned()
}

/// The concepts in use as CSV: UTF-8 with a byte order mark, lists parted by `；`.
pub fn write(concepts: &[Concept]) -> Vec<u8> {
    let names: HashMap<ConceptId, &str> =
        concepts.iter().map(|concept| (concept.id, concept.what.zh.as_str())).collect();
    let mut out = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let _ = out.write_record(COLUMNS.map(|(name, _)| name));
    for Concept { what, .. } in concepts.iter().filter(|concept| !concept.retired) {
        let parent = what.parent.and_then(|id| names.get(&id)).copied().unwrap_or_default();
        let (terms, excluded) = (what.terms.join("；"), what.excluded.join("；"));
        let cells: [&str; 8] =
            [&what.zh, &what.en, &what.kind, &what.system, &what.code, parent, &terms, &excluded];
        let _ = out.write_record(cells.map(disarmed));
    }
    out.into_inner().unwrap_or_default()
}

fn disarmed(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let what = NewConcept {
            zh: "肺结节".to_owned(),
            en: "=lung nodule".to_owned(),
            kind: "finding".to_owned(),
            system: "RadLex".to_owned(),
            code: "RID3875".to_owned(),
            parent: None,
            terms: vec!["小结节".to_owned(), "GGN".to_owned()],
            excluded: vec!["结节性甲状腺肿".to_owned()],
        };
        let concept = Concept {
            id: uuid::Uuid::nil().into(),
            what: what.clone(),
            clashes: Vec::new(),
            retired: false,
            etag: "1".to_owned(),
        };
        let bytes = write(&[concept]);
        assert!(bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
        let rows = read(&bytes).unwrap();
        assert_eq!((rows.len(), rows[0].row, &rows[0].what), (1, 2, &what));
        let text = String::from_utf8_lossy(&bytes[3..]).into_owned();
        let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
        assert_eq!(read(&gbk).unwrap()[0].what, what);
    }

    #[test]
    fn chinese_headers_are_known_and_a_table_of_something_else_is_refused() {
        let rows = read("中文名,同义词,上级\n结节,小结节; 微结节,\n\n微小结节,,结节\n".as_bytes()).unwrap();
        assert_eq!(rows[0].what.terms, ["小结节", "微结节"]);
        assert_eq!((rows[1].row, rows[1].parent.as_str()), (4, "结节"));
        assert!(read("a,b\n1,2\n".as_bytes()).unwrap_err().message_zh.is_some());
    }
}
