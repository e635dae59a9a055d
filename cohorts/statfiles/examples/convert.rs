//! `convert IN.csv DICT.csv OUT`: what the command line does, alone.

use std::path::Path;

use statfiles::Format;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, dictionary, output, format) = match arguments.as_slice() {
        [input, dictionary, output] => (input, dictionary, output, None),
        [input, dictionary, output, five] if five == "5" => (input, dictionary, output, Some(Format::Xpt5)),
        _ => return Err("usage: convert IN.csv DICT.csv OUT.(csv|xlsx|sav|dta|xpt|RData) [5]".into()),
    };
    let options = statfiles::Options::default();
    let (report, _) = statfiles::convert(
        Path::new(input),
        Path::new(dictionary),
        Path::new(output),
        format,
        &options,
        &statfiles::Notes::new(),
    )?;
    for change in &report.changes {
        eprintln!("{}: {}", change.key, change.what);
    }
    Ok(())
}
