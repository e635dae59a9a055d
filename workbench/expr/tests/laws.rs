//! What holds for every expression.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use workbench_expr::{Expr, ExprError, Value, order};

type Scope = BTreeMap<String, Value>;

const SOUP: [&str; 66] = [
    "(",
    ")",
    "[",
    "]",
    "?",
    ":",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "!",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "||",
    "=",
    "&",
    "|",
    "in",
    "and",
    "not",
    "且",
    "或",
    "非",
    "真",
    "空",
    "true",
    "null",
    "a",
    "b",
    "长径",
    "x.y",
    "1",
    "0",
    "2.5",
    "1e300",
    "'文'",
    "\"\"",
    "“a”",
    "’",
    "min(",
    "max(",
    "sum(",
    "mean(",
    "round(",
    "sqrt(",
    "pow(",
    "has(",
    "size(",
    "len(",
    "if(",
    "coalesce(",
    "contains(",
    "lower(",
    "days(",
    "year(",
    "'2024-02-30'",
    "。",
    "\u{feff}",
    "１",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![(-5i8..5).prop_map(f64::from), any::<f64>()].prop_map(Value::Number),
        "[a文0-9-]{0,3}".prop_map(Value::Text),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![4 => leaf(), 1 => prop::collection::vec(leaf(), 0..4).prop_map(Value::List)]
}

fn scope() -> impl Strategy<Value = Scope> {
    prop::collection::btree_map(
        prop::sample::select(vec!["a", "b", "c", "长径", "x.y"]).prop_map(str::to_owned),
        value(),
        0..5,
    )
}

/// Sources that can be read; `brackets` around every part, so that precedence plays no role.
fn source() -> impl Strategy<Value = String> {
    let words = [
        "a",
        "b",
        "c",
        "长径",
        "x.y",
        "true",
        "false",
        "null",
        "0",
        "1",
        "2.5",
        "1e-7",
        "1e22",
        "'文'",
        "“\"'”",
        "has(a)",
    ];
    let leaf = prop::sample::select(words.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(5, 24, 3, |part| {
        let signs = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in"];
        let infix = prop::sample::select(signs.to_vec());
        let functions =
            ["min", "sum", "mean", "coalesce", "abs", "sqrt", "size", "len", "lower", "year", "round"];
        prop_oneof![
            4 => (part.clone(), infix, part.clone()).prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
            1 => part.clone().prop_map(|a| format!("!({a})")),
            1 => part.clone().prop_map(|a| format!("-({a})")),
            1 => (part.clone(), part.clone(), part.clone()).prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
            1 => prop::collection::vec(part.clone(), 0..3).prop_map(|v| format!("[{}]", v.join(", "))),
            1 => (prop::sample::select(functions.to_vec()), part).prop_map(|(f, a)| format!("{f}({a})")),
        ]
    })
}

fn run(source: &str, scope: &Scope) -> Result<Value, ExprError> {
    Expr::parse(source).and_then(|expr| expr.eval(scope))
}

fn is_finite(value: &Value) -> bool {
    match value {
        Value::Number(x) => x.is_finite() && (*x != 0.0 || x.is_sign_positive()),
        Value::List(items) => items.iter().all(is_finite),
        _ => true,
    }
}

/// Reads and computes; whatever comes of it, places lie inside the source and numbers are finite.
fn survives(source: &str, scope: &Scope) -> Result<(), TestCaseError> {
    match run(source, scope) {
        Ok(value) => prop_assert!(is_finite(&value), "{value:?}"),
        Err(error) => prop_assert!(error.at <= source.chars().count(), "{error:?}"),
    }
    Ok(())
}

fn truth() -> impl Strategy<Value = Option<bool>> {
    prop::sample::select(vec![None, Some(false), Some(true)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(source in "\\PC{0,60}", scope in scope()) {
        survives(&source, &scope)?;
    }

    #[test]
    fn any_soup_of_words_is_read_or_refused(
        words in prop::collection::vec(prop::sample::select(SOUP.to_vec()), 0..25),
        spaced in any::<bool>(),
        scope in scope(),
    ) {
        survives(&words.join(if spaced { " " } else { "" }), &scope)?;
    }

    #[test]
    fn the_canonical_spelling_reads_as_the_same_expression(source in source(), scope in scope()) {
        let expr = Expr::parse(&source).unwrap();
        let printed = expr.to_string();
        let again = Expr::parse(&printed);
        prop_assert!(again.is_ok(), "{source} → {printed}: {again:?}");
        let again = again.unwrap();
        prop_assert_eq!(again.to_string(), printed.clone());
        prop_assert_eq!(again.names(), expr.names());
        let (one, two) = (expr.eval(&scope), again.eval(&scope));
        // places differ, sentences do not
        prop_assert_eq!(one.map_err(|e| e.en), two.map_err(|e| e.en), "{} → {}", source, printed);
        survives(&source, &scope)?;
    }

    #[test]
    fn only_its_names_matter_to_an_expression(source in source(), scope in scope()) {
        let expr = Expr::parse(&source).unwrap();
        let mut less = scope.clone();
        less.retain(|name, _| expr.names().contains(name));
        prop_assert_eq!(expr.eval(&scope), expr.eval(&less));
    }

    #[test]
    fn json_gives_back_the_value(value in value()) {
        let json: serde_json::Value = value.clone().into();
        let back = Value::from(json.clone());
        prop_assert!(is_finite(&back));
        prop_assert_eq!(serde_json::Value::from(back), json);
    }

    #[test]
    fn and_and_or_commute_and_mirror_each_other(a in truth(), b in truth(), c in truth()) {
        let scope: Scope = [("a", a), ("b", b), ("c", c)].map(|(n, v)| (n.to_owned(), v.into())).into();
        for (one, two) in [
            ("a && b", "b && a"),
            ("a || b", "b || a"),
            ("(a && b) && c", "a && (b && c)"),
            ("a && b && c", "c && a && b"),
            ("!(a && b)", "!a || !b"),
            ("!(a || b)", "!a && !b"),
            ("a && (b || c)", "a && b || a && c"),
            ("!!a", "a"),
            ("if(a, b, c)", "a ? b : c"),
        ] {
            prop_assert_eq!(run(one, &scope), run(two, &scope), "{} and {}", one, two);
        }
    }

    #[test]
    fn membership_is_a_row_of_comparisons(x in 0..4i8, list in prop::collection::vec(prop::option::of(0..4i8), 1..4)) {
        let items: Vec<String> = list.iter().map(|i| i.map_or("n".to_owned(), |i| i.to_string())).collect();
        let row: Vec<String> = items.iter().map(|i| format!("{x} == {i}")).collect();
        let scope = Scope::new();
        prop_assert_eq!(
            run(&format!("{x} in [{}]", items.join(", ")), &scope),
            run(&row.join(" || "), &scope)
        );
    }

    #[test]
    fn days_count_on(day in 1..=28u8, month in 1..=12u8, year in 1..=9998u16) {
        let scope = Scope::new();
        let date = |y: u16, m: u8, d: u8| format!("'{y:04}-{m:02}-{d:02}'");
        let (from, to) = (date(year, month, day), date(year + 1, month, day));
        let there = run(&format!("days({from}, {to})"), &scope).unwrap();
        let feb = if month > 2 { year + 1 } else { year };
        let leap = run(&format!("days('{feb:04}-02-28', '{feb:04}-03-01') == 2"), &scope).unwrap();
        prop_assert_eq!(there, Value::Number(if leap == Value::Bool(true) { 366.0 } else { 365.0 }));
        prop_assert_eq!(run(&format!("days({from}, {to}) + days({to}, {from})"), &scope).unwrap(), Value::Number(0.0));
    }

    #[test]
    fn an_order_computes_what_is_read_first_and_a_circle_is_one(
        fields in prop::collection::btree_map("[a-h]", prop::collection::btree_set("[a-l]", 0..3), 0..8)
    ) {
        let fields: BTreeMap<String, BTreeSet<String>> = fields;
        match order(&fields) {
            Ok(done) => {
                prop_assert_eq!(done.iter().collect::<BTreeSet<_>>(), fields.keys().collect::<BTreeSet<_>>());
                prop_assert_eq!(done.len(), fields.len());
                for (i, field) in done.iter().enumerate() {
                    for read in fields[field].iter().filter(|r| fields.contains_key(*r)) {
                        prop_assert!(done[..i].contains(read), "{} before {} in {:?}", field, read, done);
                    }
                }
            }
            Err(circle) => {
                prop_assert!(!circle.is_empty());
                for (i, field) in circle.iter().enumerate() {
                    let next = &circle[(i + 1) % circle.len()];
                    prop_assert!(fields[field].contains(next), "{:?} in {:?}", circle, fields);
                }
                prop_assert_eq!(circle.iter().collect::<BTreeSet<_>>().len(), circle.len());
                prop_assert_eq!(circle.first(), circle.iter().min());
            }
        }
    }
}

#[test]
fn names_hold_what_has_asks_for() {
    let expr = Expr::parse("has(a) ? b.c + max(长径, 1) : max").unwrap();
    let names: Vec<&str> = expr.names().iter().map(String::as_str).collect();
    assert_eq!(names, ["a", "b.c", "max", "长径"]);
    assert_eq!(expr.source(), "has(a) ? b.c + max(长径, 1) : max");
    let json = serde_json::to_string(&expr).unwrap();
    assert_eq!(serde_json::from_str::<Expr>(&json).unwrap(), expr);
    assert!(serde_json::from_str::<Expr>("\"1 +\"").is_err());
}

#[test]
fn a_scope_may_know_better_what_is_mentioned() {
    struct Many;
    impl workbench_expr::Scope for Many {
        fn get(&self, _: &str) -> Value {
            Value::Number(f64::INFINITY)
        }
        fn has(&self, name: &str) -> bool {
            name == "count"
        }
    }
    let eval = |source: &str| Expr::parse(source).unwrap().eval(&Many).unwrap();
    assert_eq!(eval("count"), Value::Null);
    assert_eq!(eval("has(count)"), Value::Bool(true));
    assert_eq!(eval("has(other)"), Value::Bool(false));
}

#[test]
fn fields_are_ordered_and_a_circle_is_told() {
    let fields = |rows: &[(&str, &[&str])]| -> BTreeMap<String, BTreeSet<String>> {
        rows.iter()
            .map(|(f, reads)| ((*f).to_owned(), reads.iter().map(|r| (*r).to_owned()).collect()))
            .collect()
    };
    let good = fields(&[("a", &["c", "raw"]), ("b", &[]), ("c", &["b"])]);
    assert_eq!(order(&good), Ok(vec!["b".to_owned(), "c".to_owned(), "a".to_owned()]));
    let bad = fields(&[("x", &["c"]), ("a", &["b"]), ("b", &["c"]), ("c", &["a"])]);
    assert_eq!(order(&bad), Err(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
    assert_eq!(order(&fields(&[("a", &["a"])])), Err(vec!["a".to_owned()]));
    // long chains need no deep stack
    let name = |i: usize| format!("f{i:06}");
    let long = (0..50_000).map(|i| (name(i), BTreeSet::from([name(i + 1)]))).collect();
    assert_eq!(order(&long).map(|o| (o.len(), o[0].clone())), Ok((50_000, name(49_999))));
}

#[test]
fn the_longest_sources_are_read_at_once() {
    let scope = Scope::from([("a".to_owned(), Value::Number(1.0))]);
    let start = Instant::now();
    for unit in [
        "a+", "(", "[", "!", "-", "a?", "a?1:", "a&&", "a||", "'", "a.", "1.", "min(", "a,", "a in ", "且",
        "a==", "[1,[",
    ] {
        let source: String = unit.chars().cycle().take(workbench_expr::MAX_LENGTH).collect();
        let _ = run(&source, &scope);
        let _ = run(&format!("{}1", source.chars().take(4095).collect::<String>()), &scope);
    }
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}
