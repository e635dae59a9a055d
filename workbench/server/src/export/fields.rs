//! Which columns may be asked for: the frozen dictionary's, and what is known of the patient beside it.

use workbench_core::Variable;
use workbench_core::value::VariableType;

use crate::AppError;

/// The first column of every table.
pub const PATIENT: &str = "_patient";
pub const SEX: &str = "_sex";
pub const BIRTH: &str = "_birth_date";
pub const REPORTS: &str = "_reports";

/// The patient's column: a pseudonym below level `identified`.
pub fn patient() -> Variable {
    known(PATIENT, "患者", "patient", VariableType::Text)
}

/// What may be asked for beside the dictionary.
pub fn beside() -> Vec<Variable> {
    let words = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(code, word)| ((*code).to_owned(), (*word).to_owned())).collect()
    };
    let sex = Variable {
        options: ["M", "F", "O"].map(str::to_owned).to_vec(),
        option_labels: words(&[("M", "男"), ("F", "女"), ("O", "其他")]),
        ..known(SEX, "性别", "sex", VariableType::Enum)
    };
    vec![
        sex,
        known(BIRTH, "出生日期", "date of birth", VariableType::Date),
        known(REPORTS, "报告数", "reports", VariableType::Integer),
    ]
}

fn known(key: &str, zh: &str, en: &str, kind: VariableType) -> Variable {
    Variable {
        key: key.to_owned(),
        name_zh: zh.to_owned(),
        name_en: en.to_owned(),
        kind,
        ..Variable::default()
    }
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
