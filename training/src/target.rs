//! The target column: which word is the positive class.

use crate::error::{Result, TrainingError, short};
use crate::sheet::Sheet;
use serde::{Deserialize, Serialize};

/// Words that are positive without being asked, each with its opposite.
const PAIRS: [(&str, &str); 8] = [
    ("1", "0"),
    ("true", "false"),
    ("yes", "no"),
    ("y", "n"),
    ("positive", "negative"),
    ("malignant", "benign"),
    ("是", "否"),
    ("恶性", "良性"),
];

/// What a probability is a probability of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The column, or the question's name.
    pub column: String,
    /// The positive word.
    pub positive: String,
    /// Every other word.
    pub negative: Vec<String>,
}

impl Target {
    /// A target with two words.
    pub fn new(column: &str, positive: &str, negative: &str) -> Self {
        Self { column: column.into(), positive: positive.into(), negative: vec![negative.into()] }
    }
}

/// Reads the labels of `column`. Without `positive`, the two words must be one of
/// the usual pairs (1/0, true/false, yes/no, 是/否 …); with it, all others are negative.
///
/// # Errors
/// When a cell is missing, only one class occurs, or the positive class is not clear.
pub(crate) fn read(sheet: &Sheet, column: &str, positive: Option<&str>) -> Result<(Target, Vec<bool>)> {
    let at = sheet.position(column)?;
    let fail = |problem: String| TrainingError::Target { column: short(column), problem };
    let mut words = Vec::with_capacity(sheet.len());
    let mut distinct: Vec<String> = Vec::new();
    for row in 0..sheet.len() {
        let cell = sheet.cell(row, at).ok_or_else(|| {
            fail(format!("{} has no value; give it one or leave the row out", sheet.place(row)))
        })?;
        let word = plain(cell);
        if !distinct.contains(&word) {
            if distinct.len() == 50 {
                return Err(fail("it has more than 50 different values; it is not a class".into()));
            }
            distinct.push(word.clone());
        }
        words.push(word);
    }
    distinct.sort();
    let listed = distinct.iter().take(8).map(|w| format!("`{}`", short(w))).collect::<Vec<_>>().join(", ");
    let positive = match positive.map(|word| plain(word.trim())) {
        Some(word) if distinct.contains(&word) => word,
        Some(word) => return Err(fail(format!("`{}` does not occur in it; it has {listed}", short(&word)))),
        None => usual(&distinct)
            .ok_or_else(|| fail(format!("it has {listed}; say which value is the positive one")))?,
    };
    if distinct.len() < 2 {
        return Err(fail(format!("every row is {listed}; two classes are needed")));
    }
    let labels = words.iter().map(|word| *word == positive).collect();
    let negative = distinct.into_iter().filter(|word| *word != positive).collect();
    Ok((Target { column: column.to_owned(), positive, negative }, labels))
}

/// Whole numbers lose their fraction point, so that `1.0` is `1`.
fn plain(cell: &str) -> String {
    match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => (value + 0.0).to_string(),
        _ => cell.to_owned(),
    }
}

/// The positive word of a set that is (part of) one usual pair.
fn usual(distinct: &[String]) -> Option<String> {
    let lower: Vec<String> = distinct.iter().map(|word| word.to_lowercase()).collect();
    let pair = PAIRS.iter().find(|(yes, no)| lower.iter().all(|word| word == yes || word == no))?;
    let at = lower.iter().position(|word| word == pair.0).or((lower.len() == 1).then_some(0))?;
    distinct.get(at).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &str, positive: Option<&str>) -> Result<(Target, Vec<bool>)> {
        let text = format!("id,t\n{}", cells.split(' ').map(|c| format!("r,{c}\n")).collect::<String>());
        read(&Sheet::from_csv(text.as_bytes())?, "t", positive)
    }

    #[test]
    fn usual_pairs_and_named_positives() {
        assert_eq!(check("1.0 0 1", None).unwrap().1, [true, false, true]);
        assert_eq!(check("是 否", None).unwrap().1, [true, false]);
        assert_eq!(check("Yes no", None).unwrap().0, Target::new("t", "Yes", "no"));
        assert_eq!(check("a b c", Some("b")).unwrap().0.negative, ["a", "c"]);
        assert_eq!(check("1 0", Some("0.0")).unwrap().1, [false, true]);
    }

    #[test]
    fn unclear_targets_are_refused() {
        let message = |cells, positive| check(cells, positive).unwrap_err().to_string();
        assert!(message("a b", None).contains("`a`, `b`; say which"));
        assert!(message("1 1", None).contains("two classes"));
        assert!(message("a a", Some("a")).contains("two classes"));
        assert!(message("1 NA", None).contains("line 3 has no value"));
        assert!(message("1 0", Some("2")).contains("does not occur"));
    }
}
