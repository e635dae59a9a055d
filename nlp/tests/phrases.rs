//! Hard sentences written for this project: `data/phrases.txt`.

use nlp::{Change, CountKind, Engine, Experiencer, Finding, Laterality, SizeRole, Temporality};
use nlp::{Findings, Lang};

/// One sentence and what must be found in it.
struct Case {
    line: usize,
    text: String,
    findings: Vec<(String, String)>,
    grades: Vec<String>,
    totals: Vec<String>,
    absent: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut out: Vec<Case> = Vec::new();
    for (at, line) in include_str!("data/phrases.txt").lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(text) = line.strip_prefix("= ") {
            let text = text.to_owned();
            let (findings, grades, totals, absent) = Default::default();
            out.push(Case { line: at + 1, text, findings, grades, totals, absent });
            continue;
        }
        let case = out.last_mut().expect("a text comes first");
        let words = |rest: &str| rest.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        if let Some(rest) = line.strip_prefix("!grade ") {
            case.grades = words(rest);
        } else if let Some(rest) = line.strip_prefix("!total ") {
            case.totals = words(rest);
        } else if let Some(rest) = line.strip_prefix("!absent ") {
            case.absent = words(rest);
        } else {
            let (term, rest) = line.split_once('|').expect("a finding has a bar");
            case.findings.push((term.trim().to_owned(), rest.trim().to_owned()));
        }
    }
    out
}

/// Where `term` stands at or after `from`, in code points.
fn place(text: &str, term: &str, from: usize) -> Option<(usize, usize)> {
    let (text, term): (Vec<char>, Vec<char>) = (text.chars().collect(), term.chars().collect());
    (from..=text.len().checked_sub(term.len())?)
        .find(|at| text[*at..at + term.len()] == term)
        .map(|at| (at, at + term.len()))
}

fn sizes(finding: &Finding) -> Vec<String> {
    finding
        .sizes
        .iter()
        .filter(|size| !size.mm.is_empty())
        .map(|size| {
            let mm: Vec<String> = size.mm.iter().map(f64::to_string).collect();
            let prior = if size.role == SizeRole::Prior { "prior:" } else { "" };
            format!("{prior}{}", mm.join("x"))
        })
        .collect()
}

fn word<T>(value: Option<T>, name: impl Fn(T) -> &'static str) -> String {
    value.map_or("-", name).to_owned()
}

fn said(finding: &Finding, key: &str) -> String {
    match key {
        "count" => match finding.count {
            None => "-".into(),
            Some(count) if count.kind == CountKind::Many => "many".into(),
            Some(count) => count.exact.unwrap_or(0).to_string(),
        },
        "side" => word(finding.laterality, |side| match side {
            Laterality::Left => "left",
            Laterality::Right => "right",
            Laterality::Bilateral => "bilateral",
        }),
        "change" => word(finding.change, |change| match change {
            Change::Increased => "increased",
            Change::Decreased => "decreased",
            Change::Stable => "stable",
            Change::New => "new",
            Change::Resolved => "resolved",
        }),
        "at" => finding.location.as_ref().map_or("-".into(), |place| place.text.clone()),
        _ => "?".into(),
    }
}

fn check(finding: &Finding, properties: &str, wrong: &mut Vec<String>) {
    let term = &finding.term;
    let flags: Vec<&str> = properties.split_whitespace().filter(|word| !word.contains('=')).collect();
    let states = [
        ("neg", finding.negated),
        ("doubt", finding.uncertain),
        ("past", finding.temporality == Temporality::Historical),
        ("family", finding.experiencer == Experiencer::Family),
        ("supposed", finding.hypothetical),
    ];
    for (name, is) in states {
        if is != flags.contains(&name) {
            wrong.push(format!("{term}: {name} is {is}"));
        }
    }
    for (key, wanted) in properties.split_whitespace().filter_map(|word| word.split_once('=')) {
        if key == "size" {
            let (mut found, mut wanted) = (sizes(finding), wanted.split(',').collect::<Vec<_>>());
            found.sort();
            wanted.sort();
            if found != wanted {
                wrong.push(format!("{term}: sizes {found:?}, wanted {wanted:?}"));
            }
            continue;
        }
        let found = said(finding, key);
        if found != wanted && !(key == "at" && found.contains(wanted)) {
            wrong.push(format!("{term}: {key} {found}, wanted {wanted}"));
        }
    }
}

fn judge(case: &Case, found: &Findings) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut from, mut used) = (0, vec![false; found.findings.len()]);
    for (term, properties) in &case.findings {
        let Some((start, end)) = place(&case.text, term, from) else {
            wrong.push(format!("{term} does not stand in the text"));
            continue;
        };
        let touching = |finding: &Finding| finding.start < end && start < finding.end;
        match (0..used.len()).find(|at| !used[*at] && touching(&found.findings[*at])) {
            Some(at) => {
                used[at] = true;
                from = end;
                check(&found.findings[at], properties, &mut wrong);
            }
            None => wrong.push(format!("{term} not found")),
        }
    }
    for term in &case.absent {
        let (start, end) = place(&case.text, term, 0).expect("the word stands in the text");
        if found.findings.iter().any(|finding| finding.start < end && start < finding.end) {
            wrong.push(format!("{term} found"));
        }
    }
    let mut grades: Vec<String> =
        found.grades.iter().map(|grade| format!("{}={}", grade.system, grade.value)).collect();
    let mut wanted = case.grades.clone();
    grades.sort();
    wanted.sort();
    if grades != wanted {
        wrong.push(format!("grades {grades:?}, wanted {wanted:?}"));
    }
    for total in &case.totals {
        let (term, number) = total.split_once('=').expect("a total has a number");
        if found.totals.get(term).map(u32::to_string).as_deref() != Some(number) {
            wrong.push(format!("totals {:?}, wanted {total}", found.totals));
        }
    }
    wrong
}

#[test]
fn hard_sentences_are_understood() {
    let engine = Engine::new(Lang::Zh);
    let cases = cases();
    assert!(cases.len() >= 60, "only {} sentences", cases.len());
    let mut report = String::new();
    for case in &cases {
        let wrong = judge(case, &engine.findings(&case.text));
        if !wrong.is_empty() {
            report += &format!("line {}: {}\n    {}\n", case.line, case.text, wrong.join("\n    "));
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
