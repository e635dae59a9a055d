//! A table of any length is written in the same memory.

#[path = "../examples/wide.rs"]
#[expect(dead_code, reason = "the example is a program of its own")]
mod wide;

use std::fs::File;

use statfiles::{Notes, Options};

/// Kilobytes held at most: the program, a row and the buffers of a file.
const MOST: u64 = 24_000;

#[test]
fn memory_does_not_grow_with_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (table, dictionary) = (folder.path().join("table.csv"), folder.path().join("dictionary.csv"));
    wide::write(12_000, 300, File::create(&table).unwrap(), File::create(&dictionary).unwrap()).unwrap();
    let bytes = std::fs::metadata(&table).unwrap().len();
    assert!(bytes > 900 * MOST, "the table must be larger than what it may take: {bytes}");
    for format in ["csv", "xlsx", "sav", "dta", "xpt", "RData"] {
        let output = folder.path().join("out").with_extension(format);
        let written =
            statfiles::convert(&table, &dictionary, &output, None, &Options::default(), &Notes::new());
        assert_eq!(written.unwrap().0.rows, 12_000, "{format}");
        let Some(peak) = peak() else {
            println!("skipped: the system does not tell how much memory was held");
            return;
        };
        assert!(peak < MOST, "{format}: {peak} kB");
    }
}

fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
