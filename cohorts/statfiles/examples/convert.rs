//! `convert IN.csv DICT.csv OUT`: what the command line does, alone.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, dictionary, output] = arguments.as_slice() else {
        return Err("usage: convert IN.csv DICT.csv OUT.(csv|xlsx|sav|dta|xpt|RData)".into());
    };
    let options = statfiles::Options::default();
    let (report, _) = statfiles::convert(
        Path::new(input),
        Path::new(dictionary),
        Path::new(output),
        None,
        &options,
        &statfiles::Notes::new(),
    )?;
    for change in &report.changes {
        eprintln!("{}: {}", change.key, change.what);
    }
    Ok(())
}
