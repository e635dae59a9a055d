//! Evaluation against numbers computed with scikit-learn 1.x and statsmodels
//! 0.14 (`precision_score`, `f1_score`, `confusion_matrix`, `cohen_kappa_score`,
//! `proportion_confint(method="wilson")`), and the laws it keeps.

#![allow(clippy::unwrap_used)] // a helper that fails is a test that fails

use nlp::evaluation::{
    Agreement, FieldEvaluation, Judged, Label, Opinion, Rate, Score, Truth, agreement, bucket, evaluate, fit,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use workbench_core::value::VariableType;
use workbench_core::{FieldValue, State, Variable};

fn variable(kind: VariableType, options: &[&str]) -> Variable {
    Variable {
        key: "x".to_owned(),
        name_zh: "某".to_owned(),
        name_en: "x".to_owned(),
        kind,
        unit: Some("mm".to_owned()),
        options: options.iter().map(|&option| option.to_owned()).collect(),
        range: None,
        ..Variable::default()
    }
}

fn said(value: Value, state: State) -> FieldValue {
    let (field, rule, unit) = ("x".to_owned(), "set/x@1".to_owned(), None);
    FieldValue { field, value, unit, state, spans: vec![], rule, confidence: 0.9, alternatives: vec![] }
}

/// Null is not mentioned.
fn value(value: Value) -> FieldValue {
    let state = match value {
        Value::Null => State::NotMentioned,
        Value::Bool(false) => State::Negated,
        _ => State::Asserted,
    };
    said(value, state)
}

fn of(variable: &Variable, pairs: &[(FieldValue, FieldValue)]) -> FieldEvaluation {
    let judged: Vec<Judged> = pairs
        .iter()
        .map(|(truth, got)| Judged { report: "r", patient: "p", truth: Truth::Is(truth), got })
        .collect();
    evaluate(variable, &judged)
}

fn words(text: &str) -> Vec<FieldValue> {
    text.split(' ').map(|word| value(if word == "-" { Value::Null } else { json!(word) })).collect()
}

fn near(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
}

const TRUTH: &str = "a a a b b c - - - c a b - b c a - a";
const GOT: &str = "a a b b - c - a - a a b - b c c - -";

#[test]
fn wilson_as_statsmodels_has_it() {
    for (hits, of, low, high) in [
        (0, 10, 0.0, 0.277_532_799_862_889_26),
        (10, 10, 0.722_467_200_137_110_6, 1.0),
        (47, 50, 0.837_829_083_111_618_2, 0.979_385_029_651_026),
        (1, 3, 0.061_491_944_720_396_26, 0.792_340_399_197_952_3),
        (81, 263, 0.255_288_519_878_274_2, 0.366_209_576_982_800_04),
        (5, 1000, 0.002_137_535_527_324_460_4, 0.011_650_955_373_375_117),
        (1, 1, 0.206_549_314_377_237_4, 1.0),
    ] {
        let rate = Rate::new(hits, of);
        near(rate.low, low);
        near(rate.high, high);
    }
}

#[test]
fn an_enum_as_scikit_learn_counts_it() {
    let enumerated = variable(VariableType::Enum, &["a", "b", "c"]);
    let pairs: Vec<_> = words(TRUTH).into_iter().zip(words(GOT)).collect();
    let found = of(&enumerated, &pairs);
    let confusion = found.confusion.as_ref().unwrap();
    assert_eq!(confusion.labels, ["a", "b", "c", "未提及"]);
    assert_eq!(confusion.counts, [[3, 1, 1, 1], [0, 3, 0, 1], [1, 0, 2, 0], [1, 0, 0, 4]]);
    near(found.macro_f1.unwrap(), 0.654_040_404_040_404);
    near(found.precision.value.unwrap(), 2.0 / 3.0);
    near(found.recall.value.unwrap(), 0.615_384_615_384_615_4);
    near(found.f1.value.unwrap(), 0.64);
    assert_eq!((found.n, found.mentioned, found.correct), (18, 13, 12));
    assert_eq!((found.tp, found.fp, found.fn_, found.tn), (8, 4, 5, 4));
    assert_eq!(found.errors.len(), 6);
}

#[test]
fn numbers_as_bland_and_altman_have_them() {
    let number = variable(VariableType::Number, &[]);
    let truth = [9.0, 12.0, 5.5, 20.0, 7.0, 31.0, 8.0, 14.2];
    let got = [9.0, 13.0, 5.5, 18.0, 7.0, 31.4, 9.5, 14.2];
    let mut pairs: Vec<_> =
        truth.iter().zip(got).map(|(truth, got)| (value(json!(truth)), value(json!(got)))).collect();
    pairs.push((value(json!(4)), value(Value::Null)));
    let found = of(&number, &pairs).numeric.unwrap();
    assert_eq!((found.n, found.exact, found.within_1mm, found.within_10pct), (8, 4, 6, 7));
    near(found.bias, 0.1125);
    near(found.sd.unwrap(), 1.021_815_610_987_199);
    near(found.loa_low.unwrap(), -1.890_258_597_534_91);
    near(found.loa_high.unwrap(), 2.115_258_597_534_91);
    assert_eq!(found.points.len(), 8);
    let alone = of(&number, &pairs[..1]).numeric.unwrap();
    assert_eq!((alone.n, alone.sd, alone.loa_low), (1, None, None), "one pair has no spread");
}

#[test]
fn sets_are_whole_and_options_are_micro_averaged() {
    let multi = variable(VariableType::Multi, &["x", "y", "z"]);
    let set = |items: &[&str]| value(if items.is_empty() { Value::Null } else { json!(items) });
    let pairs = [
        (set(&["x"]), set(&["x"])),
        (set(&["y", "x"]), set(&["x"])),
        (set(&[]), set(&["z"])),
        (set(&["y"]), set(&["y", "z"])),
        (set(&["x", "y", "z"]), set(&["z", "y", "x"])),
    ];
    let found = of(&multi, &pairs);
    assert_eq!((found.tp, found.fp, found.fn_, found.tn), (2, 3, 2, 0));
    let micro = found.options.unwrap();
    near(micro.precision.value.unwrap(), 0.75);
    near(micro.recall.value.unwrap(), 0.857_142_857_142_857_1);
    near(micro.f1.unwrap(), 0.8);
}

#[test]
fn kappa_as_scikit_learn_has_it() {
    let one = |first: &str, second: &str| {
        let opinion = |text: &str| -> Vec<Option<Label>> {
            text.chars().map(|c| (c != '?').then(|| Label::Word(c.to_string()))).collect()
        };
        let pairs = opinion(first).into_iter().zip(opinion(second));
        let all: Vec<Opinion> = pairs.map(|(first, second)| Opinion { field: "x", first, second }).collect();
        agreement(&all)
    };
    near(one("aabbbcaabc", "aabbccabbc").kappa.unwrap(), 0.696_969_696_969_697);
    near(one(&TRUTH.replace(' ', ""), &GOT.replace(' ', "")).kappa.unwrap(), 0.548_117_154_811_715_5);
    assert_eq!(one("a?a", "a?a").kappa, Some(1.0));
    assert_eq!(one("aaa", "aaa").kappa, None, "nobody could have disagreed by chance");
    assert_eq!(one("", ""), Agreement { n: 0, same: Rate::new(0, 0), kappa: None });
}

#[test]
fn the_interval_of_f1_lies_about_the_bootstrap() {
    // percentile bootstrap over reports, 200,000 draws with numpy, seed 1
    for (tp, single, wrong, low, high) in
        [(80, 10, 5, 0.827_586, 0.940_541), (400, 40, 30, 0.861_915, 0.914_349)]
    {
        let f1 = Score::f1(tp, single + wrong, wrong, wrong);
        assert!((f1.low - low).abs() < 0.012 && (f1.high - high).abs() < 0.012, "{f1:?}");
    }
    let perfect = Score::f1(20, 0, 0, 0);
    assert!(perfect.value == Some(1.0) && perfect.high == 1.0 && perfect.low > 0.9 && perfect.low < 0.95);
    let lost = Score::f1(0, 4, 6, 2);
    assert!(lost.value == Some(0.0) && lost.low == 0.0 && lost.high > 0.2 && lost.high < 0.7);
}

#[test]
fn what_each_pair_counts_as() {
    let number = variable(VariableType::Number, &[]);
    let (none, nine, ten) = (value(Value::Null), value(json!(9)), value(json!(10)));
    let conflict = said(Value::Null, State::Conflict);
    let counts = |truth: Truth, got: &FieldValue| {
        let found = evaluate(&number, &[Judged { report: "r", patient: "p", truth, got }]);
        let kind = found.errors.first().map(|error| format!("{:?}", error.kind).to_lowercase());
        (found.n, found.tp, found.fp, found.fn_, found.tn, kind.unwrap_or_default())
    };
    let table = [
        (Truth::Is(&none), &none, "1 0 0 0 1 "),
        (Truth::Is(&none), &nine, "1 0 1 0 0 invented"),
        (Truth::Is(&none), &conflict, "1 0 1 0 0 invented"),
        (Truth::Is(&nine), &none, "1 0 0 1 0 missed"),
        (Truth::Is(&nine), &conflict, "1 0 0 1 0 missed"),
        (Truth::Is(&nine), &nine, "1 1 0 0 0 "),
        (Truth::Is(&nine), &ten, "1 0 1 1 0 wrong"),
        (Truth::Is(&conflict), &conflict, "1 1 0 0 0 "),
        (Truth::Is(&conflict), &nine, "1 0 1 1 0 wrong"),
        (Truth::IsNot(&nine), &nine, "1 0 1 0 0 wrong"),
        (Truth::IsNot(&nine), &ten, "0 0 0 0 0 "),
        (Truth::IsNot(&nine), &none, "0 0 0 0 0 "),
        (Truth::IsNot(&none), &none, "1 0 0 1 0 missed"),
        (Truth::IsNot(&conflict), &conflict, "1 0 0 1 0 missed"),
    ];
    for (row, (truth, got, expected)) in table.into_iter().enumerate() {
        let (n, tp, fp, fn_, tn, kind) = counts(truth, got);
        assert_eq!(format!("{n} {tp} {fp} {fn_} {tn} {kind}"), expected, "row {row}");
    }
}

#[test]
fn counts_compare_exactly() {
    let count = variable(VariableType::Count, &[]);
    let exact = |n: i64| value(json!({"exact": n, "min": n, "max": n, "kind": "exact"}));
    let many = |min: i64| value(json!({"exact": null, "min": min, "max": null, "kind": "many"}));
    let found =
        of(&count, &[(exact(2), exact(2)), (exact(2), many(2)), (many(2), many(2)), (many(2), many(3))]);
    assert_eq!((found.tp, found.fp), (2, 2));
}

#[test]
fn grades_fall_into_buckets() {
    assert_eq!(bucket(0.0), (0.0, 0.5));
    assert_eq!(bucket(0.5), (0.0, 0.5));
    assert_eq!(bucket(0.51), (0.5, 0.6));
    assert_eq!(bucket(0.95), (0.9, 1.0));
    assert_eq!(bucket(f64::NAN), (0.9, 1.0));
    let found = of(
        &variable(VariableType::Number, &[]),
        &[
            (value(json!(1)), value(json!(1))),
            (value(json!(1)), value(json!(2))),
            (value(json!(1)), value(Value::Null)),
        ],
    );
    let rows: Vec<_> = found.buckets.iter().map(|row| (row.confidence_to, row.n, row.correct)).collect();
    assert_eq!(rows, [(0.9, 2, 1)]);
}

#[test]
fn nothing_checked_is_null_and_not_zero() {
    for kind in VariableType::ALL {
        let found = evaluate(&variable(*kind, &["a"]), &[]);
        assert_eq!(found.n, 0);
        let json = serde_json::to_value(&found).unwrap();
        for part in ["accuracy", "precision", "recall", "f1"] {
            assert_eq!(json[part]["value"], Value::Null, "{kind} {part}");
            assert_eq!((&json[part]["low"], &json[part]["high"]), (&json!(0.0), &json!(1.0)));
        }
        assert_eq!((&json["macro_f1"], &json["numeric"]), (&Value::Null, &Value::Null));
    }
}

#[test]
fn hostile_values_are_refused_in_both_languages() {
    let ranged = Variable { range: Some([0.5, 200.0]), ..variable(VariableType::Number, &[]) };
    let enumerated = variable(VariableType::Enum, &["实性", "磨玻璃"]);
    let multi = variable(VariableType::Multi, &["分叶", "毛刺"]);
    let count = variable(VariableType::Count, &[]);
    let long = "长".repeat(2_001);
    for (variable, bad) in [
        (&ranged, json!("9")),
        (&ranged, json!(0.1)),
        (&ranged, json!(1e300)),
        (&ranged, json!([9])),
        (&ranged, Value::Null),
        (&variable(VariableType::Integer, &[]), json!(1.5)),
        (&variable(VariableType::Bool, &[]), json!("true")),
        (&enumerated, json!("囊性")),
        (&enumerated, json!({"a": 1})),
        (&multi, json!("分叶")),
        (&multi, json!([])),
        (&multi, json!(["分叶", "圆"])),
        (&count, json!(-1)),
        (&count, json!(1.5)),
        (&count, json!({"exact": 2, "min": 3})),
        (&count, json!({"exact": 2, "colour": "red"})),
        (&count, json!({"max": 3})),
        (&count, json!({"min": 3, "max": 2})),
        (&variable(VariableType::Date, &[]), json!("2023-02-29")),
        (&variable(VariableType::Date, &[]), json!("２０２３")),
        (&variable(VariableType::Text, &[]), json!(long)),
        (&variable(VariableType::Text, &[]), json!(" ")),
    ] {
        let error = fit(variable, &bad).unwrap_err();
        assert!(error.zh.contains("某") && error.en.contains('`'), "{error:?}");
    }
    assert_eq!(fit(&ranged, &json!(9.0)).unwrap(), (json!(9), State::Asserted));
    assert_eq!(fit(&multi, &json!(["毛刺", "分叶", "毛刺"])).unwrap().0, json!(["分叶", "毛刺"]));
    let none = json!({"exact": 0, "min": 0, "max": 0, "kind": "exact"});
    assert_eq!(fit(&count, &json!(0)).unwrap(), (none, State::Negated));
    assert_eq!(fit(&count, &json!({"min": 3})).unwrap().0["kind"], "many");
    assert_eq!(fit(&variable(VariableType::Date, &[]), &json!("2024-02-29")).unwrap().1, State::Asserted);
}

fn answer() -> impl Strategy<Value = FieldValue> {
    prop_oneof![
        Just(value(Value::Null)),
        Just(said(Value::Null, State::Conflict)),
        Just(said(Value::Null, State::Negated)),
        prop::sample::select(vec!["a", "b", "c", "d"]).prop_map(|word| value(json!(word))),
    ]
}

proptest! {
    #[test]
    fn a_perfect_prediction_scores_one(truth in prop::collection::vec(answer(), 1..60)) {
        let pairs: Vec<_> = truth.iter().map(|one| (one.clone(), one.clone())).collect();
        let found = of(&variable(VariableType::Enum, &["a", "b", "c"]), &pairs);
        prop_assert_eq!(found.accuracy.value, Some(1.0));
        for score in [found.precision.value, found.recall.value, found.f1.value, found.macro_f1] {
            prop_assert!(score.is_none_or(|score| score == 1.0));
        }
        prop_assert!(found.errors.is_empty());
    }

    #[test]
    fn the_order_of_reports_and_the_names_of_answers_do_not_matter(
        pairs in prop::collection::vec((answer(), answer()), 0..60)
    ) {
        let renamed = |value: &FieldValue| {
            let word = value.value.as_str().map(|word| format!("x{word}"));
            FieldValue { value: word.map_or(Value::Null, Value::String), ..value.clone() }
        };
        let other: Vec<_> =
            pairs.iter().rev().map(|(truth, got)| (renamed(truth), renamed(got))).collect();
        let one = of(&variable(VariableType::Enum, &["a", "b", "c", "d"]), &pairs);
        let two = of(&variable(VariableType::Enum, &["xa", "xb", "xc", "xd"]), &other);
        prop_assert_eq!((one.tp, one.fp, one.fn_, one.tn), (two.tp, two.fp, two.fn_, two.tn));
        prop_assert_eq!(one.f1, two.f1);
        let close = one.macro_f1.zip(two.macro_f1).is_none_or(|(a, b)| (a - b).abs() < 1e-12);
        prop_assert!(close && one.macro_f1.is_some() == two.macro_f1.is_some());
    }

    #[test]
    fn every_judged_value_counts_once(pairs in prop::collection::vec((answer(), answer()), 0..60)) {
        let found = of(&variable(VariableType::Enum, &["a", "b"]), &pairs);
        prop_assert_eq!(found.n, pairs.len());
        prop_assert_eq!(found.correct, found.tp + found.tn);
        prop_assert_eq!(found.mentioned, found.tp + found.fn_);
        prop_assert_eq!(found.n - found.correct, found.errors.len());
        let table = found.confusion.unwrap();
        prop_assert_eq!(table.counts.iter().flatten().sum::<usize>(), pairs.len());
        for rate in [found.accuracy, found.precision, found.recall] {
            let value = rate.value.unwrap_or(0.5);
            prop_assert!(0.0 <= rate.low && rate.low <= value + 1e-12 && value <= rate.high + 1e-12 && rate.high <= 1.0);
        }
        let f1 = found.f1.value.unwrap_or(0.5);
        prop_assert!(found.f1.low <= f1 + 1e-12 && f1 <= found.f1.high + 1e-12);
    }

    #[test]
    fn swapping_the_two_swaps_precision_and_recall(pairs in prop::collection::vec((answer(), answer()), 0..60)) {
        // a predicted contradiction is silence, a checked one is a value: without those the roles mirror
        let plain: Vec<_> = pairs.into_iter().filter(|(truth, got)| truth.state != State::Conflict && got.state != State::Conflict).collect();
        let swapped: Vec<_> = plain.iter().map(|(truth, got)| (got.clone(), truth.clone())).collect();
        let enumerated = variable(VariableType::Enum, &["a", "b"]);
        let (one, two) = (of(&enumerated, &plain), of(&enumerated, &swapped));
        prop_assert_eq!(one.precision, two.recall);
        prop_assert_eq!(one.f1, two.f1);
    }

    #[test]
    fn any_json_fits_or_is_refused(text in "\\PC{0,40}", number in any::<f64>()) {
        let parsed = serde_json::from_str::<Value>(&text).unwrap_or(Value::String(text));
        for kind in VariableType::ALL {
            for value in [parsed.clone(), json!(number), json!([parsed]), json!({"exact": parsed, "min": number})] {
                if let Ok((kept, _)) = fit(&variable(*kind, &["a"]), &value) {
                    prop_assert_eq!(fit(&variable(*kind, &["a"]), &kept).map(|(again, _)| again), Ok(kept), "a fitting value fits again");
                }
            }
        }
    }
}
