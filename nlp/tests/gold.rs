//! Floors under the scores on the annotated texts, a little below what is reached.

mod scorer;

use nlp::{Engine, Lang, Temporality};
use scorer::{Score, Tally, lines, reference, score, shipped};
use workbench_core::Span;

/// Lowest F1 of negation, uncertainty, history, sizes, laterality, change, grades.
fn check(score: &Score, floors: [f64; 7]) {
    let tallies = [
        score.negated,
        score.uncertain,
        score.historical,
        score.sizes,
        score.laterality,
        score.change,
        score.grades,
    ];
    for (tally, floor) in tallies.into_iter().zip(floors) {
        assert!(tally.f1() >= floor, "{:.4} < {floor}: {tally:?} in {score:#?}", tally.f1());
    }
    assert_eq!(score.totals.0, score.totals.1, "{score:#?}");
}

#[test]
fn synthetic_units() {
    let (engine, gold) = (Engine::new(Lang::Zh), lines(&shipped("gold_zh_synthetic.jsonl")));
    for told in [false, true] {
        let score = score(&engine, &gold, told);
        check(&score, [0.99; 7]);
        assert_eq!(score.counts.0, score.counts.1);
        assert!(score.found.f1() > 0.95, "{:?}", score.found);
    }
}

#[test]
fn real_units() {
    let Some(path) = reference("gold_zh_sentences.jsonl") else { return };
    let (engine, gold) = (Engine::new(Lang::Zh), lines(&path));
    for told in [false, true] {
        let score = score(&engine, &gold, told);
        check(&score, [0.98, 0.97, 0.9, 0.97, 0.97, 0.96, 0.97]);
        assert!(score.counts.0 * 100 >= score.counts.1 * 95, "{:?}", score.counts);
        assert!(score.found.f1() > 0.96, "{:?}", score.found);
    }
}

#[test]
fn english_negation_and_history() {
    let (engine, kit) = (Engine::new(Lang::En), lines(&shipped("negex_en.jsonl")));
    let (mut negated, mut past) = (Tally::default(), Tally::default());
    for line in &kit {
        let at = |key: &str| line[key].as_u64().unwrap() as usize;
        let found = engine.judge(line["text"].as_str().unwrap(), Span::new(at("start"), at("end")));
        assert_eq!(found.findings.len(), 1);
        negated.binary(line["negated"] == true, found.findings[0].negated);
        past.binary(
            line["temporality"] == "Historical",
            found.findings[0].temporality == Temporality::Historical,
        );
    }
    assert!(negated.f1() >= 0.96, "{:.4} {negated:?}", negated.f1());
    assert!(past.f1() >= 0.74, "{:.4} {past:?}", past.f1());
}
