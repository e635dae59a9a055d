//! The table of a batch: one ROI a row, under the column names of PyRadiomics' batch tables.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::AppError;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its line in the file.
    pub line: u64,
    pub id: String,
    /// As written in the table.
    pub image: String,
    pub mask: String,
    pub label: String,
    pub roi: String,
}

impl Case {
    /// What to read, and of the mask which number or name.
    ///
    /// # Errors
    /// When a cell is empty or the label is no whole number.
    pub fn sources(
        &self,
        folder: &Path,
    ) -> Result<(PathBuf, PathBuf, Option<u32>, Option<String>), AppError> {
        let path = |column: &str, cell: &str| match cell {
            "" => Err(AppError::bad(format!("the column {column} is empty")).zh(format!("{column} 列为空"))),
            cell => Ok(folder.join(cell)),
        };
        let label = match self.label.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                AppError::bad(format!("the label `{text}` is no whole number"))
                    .zh(format!("标签“{text}”不是整数"))
            })?),
        };
        let roi = Some(self.roi.clone()).filter(|name| !name.is_empty());
        Ok((path("Image", &self.image)?, path("Mask", &self.mask)?, label, roi))
    }
}

/// Reads the table.
///
/// # Errors
/// When it is no CSV in UTF-8, lacks the columns Image and Mask, has no rows, or names one ROI twice.
pub fn read(path: &Path) -> Result<Vec<Case>, AppError> {
    let within = |error: AppError| error.within(&path.display().to_string());
    let bytes = std::fs::read(path).map_err(|error| within(error.into()))?;
    parse(&bytes).map_err(within)
}

fn parse(bytes: &[u8]) -> Result<Vec<Case>, AppError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let bad =
        |error: csv::Error| AppError::bad(format!("no CSV table: {error}")).zh("不是 UTF-8 编码的 CSV 表");
    let header = reader.headers().map_err(bad)?.clone();
    let column = |name: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let needed = |name: &str| {
        column(name).ok_or_else(|| {
            AppError::bad(format!("there is no column {name}; needed: Image, Mask; known: ID, Label, ROI"))
                .zh(format!("缺少 {name} 列；必须有 Image、Mask 列，可有 ID、Label、ROI 列"))
        })
    };
    let (image, mask) = (needed("Image")?, needed("Mask")?);
    let (id, label, roi) = (column("ID"), column("Label"), column("ROI"));
    let (mut cases, mut seen) = (Vec::new(), HashMap::new());
    for row in reader.records() {
        let row = row.map_err(bad)?;
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        if row.iter().all(str::is_empty) {
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        let name = Some(cell(id)).filter(|id| !id.is_empty());
        let case = Case {
            line,
            id: name.unwrap_or_else(|| (cases.len() + 1).to_string()),
            image: cell(Some(image)),
            mask: cell(Some(mask)),
            label: cell(label),
            roi: cell(roi),
        };
        let which = (case.id.clone(), case.label.clone(), case.roi.clone());
        if let Some(first) = seen.insert(which, line) {
            let id = &case.id;
            return Err(AppError::bad(format!("lines {first} and {line} are the same case {id} and label"))
                .zh(format!("第 {first} 行与第 {line} 行是同一病例（{id}）的同一标签")));
        }
        cases.push(case);
    }
    if cases.is_empty() {
        return Err(AppError::bad("the table has no rows").zh("表中没有数据行"));
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name() {
        let table = "\u{feff}mask, Image ,id,Other,label\nm.nii, i.nii ,a,x,2\n\n,,b,,\nm2,i2,,,\n";
        let cases = parse(table.as_bytes()).unwrap();
        assert_eq!(cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(), ["a", "b", "3"]);
        let (image, mask, label, roi) = cases[0].sources(Path::new("/t")).unwrap();
        assert_eq!((image, mask, label, roi), ("/t/i.nii".into(), "/t/m.nii".into(), Some(2), None));
        assert!(cases[1].sources(Path::new("/t")).is_err());
    }

    #[test]
    fn bad_tables_say_what_is_wrong() {
        for (table, word) in [
            ("ID,Image\na,b\n", "Mask"),
            ("Image,Mask\n", "no rows"),
            ("ID,Image,Mask,Label\na,b,c,1\na,d,e,1\n", "lines 2 and 3"),
            ("Image,Mask\n\u{0}\"x", "Image,Mask"),
        ] {
            match parse(table.as_bytes()) {
                Err(error) => assert!(error.message.contains(word), "{table:?}: {}", error.message),
                Ok(cases) => {
                    assert!(cases.iter().all(|case| case.sources(Path::new("")).is_err()), "{cases:?}")
                }
            }
        }
        assert!(parse(b"Image,Mask\n\xff\xfe,x\n").is_err());
    }
}
