//! Findings of a JSONL file: `cargo run -p nlp --example findings -- zh < in.jsonl > out.jsonl`.
//! With a pack's name as second word: its values instead.

use std::io::{self, BufRead, Write};

use nlp::{Engine, Lang, pack};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let lang: Lang = args.next().as_deref().unwrap_or("zh").parse()?;
    let (input, mut output) = (io::stdin().lock(), io::BufWriter::new(io::stdout().lock()));
    let Some(name) = args.next() else {
        let count = nlp::analyse_lines(input, &mut output, lang)?;
        eprintln!("{count} reports");
        return Ok(());
    };
    let pack = pack::find(&name).ok_or("no such pack")?;
    let engine = Engine::new(lang);
    for line in input.lines() {
        let report: serde_json::Value = serde_json::from_str(&line?)?;
        let values = pack.extract(&engine, report["text"].as_str().unwrap_or_default());
        serde_json::to_writer(&mut output, &serde_json::json!({"id": report["id"], "values": values}))?;
        writeln!(output)?;
    }
    Ok(())
}
