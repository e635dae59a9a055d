//! Findings for a file of reports, one JSON object a line.

use std::io::{BufRead, Write};

use rayon::prelude::*;
use serde_json::{Map, Value};
use workbench_core::Span;

use crate::engine::{Engine, Lang};
use crate::error::NlpError;
use crate::findings::Findings;

/// Lines that are read, judged side by side and written before the next are read.
const BATCH: usize = 256;
/// Bytes after which a batch is closed early, so that memory stays flat.
const BATCH_BYTES: usize = 16 << 20;

/// Reads `{"id","text"[,"start","end"]}` lines and writes one line of findings
/// for each, in the same order. Returns the number of reports.
///
/// Empty lines are passed over. The first bad line ends the work with an error
/// that names it; what was written before it is whole lines only.
pub fn analyse_lines(input: impl BufRead, output: impl Write, lang: Lang) -> Result<usize, NlpError> {
    let engine = Engine::new(lang);
    answer_lines(input, output, |line| answer(&engine, line))
}

/// Reads lines of reports and writes what `answer` makes of each, in the same
/// order, judged side by side in batches so that memory stays flat. Bad lines
/// are treated as in [`analyse_lines`].
pub fn answer_lines(
    mut input: impl BufRead,
    mut output: impl Write,
    answer: impl Fn(InputLine) -> Result<String, NlpError> + Sync,
) -> Result<usize, NlpError> {
    let mut line = 0;
    let mut reports = 0;
    loop {
        let batch = read_batch(&mut input, &mut line)?;
        if batch.is_empty() {
            output.flush().map_err(|source| NlpError::Io { line, source })?;
            return Ok(reports);
        }
        let answers: Vec<_> =
            batch.par_iter().map(|(number, raw)| answer(InputLine::parse(raw, *number)?)).collect();
        for (answer, (number, _)) in answers.into_iter().zip(&batch) {
            let mut answer = answer?;
            answer.push('\n');
            output.write_all(answer.as_bytes()).map_err(|source| NlpError::Io { line: *number, source })?;
            reports += 1;
        }
    }
}

/// A line of input: a report, and what else stands beside it.
#[derive(Clone, Debug)]
pub struct InputLine {
    /// Number of the line from 1.
    pub number: usize,
    /// A string or a number.
    pub id: Value,
    /// The untouched text.
    pub text: String,
    /// The other keys.
    pub rest: Map<String, Value>,
}

/// The next lines that are not blank, with their numbers.
fn read_batch(input: &mut impl BufRead, line: &mut usize) -> Result<Vec<(usize, Vec<u8>)>, NlpError> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH && bytes < BATCH_BYTES {
        let mut raw = Vec::new();
        let read =
            input.read_until(b'\n', &mut raw).map_err(|source| NlpError::Io { line: *line + 1, source })?;
        if read == 0 {
            break;
        }
        *line += 1;
        if *line == 1 && raw.starts_with(b"\xef\xbb\xbf") {
            raw.drain(..3);
        }
        if raw.iter().any(|byte| !byte.is_ascii_whitespace()) {
            bytes += raw.len();
            batch.push((*line, raw));
        }
    }
    Ok(batch)
}

/// The answer to one input line, without the line end; `line` is its number from 1.
pub fn analyse_line(engine: &Engine, raw: &[u8], line: usize) -> Result<String, NlpError> {
    answer(engine, InputLine::parse(raw, line)?)
}

fn answer(engine: &Engine, line: InputLine) -> Result<String, NlpError> {
    let found = match target(&line.rest, &line.text, line.number)? {
        Some(span) => engine.judge(&line.text, span),
        None => engine.findings(&line.text),
    };
    let number = line.number;
    let answer = Answer { id: line.id, found };
    serde_json::to_string(&answer)
        .map_err(|error| NlpError::NotJson { line: number, reason: error.to_string() })
}

impl InputLine {
    /// Reads one line; `line` is its number from 1.
    pub fn parse(raw: &[u8], line: usize) -> Result<Self, NlpError> {
        let text = std::str::from_utf8(raw)
            .map_err(|error| NlpError::NotUtf8 { line, byte: error.valid_up_to() + 1 })?;
        let value: Value =
            serde_json::from_str(text).map_err(|error| NlpError::NotJson { line, reason: reason(&error) })?;
        let Value::Object(mut fields) = value else {
            return Err(NlpError::NotJson { line, reason: "expected {\"id\", \"text\"}".into() });
        };
        let id = match fields.remove("id") {
            Some(id @ (Value::String(_) | Value::Number(_))) => id,
            Some(_) => return Err(bad(line, "id", "must be a string or a number")),
            None => return Err(bad(line, "id", "is missing")),
        };
        let text = match fields.remove("text") {
            Some(Value::String(report)) => report,
            Some(_) => return Err(bad(line, "text", "must be a string")),
            None => return Err(bad(line, "text", "is missing")),
        };
        Ok(Self { number: line, id, text, rest: fields })
    }
}

/// One output line.
#[derive(serde::Serialize)]
struct Answer {
    id: Value,
    #[serde(flatten)]
    found: Findings,
}

/// The target span of a line, if it has one.
fn target(fields: &Map<String, Value>, report: &str, line: usize) -> Result<Option<Span>, NlpError> {
    let start = offset(fields, "start", line)?;
    let end = offset(fields, "end", line)?;
    let (start, end) = match (start, end) {
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(bad(line, "end", "is missing beside `start`")),
        (None, Some(_)) => return Err(bad(line, "start", "is missing beside `end`")),
        (Some(start), Some(end)) => (start, end),
    };
    if start >= end {
        return Err(bad(line, "end", &format!("is {end}, expected more than `start`, which is {start}")));
    }
    let length = report.chars().count();
    if end > length {
        return Err(bad(line, "end", &format!("is {end}, but `text` has {length} code points")));
    }
    Ok(Some(Span::new(start, end)))
}

fn offset(fields: &Map<String, Value>, key: &'static str, line: usize) -> Result<Option<usize>, NlpError> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64().and_then(|number| usize::try_from(number).ok()) {
            Some(number) => Ok(Some(number)),
            None => Err(bad(line, key, "must be a whole number of code points from 0")),
        },
    }
}

fn bad(line: usize, key: &'static str, problem: &str) -> NlpError {
    NlpError::BadKey { line, key, problem: problem.into() }
}

/// The parser's words without its own line count, which is always 1.
fn reason(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let cut = words.rfind(" at line ").unwrap_or(words.len());
    format!("{} (column {})", &words[..cut], error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(input: &str) -> Result<String, String> {
        let mut out = Vec::new();
        analyse_lines(input.as_bytes(), &mut out, Lang::Zh).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn one_line_out_for_each_line_in() {
        let out = run("\u{feff}{\"id\":1,\"text\":\"右肺结节\"}\n\n{\"id\":\"b\",\"text\":\"\"}").unwrap();
        let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["id"], 1);
        assert_eq!(lines[0]["findings"][0]["term"], "结节");
        assert_eq!(lines[1], serde_json::json!({"id": "b", "findings": [], "grades": [], "totals": {}}));
    }

    #[test]
    fn a_target_gives_exactly_that_span() {
        let out = run("{\"id\":1,\"text\":\"双肺未见怪东西，肝大\",\"start\":4,\"end\":7}").unwrap();
        let answer: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(answer["findings"].as_array().unwrap().len(), 1);
        assert_eq!(answer["findings"][0]["term"], "怪东西");
        assert_eq!(answer["findings"][0]["negated"], true);
    }

    #[test]
    fn errors_name_the_line_and_the_cure() {
        let good = "{\"id\":1,\"text\":\"肝大\"}\n";
        for (bad, message) in [
            ("{", "line 2: not a JSON object: EOF while parsing an object (column 1)"),
            ("[1]", "line 2: not a JSON object: expected {\"id\", \"text\"}"),
            ("{\"text\":\"a\"}", "line 2: `id` is missing"),
            ("{\"id\":1}", "line 2: `text` is missing"),
            ("{\"id\":1,\"text\":3}", "line 2: `text` must be a string"),
            ("{\"id\":1,\"text\":\"肝大\",\"start\":0}", "line 2: `end` is missing beside `start`"),
            (
                "{\"id\":1,\"text\":\"肝大\",\"start\":1,\"end\":1}",
                "line 2: `end` is 1, expected more than `start`, which is 1",
            ),
            (
                "{\"id\":1,\"text\":\"肝大\",\"start\":1,\"end\":3}",
                "line 2: `end` is 3, but `text` has 2 code points",
            ),
            (
                "{\"id\":1,\"text\":\"肝大\",\"start\":-1,\"end\":1}",
                "line 2: `start` must be a whole number of code points from 0",
            ),
        ] {
            assert_eq!(run(&format!("{good}{bad}")).unwrap_err(), message);
        }
    }

    #[test]
    fn a_line_in_another_encoding_is_named() {
        let mut input = b"{\"id\":1,\"text\":\"".to_vec();
        input.extend([0xd3, 0xd2]);
        let error = analyse_lines(&input[..], Vec::new(), Lang::Zh).unwrap_err();
        assert!(error.to_string().starts_with("line 1: not UTF-8 at byte 17;"), "{error}");
    }
}
