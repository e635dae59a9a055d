//! `convert IN.csv DICT.csv OUT`: what the command line does, alone; prints the time and the memory it took.

use std::path::Path;

use statfiles::Format;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, dictionary, output, format) = match arguments.as_slice() {
        [input, dictionary, output] => (input, dictionary, output, None),
        [input, dictionary, output, five] if five == "5" => (input, dictionary, output, Some(Format::Xpt5)),
        _ => return Err("usage: convert IN.csv DICT.csv OUT.(csv|xlsx|sav|dta|xpt|RData) [5]".into()),
    };
    let begun = std::time::Instant::now();
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
    println!("seconds={:.2} peak_kb={}", begun.elapsed().as_secs_f64(), peak().unwrap_or(0));
    Ok(())
}

/// Kilobytes of memory held at most, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
