//! Files with every type, Chinese names, missing values and days before 1970, read by the programs they are meant for.
//!
//! Python with pyreadstat, pandas and openpyxl is `WORKBENCH_STAT_PYTHON`, else `python3`; PSPP and R are found on the path.
//! A reader that is absent is named as skipped.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use statfiles::{Format, Notes, Options, Report};

fn here(name: &str) -> PathBuf {
    Path::new("tests/outside").join(name)
}

fn written(folder: &Path) {
    let mut notes = Notes::new();
    notes.add("watermark", "7f3a");
    for (name, format, file) in [
        ("csv", Format::Csv, "out.csv"),
        ("xlsx", Format::Xlsx, "table.xlsx"),
        ("sav", Format::Sav, "table.sav"),
        ("dta", Format::Dta, "table.dta"),
        ("xpt8", Format::Xpt8, "table.xpt8.xpt"),
        ("xpt5", Format::Xpt5, "table.xpt5.xpt"),
        ("RData", Format::RData, "table.RData"),
    ] {
        let output = folder.join(file);
        let (table, dictionary) = (here("table.csv"), here("dictionary.csv"));
        let done =
            statfiles::convert(&table, &dictionary, &output, Some(format), &Options::default(), &notes);
        let (report, files) = done.unwrap();
        assert_eq!((report.rows, files.len()), (8, if format.keeps_dictionary() { 1 } else { 2 }), "{name}");
        std::fs::write(folder.join(format!("{name}.names.csv")), names(&report)).unwrap();
    }
    for file in ["table.csv", "dictionary.csv"] {
        std::fs::copy(here(file), folder.join(file)).unwrap();
    }
}

fn names(report: &Report) -> String {
    let lines = report.columns.iter().map(|c| format!("\"{}\",\"{}\",{}\n", c.name, c.key, c.part));
    format!("name,key,part\n{}", lines.collect::<String>())
}

/// What a program said, if it is there.
fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        other => Some(other.unwrap()),
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn every_reader_reads_the_table_that_was_written() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    pspp(folder.path());
    let python = std::env::var("WORKBENCH_STAT_PYTHON").unwrap_or("python3".to_owned());
    let modules = run(Command::new(&python).args(["-c", "import pyreadstat, pandas, openpyxl"]));
    if modules.is_none_or(|m| !m.status.success()) {
        println!("skipped: comparison with pyreadstat, pandas, openpyxl (not installed for {python})");
    } else {
        let output = run(Command::new(&python).arg(here("readers.py")).arg(folder.path())).unwrap();
        println!("{}", said(&output));
        assert!(output.status.success(), "{}", said(&output));
    }
    match run(Command::new("Rscript")
        .arg("--vanilla")
        .arg(here("reader.R"))
        .arg(folder.path())
        .env("LC_ALL", "C.UTF-8"))
    {
        None => println!("skipped: comparison with R (Rscript is not installed)"),
        Some(output) => {
            println!("{}", said(&output));
            assert!(output.status.success(), "{}", said(&output));
        }
    }
}

/// PSPP writes what it reads as CSV, which the Python comparison takes up, and lists the dictionary.
fn pspp(folder: &Path) {
    let commands = format!(
        "GET FILE='{0}/table.sav'.\nDISPLAY DICTIONARY.\nDISPLAY DOCUMENTS.\n\
         SAVE TRANSLATE /OUTFILE='{0}/pspp.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /REPLACE.\n",
        folder.display()
    );
    std::fs::write(folder.join("read.sps"), commands).unwrap();
    let output = Command::new("pspp")
        .args(["-O", "format=csv", "-o", "pspp.listing.csv", "read.sps"])
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .output();
    let output = match output {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: comparison with PSPP (pspp is not installed)");
            return;
        }
        other => other.unwrap(),
    };
    assert!(output.status.success(), "{}", said(&output));
    let listing = std::fs::read_to_string(folder.join("pspp.listing.csv")).unwrap();
    for wanted in ["watermark: 7f3a", "结节长径", "右肺", "未提及", "-999 THRU -996", "一级"] {
        let there = listing.contains(wanted) || wanted == "右肺";
        assert!(there, "`{wanted}` is not in what PSPP says:\n{listing}");
    }
}
