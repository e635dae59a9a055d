//! The training table: features, labels, and which patient each row is of.

use crate::error::{Result, TrainingError, short};
use crate::sheet::Sheet;
use crate::target::{self, Target};
use workbench_core::{Digest, FeatureTable};

/// Column names taken as the patient when the caller names none.
const PATIENTS: [&str; 6] = ["patient", "patient_id", "patientid", "患者", "患者id", "患者编号"];

/// Which columns of a CSV text play which part.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// The column to be learnt.
    pub target: String,
    /// The positive word of that column; may be left out for 1/0, yes/no, 是/否 and the like.
    pub positive: Option<String>,
    /// The patient column; a column named `patient`, `patient_id` or 患者 is taken when left out.
    pub group: Option<String>,
    /// Columns that are not features.
    pub ignore: Vec<String>,
}

/// A checked table for binary classification: n rows × p features, n labels,
/// n patients. Missing values are NaN and are filled in inside each fold.
#[derive(Clone, Debug)]
pub struct Dataset {
    table: FeatureTable,
    labels: Vec<bool>,
    groups: Vec<String>,
    target: Target,
}

impl Dataset {
    /// Puts a table, its labels and its patients together.
    ///
    /// # Errors
    /// When lengths differ, a value is infinite, a column name is empty or
    /// doubled, or only one class occurs.
    pub fn new(table: FeatureTable, labels: Vec<bool>, groups: Vec<String>, target: Target) -> Result<Self> {
        let (rows, width) = (table.rows.len(), table.columns.len());
        if rows == 0 || width == 0 {
            let what = if rows == 0 { "it has no rows" } else { "it has no feature columns" };
            return Err(TrainingError::Empty(what));
        }
        if rows.checked_mul(width) != Some(table.values.len()) {
            let found = table.values.len();
            return Err(TrainingError::Shape(format!("{rows} rows of {width} columns hold {found} values")));
        }
        if labels.len() != rows || groups.len() != rows {
            let (l, g) = (labels.len(), groups.len());
            return Err(TrainingError::Shape(format!("{rows} rows, {l} labels, {g} patients")));
        }
        let mut names: Vec<&String> = table.columns.iter().collect();
        names.sort();
        if let Some(name) = names.windows(2).find_map(|pair| (pair[0] == pair[1]).then_some(pair[0])) {
            return Err(TrainingError::Shape(format!("two columns are called `{}`", short(name))));
        }
        if let Some(at) = table.values.iter().position(|value| value.is_infinite()) {
            return Err(TrainingError::Cell {
                column: short(&table.columns[at % width]),
                place: format!("row `{}`", short(&table.rows[at / width])),
                cell: table.values[at].to_string(),
            });
        }
        let positives = labels.iter().filter(|&&label| label).count();
        if positives == 0 || positives == rows {
            let word = if positives == 0 { target.negative.join(", ") } else { target.positive.clone() };
            let problem = format!("every row is `{}`; two classes are needed", short(&word));
            return Err(TrainingError::Target { column: short(&target.column), problem });
        }
        Ok(Self { table, labels, groups, target })
    }

    /// Reads a CSV text (UTF-8, UTF-16 or GB18030; comma, tab or semicolon).
    /// A column `id` names the rows; without a patient column each row is its
    /// own patient. Empty cells, `NA` and `NaN` are missing values.
    ///
    /// # Errors
    /// When a column is missing, a feature cell is not a number (column and
    /// line are named), the target is unclear or has one class only.
    pub fn from_csv(bytes: &[u8], columns: &Columns) -> Result<Self> {
        let sheet = Sheet::from_csv(bytes)?;
        let (target, labels) = target::read(&sheet, &columns.target, columns.positive.as_deref())?;
        let target_at = sheet.position(&columns.target)?;
        let group_at = match &columns.group {
            Some(name) => Some(sheet.position(name)?),
            None => sheet.header().iter().position(|n| PATIENTS.contains(&n.to_lowercase().as_str())),
        };
        let mut left_out: Vec<usize> =
            std::iter::once(target_at).chain(group_at).chain(sheet.id_column()).collect();
        for name in &columns.ignore {
            left_out.push(sheet.position(name)?);
        }
        let used: Vec<usize> = (0..sheet.header().len()).filter(|at| !left_out.contains(at)).collect();
        let mut table = FeatureTable::new(used.iter().map(|&at| sheet.header()[at].clone()).collect());
        let mut groups = Vec::with_capacity(sheet.len());
        for row in 0..sheet.len() {
            table.rows.push(sheet.row_name(row));
            for &at in &used {
                table.values.push(sheet.number(row, at)?);
            }
            groups.push(match group_at {
                None => format!("row {row}"),
                Some(at) => sheet.cell(row, at).map(str::to_owned).ok_or_else(|| TrainingError::Cell {
                    column: short(&sheet.header()[at]),
                    place: sheet.place(row),
                    cell: "(no patient)".into(),
                })?,
            });
        }
        Self::new(table, labels, groups, target)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no row; never true.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The features.
    pub fn table(&self) -> &FeatureTable {
        &self.table
    }

    /// The labels, true for the positive class.
    pub fn labels(&self) -> &[bool] {
        &self.labels
    }

    /// The patient of each row.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// What is learnt.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// A digest of features, labels and patients, kept with each model.
    pub fn digest(&self) -> Digest {
        let mut bytes = self.table.to_csv();
        for (label, group) in self.labels.iter().zip(&self.groups) {
            bytes.extend_from_slice(if *label { b"\n1," } else { b"\n0," });
            bytes.extend_from_slice(group.as_bytes());
        }
        Digest::of(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Dataset> {
        Dataset::from_csv(text.as_bytes(), &Columns { target: "t".into(), ..Columns::default() })
    }

    #[test]
    fn parts_are_told_apart() {
        let data = read("id,a,t,patient_id,b\nx,1,1,p,2\ny,,0,p,4\nz,3,0,q,1e-3\n").unwrap();
        assert_eq!(data.table().columns, ["a", "b"]);
        assert_eq!(data.table().rows, ["x", "y", "z"]);
        assert_eq!(data.groups(), ["p", "p", "q"]);
        assert_eq!(data.labels(), [true, false, false]);
        assert!(data.table().values[2].is_nan());
        assert_ne!(
            data.digest(),
            read("id,a,t,patient_id,b\nx,1,1,p,2\ny,,0,p,4\nz,3,1,q,1e-3\n").unwrap().digest()
        );
    }

    #[test]
    fn a_word_among_numbers_is_named() {
        let error = read("a,centre,t\n1,3,1\n2,北京,0\n").unwrap_err().to_string();
        assert!(error.contains("column `centre`, line 3: `北京`"), "{error}");
        assert!(read("t\n1\n0\n").unwrap_err().to_string().contains("no feature columns"));
        assert!(read("a,b\n1\n").unwrap_err().to_string().contains("CSV"));
        assert!(read("a,b\n1,0\n").unwrap_err().to_string().contains("no column `t`; it has `a`, `b`"));
        assert!(read("a,t,patient\n1,0,p\n2,1,\n").unwrap_err().to_string().contains("line 3"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_cause_a_panic(noise: Vec<u8>, cells in "[a-c01,;\\t\\n\"N\\. -]{0,80}") {
            let columns = Columns { target: "t".into(), ignore: vec!["b".into()], ..Columns::default() };
            let _ = Dataset::from_csv(&noise, &columns);
            let _ = Dataset::from_csv(format!("a,b,t\n{cells}").as_bytes(), &columns);
        }
    }

    #[test]
    fn hostile_tables_are_refused() {
        let target = || Target::new("t", "1", "0");
        let mut table = FeatureTable::new(vec!["a".into()]);
        table.push("x", &[1.0]).unwrap();
        table.push("y", &[f64::INFINITY]).unwrap();
        let groups = vec!["p".to_owned(), "q".to_owned()];
        let run = |table: &FeatureTable, labels: Vec<bool>| {
            Dataset::new(table.clone(), labels, groups.clone(), target()).map(|_| ()).unwrap_err().to_string()
        };
        assert!(run(&table, vec![true, false]).contains("row `y`"));
        table.values[1] = 2.0;
        assert!(run(&table, vec![true, true]).contains("two classes"));
        assert!(run(&table, vec![true]).contains("1 labels"));
        table.values.pop();
        assert!(run(&table, vec![true, false]).contains("hold 1 values"));
    }
}
