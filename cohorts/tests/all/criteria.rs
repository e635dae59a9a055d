use cohorts::criteria::{Criteria, Leaf};
use serde_json::{Value, json};
use workbench_core::{Variable, VariableType};

fn refused(value: Value) -> String {
    Criteria::parse(&value).expect_err("should be refused").to_string()
}

#[test]
fn refusals_name_the_place() {
    assert_eq!(
        refused(json!({"all": [{"text": "a"}, {"text": "b", "In": ["x"]}]})),
        "criteria at `$.all[1].In`: unknown key, a `text` criterion has text, synonyms, in"
    );
    assert!(
        refused(json!({"any": [{"not": {"field": "x", "op": "=="}}]}))
            .starts_with("criteria at `$.any[0].not.op`: expected one of =")
    );
    assert!(refused(json!({"al": []})).contains("unknown key `al`"));
    assert!(refused(json!({"all": [], "any": []})).contains("exclude each other"));
    assert!(refused(json!({"all": []})).contains("empty"));
    assert!(refused(json!({"text": " "})).contains("empty"));
    assert!(refused(json!({"field": "x", "op": "in", "value": 3})).contains("$.value`: expected a list"));
    assert!(refused(json!({"field": "x", "op": "state", "value": "maybe"})).contains("not_mentioned"));
    assert!(refused(json!({"field": "x", "op": "exists", "value": 1})).contains("no value"));
    let deep = (0..20).fold(json!({"text": "a"}), |inner, _| json!({ "not": inner }));
    assert!(refused(deep).contains("deeper than 16"));
    assert!(refused(json!({"any": vec![json!({"text": "a"}); 600]})).contains("more than 500"));
    assert!(refused(json!({"text": "a".repeat(501)})).contains("longer than 500"));
    assert!(Criteria::from_json("{").is_err());
}

#[test]
fn patterns_are_checked() {
    let check = |pattern: &str| {
        Criteria::parse(&json!({ "all": [{ "regex": pattern }] })).unwrap().check(&[]).map(|_| ())
    };
    assert!(check("磨玻璃.{0,10}结节").is_ok());
    assert!(check("(").unwrap_err().to_string().starts_with("criteria at `$.all[0].regex`"));
    assert!(check("a*").unwrap_err().to_string().contains("every case"));
    assert!(check("(?:\\w{100}){100}").unwrap_err().to_string().contains("too large"));
}

fn dictionary() -> Vec<Variable> {
    let variable = |key: &str, kind, options: &[&str]| Variable {
        key: key.to_owned(),
        name_zh: key.to_owned(),
        name_en: key.to_owned(),
        kind,
        unit: None,
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        range: None,
        ..Variable::default()
    };
    vec![
        variable("size", VariableType::Number, &[]),
        variable("grade", VariableType::Ordinal, &["2", "3", "4A"]),
        variable("density", VariableType::Enum, &["实性", "磨玻璃"]),
    ]
}

#[test]
fn fields_are_checked_against_the_dictionary() {
    let check = |field: &str, op: &str, value: Value| {
        let criteria = Criteria::parse(&json!({"field": field, "op": op, "value": value})).unwrap();
        criteria.check(&dictionary()).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(check("grade", ">=", json!("3")), Ok(()));
    assert_eq!(check("density", "in", json!(["实性"])), Ok(()));
    assert!(check("sise", "=", json!(1)).unwrap_err().contains("there are size, grade, density"));
    assert!(check("density", "<", json!("实性")).unwrap_err().contains("no order"));
    assert!(check("density", "=", json!("固体")).unwrap_err().contains("one of 实性, 磨玻璃"));
    assert!(check("size", ">", json!("8")).is_err());
}

#[test]
fn reads_back_as_a_sentence() {
    let criteria = Criteria::parse(&json!({"all": [
        {"text": "磨玻璃", "in": ["findings", "impression"]},
        {"any": [{"field": "size", "op": ">=", "value": 8}, {"field": "grade", "op": "missing"}]},
        {"not": {"regex": "转移"}},
    ]}))
    .unwrap();
    assert_eq!(
        criteria.describe_zh(),
        "检查所见或诊断意见包含“磨玻璃”且(size不小于8或grade未提及)且不满足(报告匹配/转移/)"
    );
    assert_eq!(
        criteria.describe_en(),
        "findings or impression contains “磨玻璃” and (size ≥ 8 or grade is not mentioned) and not (report matches /转移/)"
    );
    assert_eq!(Criteria::parse(&criteria.to_json()).unwrap(), criteria);
    assert_eq!(criteria.leaves().len(), 4);
    assert!(matches!(criteria.leaves()[3], Leaf::Regex { .. }));
}
