//! `workbench nlp`: report text to findings and values.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use nlp::Lang;

use super::print;
use crate::AppError;

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
    /// Values of a pack's variables, one JSON line a report
    Extract {
        /// Name of a pack; see `workbench nlp packs`
        #[arg(long)]
        pack: String,
        #[arg(long)]
        input: PathBuf,
        #[arg(long)]
        output: PathBuf,
    },
    /// Lists the packs
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
                convert(&input, &output, |reader, writer| {
                    Ok(nlp::analyse_lines(reader, writer, lang).map(drop)?)
                })
            }
            Self::Extract { pack, input, output } => {
                let pack = nlp::pack::find(&pack).ok_or_else(|| {
                    AppError::bad(format!("there is no pack `{pack}`; see `workbench nlp packs`"))
                })?;
                let engine = nlp::Engine::new(Lang::Zh);
                convert(&input, &output, |reader, writer| extract(pack, &engine, reader, writer))
            }
            Self::Packs => {
                for pack in nlp::pack::packs() {
                    print(&format!("{} {} {} / {}", pack.name, pack.version, pack.title_zh, pack.title_en))?;
                }
                Ok(())
            }
        }
    }
}

#[derive(serde::Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
}

fn extract(
    pack: &nlp::pack::Pack,
    engine: &nlp::Engine,
    reader: Box<dyn BufRead>,
    mut writer: &mut dyn Write,
) -> Result<(), AppError> {
    for (number, line) in reader.lines().enumerate() {
        let place = format!("line {}", number + 1);
        let line = line.map_err(|error| AppError::bad(error.to_string()).within(&place))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)
            .map_err(|error| AppError::bad(format!("not {{\"id\",\"text\"}}: {error}")).within(&place))?;
        let values = pack.extract(engine, &line.text);
        writeln!(&mut writer, "{}", serde_json::json!({"id": line.id, "values": values}))?;
    }
    Ok(())
}

type Convert<'a> = &'a mut dyn Write;

/// Opens both ends; the output file appears whole or not at all.
fn convert(
    input: &Path,
    output: &Path,
    work: impl FnOnce(Box<dyn BufRead>, Convert<'_>) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let reader: Box<dyn BufRead> = if input.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file =
            File::open(input).map_err(|error| AppError::from(error).within(&input.display().to_string()))?;
        Box::new(BufReader::new(file))
    };
    if output.as_os_str() == "-" {
        return work(reader, &mut std::io::stdout().lock());
    }
    let mut written = Vec::new();
    work(reader, &mut written)?;
    Ok(imaging::write_file(output, &written)?)
}
