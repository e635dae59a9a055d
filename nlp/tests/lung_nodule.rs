//! The lung-nodule pack on sentences as radiologists write them.

use nlp::{Engine, Lang, pack};
use serde_json::{Value, json};
use workbench_core::{FieldValue, State};

fn read(text: &str) -> Vec<FieldValue> {
    pack::find("lung_nodule").expect("the pack ships").extract(&Engine::new(Lang::Zh), text)
}

/// The named fields must have these values; all others must not be mentioned.
fn check(text: &str, expected: Value) {
    for value in read(text) {
        let wanted = expected.get(&value.field).cloned().unwrap_or(Value::Null);
        let exact = value.value.get("exact").filter(|exact| !exact.is_null()).cloned();
        let said = exact.unwrap_or_else(|| value.value.get("kind").cloned().unwrap_or(value.value.clone()));
        assert_eq!(said, wanted, "{} in {text}: {value:?}", value.field);
        assert_eq!(value.rule, format!("lung_nodule/{}@0.1.0", value.field));
        if value.state == State::NotMentioned {
            assert!(value.spans.is_empty() && value.value.is_null() && value.confidence == 0.0);
        } else {
            assert!(!value.spans.is_empty() && value.confidence > 0.0, "{value:?}");
        }
    }
}

#[test]
fn sizes_counts_and_margins() {
    check(
        "右肺上叶见2个结节，较大者约9mm×7mm。",
        json!({"nodule_present": true, "nodule_count": 2, "nodule_lobe": ["RUL"], "nodule_long_mm": 9.0, "nodule_short_mm": 7.0}),
    );
    check(
        "左肺下叶背段见一混合磨玻璃结节，大小约1.2cm×0.9cm，边缘见分叶及短毛刺，邻近胸膜牵拉。",
        json!({
            "nodule_present": true, "nodule_count": 1, "nodule_lobe": ["LLL"], "nodule_long_mm": 12.0, "nodule_short_mm": 9.0,
            "nodule_density": "部分实性", "nodule_margin": ["分叶", "毛刺"], "pleural_retraction": true,
        }),
    );
    check(
        "右肺上叶、左肺下叶各见一枚磨玻璃结节，大者约7mm×6mm，边缘光滑，未见毛刺。",
        json!({
            "nodule_present": true, "nodule_count": 2, "nodule_lobe": ["RUL", "LLL"], "nodule_long_mm": 7.0,
            "nodule_short_mm": 6.0, "nodule_density": "磨玻璃", "nodule_margin": ["光滑"],
        }),
    );
    check(
        "双肺见多发结节，较大者位于左肺上叶舌段，长径约15mm，短径约11mm。",
        json!({"nodule_present": true, "nodule_count": "many", "nodule_lobe": ["LUL"], "nodule_long_mm": 15.0, "nodule_short_mm": 11.0}),
    );
}

#[test]
fn absence_is_not_silence() {
    check(
        "双肺未见明确结节，纵隔未见肿大淋巴结，双侧胸腔无积液。",
        json!({"nodule_present": false, "nodule_count": 0, "ln_enlarged": false, "pleural_effusion": "无"}),
    );
    check("心影不大，肝内见囊性灶，直径约12mm。", json!({}));
    check("甲状腺右叶见低密度结节，直径约12mm。", json!({}));
    check(
        "原右肺上叶结节，此次未见显示。",
        json!({"nodule_present": false, "nodule_count": 0, "nodule_change": "消失"}),
    );
}

#[test]
fn change_and_grade() {
    check(
        "右肺中叶见一实性结节，直径约9mm，较前2023-05-01增大，原约7mm。另见一实性小结节。Lung-RADS 4A类。",
        json!({
            "nodule_present": true, "nodule_count": 2, "nodule_lobe": ["RML"], "nodule_long_mm": 9.0, "nodule_density": "实性",
            "nodule_change": "增大", "nodule_prior_mm": 7.0, "lung_rads": "4A",
        }),
    );
    check(
        "右肺上叶结节由15mm缩小至9mm，考虑恶性可能。",
        json!({
            "nodule_present": true, "nodule_lobe": ["RUL"], "nodule_long_mm": 9.0, "nodule_prior_mm": 15.0, "nodule_change": "缩小",
            "malignancy_suspicion": "倾向恶性",
        }),
    );
}

#[test]
fn sections_that_disagree_are_a_conflict() {
    let text = "检查所见：右肺下叶见一磨玻璃结节，大小约6mm。\n诊断意见：左肺下叶磨玻璃结节，良性可能。";
    let values = read(text);
    let lobe = values.iter().find(|value| value.field == "nodule_lobe").unwrap();
    assert_eq!((lobe.state, &lobe.value), (State::Conflict, &json!(["RLL"])));
    assert_eq!(lobe.alternatives, [json!(["LLL"])]);
    let sections: Vec<_> = lobe.spans.iter().map(|span| span.section.as_str()).collect();
    assert_eq!(sections, ["findings", "impression"]);
    let suspicion = values.iter().find(|value| value.field == "malignancy_suspicion").unwrap();
    assert_eq!((suspicion.state, &suspicion.value), (State::Uncertain, &json!("倾向良性")));
}

#[test]
fn every_variable_is_answered_in_order() {
    for text in ["", "右肺结节", "<p>双肺未见结节</p>"] {
        let pack = pack::find("lung_nodule").unwrap();
        let keys: Vec<_> = pack.variables().into_iter().map(|variable| variable.key).collect();
        let fields: Vec<_> = read(text).into_iter().map(|value| value.field).collect();
        assert_eq!(keys, fields);
    }
}
