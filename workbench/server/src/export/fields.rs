//! Which columns may be asked for: the frozen dictionary's, and what is known of the patient beside it.

use serde_json::json;
use workbench_core::Variable;

use crate::AppError;

/// The first column of every table.
pub const PATIENT: &str = "_patient";
pub const SEX: &str = "_sex";
pub const BIRTH: &str = "_birth_date";
pub const REPORTS: &str = "_reports";

/// The patient's column: a pseudonym below level `identified`.
pub fn patient() -> Variable {
    known(PATIENT, "患者", "patient", "text", &[])
}

/// What may be asked for beside the dictionary.
pub fn beside() -> Vec<Variable> {
    vec![
        known(SEX, "性别", "sex", "enum", &["M", "F", "O"]),
        known(BIRTH, "出生日期", "date of birth", "date", &[]),
        known(REPORTS, "报告数", "reports", "integer", &[]),
    ]
}

fn known(key: &str, zh: &str, en: &str, kind: &str, options: &[&str]) -> Variable {
    let entry = json!({"key": key, "name_zh": zh, "name_en": en, "type": kind, "options": options});
    serde_json::from_value(entry).unwrap_or_else(|_| unreachable!("a dictionary entry of ours parses"))
}

/// The entries of these keys, in the order asked for.
pub fn chosen(keys: &[String], dictionary: &[Variable]) -> Result<Vec<Variable>, AppError> {
    let beside = beside();
    let mut chosen: Vec<Variable> = Vec::with_capacity(keys.len());
    for key in keys {
        let found = dictionary.iter().chain(&beside).find(|variable| variable.key == *key);
        let Some(found) = found else {
            let shown: String = key.chars().take(80).collect();
            return Err(AppError::bad(format!("the cohort's dictionary has no field `{shown}`"))
                .zh(format!("队列的字段字典中没有“{shown}”")));
        };
        if chosen.iter().all(|known| known.key != *key) {
            chosen.push(found.clone());
        }
    }
    if chosen.is_empty() {
        return Err(AppError::bad("choose at least one field").zh("请至少选择一个字段"));
    }
    Ok(chosen)
}
