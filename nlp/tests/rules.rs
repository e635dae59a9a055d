//! Rule files: what is refused and how it is said, what the shipped ones promise.

use nlp::rules::{Bundle, Diagnostic, Order, RuleSet, Severity, Terms, shipped};
use proptest::prelude::*;
use workbench_core::{FieldValue, Span, State, Variable, VariableType};

fn errors(source: &str) -> Vec<Diagnostic> {
    let (_, notes) = RuleSet::parse(source, &Terms::default());
    notes.into_iter().filter(|note| note.severity == Severity::Error).collect()
}

const HEAD: &str = "ruleset: {id: t, version: 1.0.0, title: t}\n";

/// Line, column and a word of the message for every mistake.
#[test]
fn mistakes_are_named_with_their_place() {
    let field = |rest: &str| {
        format!(
            "{HEAD}dict:\n  nodule: [结节]\nfields:\n  - key: a\n    name: 甲\n    type: bool\n    {rest}\ntests:\n  - text: 结节\n    expect: {{a: true}}\n  - text: 无结节\n    expect: {{a: false}}\n"
        )
    };
    assert!(errors(&field("from: {finding: nodule}")).is_empty());
    let cases: Vec<(String, usize, usize, &str)> = vec![
        ("".into(), 1, 1, "empty"),
        ("a: [1\n".into(), 2, 1, "YAML"),
        (format!("{HEAD}feilds: []\n"), 2, 1, "`feilds`"),
        (field("form: {finding: nodule}"), 8, 5, "`form`"),
        (field("from: {findng: nodule}"), 8, 11, "where the value comes from"),
        (field("from: {finding: nodul}"), 8, 21, "no `nodul`"),
        (field("from: {finding: nodule, in: lnug}"), 8, 33, "no place `lnug`"),
        (field("from: {size: nodule}"), 5, 5, "does not give"),
        (field("from: {pattern: '\"a\" <v:colour>'}"), 8, 28, "unknown type"),
        (field("from: {pattern: '{0,3}'}"), 8, 22, "almost everything"),
        (field("from: {pattern: '[\"a\"]'}"), 8, 22, "almost everything"),
        (field("from: {grade: BIRADS}"), 8, 19, "unknown grading system"),
        (field("derive: b > 1"), 5, 5, "no field"),
        (field("derive: a && true"), 5, 5, "circle"),
        (field("derive: 1 +"), 8, 16, ""),
        (field("from: {pattern: '\"。\"'}"), 8, 22, "only marks"),
        (field("from: {pattern: '\"结节\" \"。\" \"大\"'}"), 8, 22, "past 。"),
        (field("type: bool"), 8, 5, "twice"),
        (field("from: {finding: nodule}\n    range: [5, 1]"), 9, 12, "range"),
    ];
    for (source, line, column, word) in cases {
        let found = errors(&source);
        let hit = found.iter().find(|note| note.en.contains(word));
        let Some(hit) = hit else { panic!("{word}: {found:?}\n{source}") };
        assert!(
            hit.line >= line && (hit.line, hit.column) >= (line, column.min(hit.column)),
            "{hit}\n{source}"
        );
        assert_eq!(hit.line, line, "{hit}\n{source}");
        assert!(!hit.zh.is_empty() && hit.zh.chars().any(|c| c > '\u{4e00}'), "{hit:?}");
    }
}

#[test]
fn a_circle_is_shown_whole() {
    let source = format!(
        "{HEAD}fields:\n  - {{key: a, name: a, type: number, derive: b + 1}}\n  - {{key: b, name: b, type: number, derive: c + 1}}\n  - {{key: c, name: c, type: number, derive: a + 1}}\n"
    );
    let found = errors(&source);
    assert!(found.iter().any(|note| note.en.contains("→") && note.en.matches("→").count() >= 2), "{found:?}");
}

#[test]
fn missing_and_failing_tests_are_told_apart() {
    let source = format!(
        "{HEAD}dict: {{nodule: [结节]}}\nfields:\n  - {{key: a, name: 甲, type: bool, from: {{finding: nodule}}}}\ntests:\n  - {{text: 右肺结节, expect: {{a: false}}}}\n"
    );
    let (set, notes) = RuleSet::parse(&source, &Terms::default());
    assert!(notes.iter().any(|note| note.line == 4 && note.en.contains("positive")), "{notes:?}");
    let report = set.expect("compiles although tests are missing").run_tests();
    assert_eq!((report.passed, report.failed), (0, 1));
    let failure = &report.cases[0].failures[0];
    assert_eq!(failure.field, "a");
    assert!(failure.en.contains("expected false") && failure.zh.contains("期望"), "{failure:?}");
}

#[test]
fn a_term_of_two_concepts_is_shown_and_of_two_options_refused() {
    let shared = format!(
        "{HEAD}dict:\n  a: [结节]\n  b: [结节, 肿块]\nfields:\n  - {{key: x, name: x, type: bool, from: {{finding: a}}}}\ntests:\n  - {{text: 结节, expect: {{x: true}}}}\n  - {{text: 无结节, expect: {{x: false}}}}\n"
    );
    let (set, notes) = RuleSet::parse(&shared, &Terms::default());
    assert!(set.is_some());
    assert!(
        notes.iter().any(|note| note.severity == Severity::Warning && note.zh.contains("结节")),
        "{notes:?}"
    );
    let options = format!(
        "{HEAD}fields:\n  - key: x\n    name: x\n    type: enum\n    from: {{words: {{甲: [光滑], 乙: [光滑, 清楚]}}}}\n"
    );
    assert!(errors(&options).iter().any(|note| note.en.contains("belongs to the options")));
}

#[test]
fn a_projects_terms_are_taken_and_fingerprinted() {
    let source = format!(
        "{HEAD}dict:\n  mass: {{concept: 肺肿物}}\nfields:\n  - {{key: x, name: x, type: bool, from: {{finding: mass}}}}\ntests:\n  - {{text: 左肺见占位灶, expect: {{x: true}}}}\n  - {{text: 左肺未见占位灶, expect: {{x: false}}}}\n"
    );
    assert!(errors(&source).iter().any(|note| note.en.contains("no concept")));
    let with = |terms: &[&str]| {
        let terms = terms.iter().map(|&term| term.to_owned()).collect();
        RuleSet::parse(&source, &Terms::new([("肺肿物".to_owned(), terms)])).0.unwrap()
    };
    let (one, two) = (with(&["占位灶"]), with(&["占位灶", "肿物"]));
    assert_eq!(one.run_tests().failed, 0);
    assert_ne!(one.hash(), two.hash());
    assert_eq!(one.terms_taken()["肺肿物"], ["占位灶"]);
}

/// Words of expressions that are no option, and values of other types.
#[test]
fn expressions_are_checked_against_the_fields_they_read() {
    let with = |rule: &str| {
        format!(
            "{HEAD}dict:\n  nodule: [结节]\nfields:\n  - {{key: b, name: b, type: enum, options: [实性, 磨玻璃], from: {{words: {{实性: [实性], 磨玻璃: [磨玻璃]}}}}}}\n  - {{key: m, name: m, type: multi, options: [毛刺, 分叶], from: {{words: {{毛刺: [毛刺], 分叶: [分叶]}}}}}}\n  - {{key: n, name: n, type: bool, from: {{finding: nodule}}}}\n  - {{key: l, name: l, type: number, from: {{size: nodule}}}}\n  - key: z\n    name: z\n    {rule}\n"
        )
    };
    let at = |rule: &str| {
        errors(&with(rule)).into_iter().find(|note| note.line >= 8 && !note.en.contains("test")).map(|note| {
            assert!(!note.cure_zh.is_empty() && !note.cure_en.is_empty(), "{note:?}");
            (note.column, note.en)
        })
    };
    for (rule, column, word) in [
        ("type: bool\n    derive: b == \"实姓\"", 18, "no option of `b`"),
        ("type: bool\n    derive: '\"毛\" in m || n'", 14, "no option of `m`"),
        ("type: bool\n    derive: b in [\"实性\", \"磨坡璃\"]", 25, "no option of `b`"),
        ("type: bool\n    table:\n      - {when: 'n && b != \"实\"', then: true}", 27, "no option of `b`"),
        ("type: enum\n    options: [大, 小]\n    derive: 'l > 30 ? \"大\" : \"中\"'", 29, "no option of `z`"),
        ("type: bool\n    derive: n == \"z\"", 18, "text"),
        ("type: number\n    derive: l + b", 17, "number"),
        ("type: bool\n    derive: b > 3", 17, ""),
        ("type: bool\n    derive: m == \"毛刺\"", 18, "list"),
    ] {
        let found = at(rule).unwrap_or_else(|| panic!("{rule} is not refused"));
        assert!(found.1.contains(word) && found.0 == column, "{rule}: {found:?}");
    }
    for rule in [
        "type: bool\n    derive: b == \"实性\" && l > 8 || \"毛刺\" in m",
        "type: enum\n    options: [大, 小]\n    derive: 'l > 30 ? \"大\" : b == \"实性\" ? \"小\" : null'",
        "type: bool\n    derive: b in [“磨玻璃”, '实性'] 且 size(m) > 0",
        "type: number\n    derive: 'round(coalesce(l, 0) * 10) / 10 + (n ? 1 : 0)'",
    ] {
        assert_eq!(at(rule), None, "{rule}");
    }
}

#[test]
fn too_many_wide_patterns_are_refused() {
    let gaps = ["\"甲\""; 9].join(" {0,40} ");
    let mut source = format!("{HEAD}fields:\n  - key: a\n    name: a\n    type: bool\n    from:\n");
    for _ in 0..600 {
        source.push_str(&format!("      - {{pattern: '{gaps}', then: true}}\n"));
    }
    let begun = std::time::Instant::now();
    let found = errors(&source);
    let note = found.iter().find(|note| note.en.contains("too large together")).unwrap();
    assert!(note.line > 100 && note.line < 300, "{note}");
    assert_eq!(found.iter().filter(|note| note.en.contains("too large together")).count(), 1);
    assert!(begun.elapsed().as_secs() < 60);
}

/// What may not be mixed: several lesions, exams, editions, bounds.
const LEADING: &str = "dict:
  nodule: [结节, 肿块]
  bright: {kind: sign, terms: [明显强化]}
fields:
  - {key: long, name: 长, type: number, unit: mm, from: {size: nodule}}
  - {key: known, name: 主, type: bool, from: {finding: nodule, lead: known}}
  - {key: change, name: 变, type: enum, options: [增大, 稳定, 缩小, 新发, 消失], from: {change: nodule, lead: true}}
  - {key: dense, name: 密, type: enum, from: {words: {实: [实性], 磨: [磨玻璃]}, of: nodule, lead: true}}
  - {key: bright, name: 强, type: bool, from: {finding: bright, about: nodule}}
  - {key: grade, name: 级, type: text, pick: only, from: {grade: TI-RADS, not_after: [acr]}}
  - {key: psa, name: P, type: number, unit: ng/mL, from: {pattern: '\"psa\" <v:number>', not_after: [游离]}}
";

#[test]
fn values_of_one_lesion_stay_together() {
    let source = format!("{HEAD}{LEADING}");
    let (set, notes) = RuleSet::parse(&source, &Terms::default());
    let set = set.unwrap_or_else(|| panic!("{notes:?}"));
    let read = |text: &str, key: &str| {
        let values = set.extract(&Order::new(text));
        let value = values.into_iter().find(|value| value.field == key).unwrap();
        (value.state != State::NotMentioned).then_some(value)
    };
    let said = |text: &str, key: &str| read(text, key).map(|value| value.value);
    let two = "右肺上叶实性结节，约6mm，较前增大。左肺下叶磨玻璃结节，约22mm。";
    assert_eq!(said(two, "long"), Some(22.0.into()));
    assert_eq!(said(two, "dense"), Some("磨".into()));
    assert_eq!(said(two, "change"), None);
    assert_eq!(said(two, "known"), Some(true.into()));
    let again = "右肺上叶实性结节，约6mm。该结节较前增大。";
    assert_eq!(said(again, "change"), Some("增大".into()));
    let further = "右肺上叶结节，约9mm。右肺上叶另见一枚实性结节，约4mm，新发。";
    assert_eq!((said(further, "dense"), said(further, "change")), (None, None));
    let equal = "右肺上叶实性结节，约6mm。左肺下叶磨玻璃结节，约6mm。";
    assert_eq!(said(equal, "known"), None);
    let unmeasured = "右肺上叶实性结节。左肺下叶磨玻璃结节，新发。";
    assert_eq!((said(unmeasured, "known"), said(unmeasured, "dense")), (None, Some("实".into())));
    assert_eq!(said(unmeasured, "change"), None);
    let small = "右肺上叶结节，约6mm，明显强化。左肺下叶肿块，约22mm，坏死。";
    assert_eq!(said(small, "bright"), None);
    let large = "右肺上叶结节，约6mm，坏死。左肺下叶肿块，约22mm，明显强化。";
    assert_eq!(said(large, "bright"), Some(true.into()));
    assert_eq!(said("ACR TI-RADS 4类，C-TIRADS 4B类", "grade"), Some("4B".into()));
    assert_eq!(said("TI-RADS 3类。前次TI-RADS 4A类。", "grade"), Some("3".into()));
    let several = read("TI-RADS 3类，TI-RADS 5类", "grade").unwrap();
    assert!(several.value.is_null() && several.state == State::Uncertain && several.spans.len() == 2);
    for (text, value) in [
        ("游离PSA 1.2，PSA 8", Some(8.0)),
        ("f-PSA 1.2，PSA 8", Some(8.0)),
        ("术前PSA 35，现PSA 2", Some(2.0)),
    ] {
        assert_eq!(said(text, "psa"), value.map(Into::into), "{text}");
    }
    for text in ["PSA>100", "PSA 12.5mg/L", "PSA小于4", "PSA 0.3ng/ml/cm3", "PSA 8ng/ml2"] {
        let found = read(text, "psa");
        assert!(found.as_ref().is_none_or(|found| found.value.is_null()), "{text}: {found:?}");
    }
    let bound = read("右肺结节，直径<3mm", "long").unwrap();
    assert!(bound.value.is_null() && bound.confidence < 1.0, "{bound:?}");
}

#[test]
fn too_large_a_file_is_refused() {
    let huge = format!("{HEAD}# {}\n", "结".repeat(500_000));
    assert!(errors(&huge).iter().any(|note| note.en.contains("bytes")));
    let deep = format!("{HEAD}dict: {}", "[".repeat(5_000));
    assert!(!errors(&deep).is_empty());
}

/// The example that teaches the language is a rule set that passes its tests.
#[test]
fn the_documented_example_works() {
    let text = include_str!("../RULES.md");
    let from = text.find("```yaml\n").unwrap() + 8;
    let source = &text[from..from + text[from..].find("```").unwrap()];
    let (set, notes) = RuleSet::parse(source, &Terms::default());
    assert!(notes.is_empty(), "{notes:?}");
    let report = set.unwrap().run_tests();
    assert_eq!(report.failed, 0, "{report:?}");
}

#[test]
fn shipped_rule_sets_pass_their_tests() {
    let names: Vec<&str> = shipped().iter().map(RuleSet::id).collect();
    for name in [
        "lung_nodule",
        "breast",
        "liver_cancer",
        "prostate",
        "thyroid",
        "colorectal",
        "glioma",
        "coronary",
        "nasopharynx",
        "kidney",
        "covid",
        "oncology",
    ] {
        assert!(names.contains(&name), "{name} does not compile");
    }
    for set in shipped() {
        // Read as a person's file, so that every pattern is checked.
        let (own, notes) = RuleSet::parse(set.source(), &Terms::default());
        let errors: Vec<_> = notes.iter().filter(|note| note.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", set.id());
        let report = own.unwrap().run_tests();
        let failed: Vec<_> = report.cases.iter().filter(|case| !case.passed).collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", set.id());
        assert!(report.passed >= 10 && !set.sources().is_empty(), "{}", set.id());
        assert_eq!(set.hash(), RuleSet::parse(set.source(), &Terms::default()).0.unwrap().hash());
    }
}

/// Whether a value is of its variable's kind.
fn fits(variable: &Variable, value: &FieldValue) -> bool {
    use VariableType::*;
    let option = |word: &str| variable.options.iter().any(|option| option == word);
    if value.value.is_null() {
        return value.state != State::Asserted;
    }
    let inside = |number: f64| variable.range.is_none_or(|[low, high]| (low..=high).contains(&number));
    match variable.kind {
        Bool => value.value.is_boolean(),
        Count => value.value.get("kind").is_some(),
        Integer => value.value.as_i64().is_some_and(|number| inside(number as f64)),
        Number => value.value.as_f64().is_some_and(inside),
        Enum | Ordinal => value.value.as_str().is_some_and(option),
        Multi => {
            value.value.as_array().is_some_and(|all| all.iter().all(|one| one.as_str().is_some_and(option)))
        }
        Date | DateTime | Text | LongText | File => value.value.is_string(),
    }
}

/// What must hold of every answer to every text.
fn check(sets: &[RuleSet], text: &str, answers: &[Vec<FieldValue>]) {
    let length = text.chars().count();
    for (set, values) in sets.iter().zip(answers) {
        let variables = set.variables();
        assert_eq!(variables.len(), values.len());
        for (variable, value) in variables.iter().zip(values) {
            assert_eq!(variable.key, value.field);
            assert!(fits(variable, value), "{}: {value:?} in {text}", set.id());
            assert!((0.0..=1.0).contains(&value.confidence));
            for span in &value.spans {
                assert!(span.start < span.end && span.end <= length, "{value:?} in {text}");
                assert!(Span::new(span.start, span.end).of(text).is_some());
            }
            let silent = value.state == State::NotMentioned;
            assert!(!silent || value.value.is_null() && value.spans.is_empty() && value.unit.is_none());
        }
    }
}

/// Reports written for the tests of the packs.
fn reports() -> Vec<String> {
    shipped().iter().flat_map(|set| set.run_tests().cases).map(|case| case.text).collect()
}

/// Small deterministic source of numbers for mutations.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Cuts, swaps, repeats and dirties a text.
fn mutate(dice: &mut Dice, text: &str, other: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let other: Vec<char> = other.chars().collect();
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(chars.len());
        match dice.below(7) {
            0 if !chars.is_empty() => drop(chars.remove(at)),
            1 => chars.insert(
                at,
                [',', '。', '、', '的', '无', '未', '见', '(', '\u{0}', '９', '\u{10ffff}', '\n']
                    [dice.below(12)],
            ),
            2 => {
                let from = dice.below(other.len());
                let to = (from + dice.below(30)).min(other.len());
                chars.splice(at..at, other[from..to].iter().copied());
            }
            3 => chars.truncate(at.max(1)),
            4 => {
                let to = (at + dice.below(20)).min(chars.len());
                let part: Vec<char> = chars[at.min(to)..to].to_vec();
                for _ in 0..dice.below(40) {
                    chars.splice(at..at, part.iter().copied());
                }
            }
            5 => chars.retain(|c| !matches!(c, '，' | ',' | '。')),
            _ => {
                let to = dice.below(chars.len());
                if at < chars.len() && to < chars.len() {
                    chars.swap(at, to);
                }
            }
        }
    }
    chars.into_iter().collect()
}

/// Every answer to mutated reports is well formed, the same twice, and the same
/// whether a set is applied alone or with the others. `NLP_FUZZ_SECONDS` makes it longer.
#[test]
fn mutated_reports_are_answered_soundly() {
    let seconds = std::env::var("NLP_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(8_u64);
    let sets = shipped();
    let bundle = Bundle::new(sets.iter().cloned());
    let reports = reports();
    let mut dice = Dice(20_261_122);
    let begun = std::time::Instant::now();
    let mut count = 0;
    while begun.elapsed().as_secs() < seconds {
        let (one, two) = (&reports[dice.below(reports.len())], &reports[dice.below(reports.len())]);
        let text = mutate(&mut dice, one, two);
        let answers = bundle.extract(&Order::new(&text));
        check(sets, &text, &answers);
        if count % 16 == 0 {
            let at = dice.below(sets.len());
            assert_eq!(sets[at].extract(&Order::new(&text)), answers[at], "{text}");
            assert_eq!(bundle.extract(&Order::new(&text)), answers, "{text}");
        }
        count += 1;
    }
    assert!(count > 50, "only {count} reports in {seconds} s");
}

#[test]
fn hostile_reports_take_linear_time() {
    let bundle = Bundle::new(shipped().iter().cloned());
    for text in [
        String::new(),
        "\u{0}\u{1}\u{fffd}".to_owned(),
        "结节".repeat(50_000),
        "右肺上叶见结节，大小约9mm×7mm，".repeat(6_000),
        "a".repeat(1_000_000),
        "BI-RADS 4A类、".repeat(20_000),
        "<table><tr><td>".repeat(20_000),
        "未见".repeat(100_000),
    ] {
        let begun = std::time::Instant::now();
        let answers = bundle.extract(&Order::new(&text));
        check(shipped(), &text, &answers);
        let taken = begun.elapsed().as_secs_f64();
        assert!(taken < 60.0, "{taken} s for {} characters", text.chars().count());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// No rule file makes the reader panic, however it is broken.
    #[test]
    fn broken_rule_files_are_answered(cut in 0.0..1.0_f64, insert in "[ \\-\\[\\]{}:,\"'@<>|&*!#a-z结节\n]{0,12}", which in 0_usize..12) {
        let source = shipped()[which % shipped().len()].source();
        let chars: Vec<char> = source.chars().take(6_000).collect();
        let at = (chars.len() as f64 * cut) as usize;
        let text: String = chars[..at].iter().copied().chain(insert.chars()).chain(chars[at..].iter().copied()).collect();
        let (set, notes) = RuleSet::parse(&text, &Terms::default());
        prop_assert!(set.is_some() || !notes.is_empty());
        prop_assert!(notes.iter().all(|note| note.line >= 1 && note.column >= 1));
    }
}
