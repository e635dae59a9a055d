//! `workbench nlp`: report text to findings and values.

mod files;
mod tests;

use std::path::PathBuf;

use clap::Subcommand;
use nlp::rules::{Meta, Order, RuleSet};
use nlp::{InputLine, Lang, NlpError};

use super::print;
use crate::AppError;
use crate::rules::Rules;

#[derive(Subcommand)]
pub enum Nlp {
    /// Findings with negation, certainty, sizes and counts, one JSON line a report
    Findings {
        /// JSON lines {"id","text"} or {"id","text","start","end"}; `-` for standard input
        #[arg(long)]
        input: PathBuf,
        /// `-` for standard output
        #[arg(long)]
        output: PathBuf,
        /// zh or en
        #[arg(long, default_value = "zh")]
        lang: String,
    },
    /// Values of a rule set's variables, one JSON line a report
    #[command(group(clap::ArgGroup::new("set").required(true).args(["pack", "rules"])))]
    Extract {
        /// Name of a pack; see `workbench nlp packs`
        #[arg(long)]
        pack: Option<String>,
        /// A rule file of one's own
        #[arg(long)]
        rules: Option<PathBuf>,
        /// JSON lines {"id","text"}, if wanted with "meta":{"sex","age","exam_date","modality","body_part"}; `-` for standard input
        #[arg(long)]
        input: PathBuf,
        /// `-` for standard output
        #[arg(long)]
        output: PathBuf,
    },
    /// Runs the tests inside rule files; exit code 2 when a file is bad or a test fails
    Test {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Lists the packs: name, version, titles, fields, tests
    Packs,
}

impl Nlp {
    pub fn run(self) -> Result<(), AppError> {
        match self {
            Self::Findings { input, output, lang } => {
                let lang = match lang.as_str() {
                    "zh" => Lang::Zh,
                    "en" => Lang::En,
                    other => return Err(AppError::bad(format!("`{other}` is not zh or en"))),
                };
                files::convert(&input, &output, |reader, writer| {
                    Ok(nlp::analyse_lines(reader, writer, lang).map(drop)?)
                })
            }
            Self::Extract { pack, rules, input, output } => {
                let set = match (pack, rules) {
                    (Some(pack), _) => Rules::pack(&pack)?.set,
                    (None, Some(file)) => tests::usable(&file)?,
                    (None, None) => return Err(AppError::bad("give --pack NAME or --rules FILE")),
                };
                files::convert(&input, &output, |reader, writer| {
                    Ok(nlp::answer_lines(reader, writer, |line| values(&set, line)).map(drop)?)
                })
            }
            Self::Test { files } => tests::run(&files),
            Self::Packs => nlp::rules::shipped().iter().try_for_each(|set| print(&line(set))),
        }
    }
}

fn line(set: &RuleSet) -> String {
    let (fields, tests) = (set.variables().len(), set.tests());
    let (zh, en) = (set.title_zh(), set.title_en());
    format!("{} {} {zh} / {en}  {fields} fields  {tests} tests", set.id(), set.version())
}

/// The values of one report as a line.
fn values(set: &RuleSet, mut line: InputLine) -> Result<String, NlpError> {
    let meta = match line.rest.remove("meta") {
        None => Meta::default(),
        Some(meta) => serde_json::from_value(meta).map_err(|error| NlpError::BadKey {
            line: line.number,
            key: "meta",
            problem: error.to_string(),
        })?,
    };
    let values = set.extract(&Order { text: &line.text, lang: None, meta });
    Ok(serde_json::json!({"id": line.id, "values": values}).to_string())
}
