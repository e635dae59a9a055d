//! The dictionary of the database.

use workbench_core::{Variable, VariableType};

/// The variables in display order.
pub(crate) fn variables() -> Vec<Variable> {
    use VariableType::*;
    vec![
        variable("nodule_present", "结节有无", "Nodule present", Bool, &[]),
        variable("nodule_count", "结节数目", "Number of nodules", Count, &[]),
        variable("nodule_lobe", "结节位置(叶)", "Lobe", Multi, &["RUL", "RML", "RLL", "LUL", "LLL"]),
        length("nodule_long_mm", "长径", "Long axis"),
        length("nodule_short_mm", "短径", "Short axis"),
        variable("nodule_density", "密度类型", "Density", Enum, &["实性", "部分实性", "磨玻璃", "钙化"]),
        variable("nodule_margin", "边缘特征", "Margin", Multi, &["光滑", "分叶", "毛刺", "棘突", "模糊"]),
        variable("nodule_calc", "钙化有无", "Calcification", Bool, &[]),
        variable("pleural_retraction", "胸膜牵拉", "Pleural retraction", Bool, &[]),
        variable("nodule_change", "变化", "Change", Enum, &["新发", "增大", "稳定", "缩小", "消失"]),
        length("nodule_prior_mm", "前次长径", "Earlier long axis"),
        variable(
            "lung_rads",
            "Lung-RADS 类别",
            "Lung-RADS category",
            Ordinal,
            &["0", "1", "2", "3", "4A", "4B", "4X"],
        ),
        variable("ln_enlarged", "纵隔/肺门淋巴结肿大", "Enlarged mediastinal or hilar nodes", Bool, &[]),
        variable("pleural_effusion", "胸腔积液", "Pleural effusion", Enum, &["无", "左", "右", "双"]),
        variable(
            "malignancy_suspicion",
            "恶性判断",
            "Suspicion of malignancy",
            Ordinal,
            &["良性", "倾向良性", "不确定", "倾向恶性", "恶性"],
        ),
    ]
}

fn variable(key: &str, zh: &str, en: &str, kind: VariableType, options: &[&str]) -> Variable {
    Variable {
        key: key.to_owned(),
        name_zh: zh.to_owned(),
        name_en: en.to_owned(),
        kind,
        unit: None,
        options: options.iter().map(|&option| option.to_owned()).collect(),
        range: None,
    }
}

/// A length in millimetres; a nodule lies between 0.5 and 200.
fn length(key: &str, zh: &str, en: &str) -> Variable {
    Variable {
        unit: Some("mm".to_owned()),
        range: Some(super::measure::RANGE),
        ..variable(key, zh, en, VariableType::Number, &[])
    }
}
