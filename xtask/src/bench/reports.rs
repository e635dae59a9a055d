//! Finding mentions in Chinese reports.

use super::{Bench, Row, peer, seconds};
use crate::Result;

const COPIES: usize = 10;

/// One row: reports per second of `nlp findings`.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let source = bench.reference("nlp/zh_ct_events.jsonl")?;
    let text = std::fs::read_to_string(&source).map_err(|e| e.to_string())?;
    let lines = text.lines().filter(|l| !l.trim().is_empty()).count() * COPIES;
    let characters = text.chars().count() / (lines / COPIES).max(1);
    let input = bench.work.join("in.jsonl");
    std::fs::write(&input, format!("{}\n", text.trim_end()).repeat(COPIES)).map_err(|e| e.to_string())?;
    let ours = seconds(3, || {
        let mut command = bench.command(&["nlp", "findings", "--input"]);
        command.arg(&input).arg("--output").arg(bench.work.join("out.jsonl"));
        command
    })?;
    let peer = peer::python("jieba", &[&["jieba==0.42.1"]])
        .and_then(|(python, script)| peer::run(&python, &script, "words", &[&input]));
    Ok(vec![Row {
        what: "report findings".to_owned(),
        ours: lines as f64 / ours,
        unit: "reports/s",
        peer: peer.map(|(name, s)| (name, lines as f64 / s)),
        note: format!(
            "{lines} lines of about {characters} characters, whole command, least of 3; the peer only cuts words, no finder of Chinese report findings is known"
        ),
    }])
}
