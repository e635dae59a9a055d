//! Decoded samples against the hashes of another decoder.

use std::collections::BTreeMap;

use workbench_core::Digest;

use crate::data::data;

/// Rows of `manifest.csv`: column name to cell.
fn manifest() -> Option<Vec<BTreeMap<String, String>>> {
    let text = std::fs::read_to_string(data("imaging/manifest.csv")?).unwrap();
    let mut lines = text.lines();
    let split = |line: &str| -> Vec<String> {
        let (mut cells, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                _ => cells.last_mut().unwrap().push(c),
            }
        }
        cells
    };
    let header = split(lines.next().unwrap());
    Some(lines.map(|line| header.iter().cloned().zip(split(line)).collect()).collect())
}

fn digest(frames: &[Vec<f64>], kind: &str) -> String {
    let values = frames.iter().flatten();
    let bytes: Vec<u8> = match kind {
        "uint8" => values.map(|v| *v as u8).collect(),
        "int8" => values.flat_map(|v| (*v as i8).to_le_bytes()).collect(),
        "uint16" => values.flat_map(|v| (*v as u16).to_le_bytes()).collect(),
        "int16" => values.flat_map(|v| (*v as i16).to_le_bytes()).collect(),
        "uint32" => values.flat_map(|v| (*v as u32).to_le_bytes()).collect(),
        "int32" => values.flat_map(|v| (*v as i32).to_le_bytes()).collect(),
        "float32" => values.flat_map(|v| (*v as f32).to_le_bytes()).collect(),
        _ => values.flat_map(|v| v.to_le_bytes()).collect(),
    };
    Digest::of(&bytes).to_string()
}

#[test]
fn lossless_samples_are_those_of_another_decoder() {
    let Some(rows) = manifest() else { return };
    let root = data("imaging").unwrap();
    let (mut equal, mut close, mut failed, mut differ) = (0, 0, Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| !row["px_sha256"].is_empty()) {
        let bytes = std::fs::read(root.join(&row["path"])).unwrap();
        let name = format!("{} ({}, {} bits, {})", row["path"], row["ts"], row["bits"], row["photometric"]);
        match imaging::pixels::decode(&bytes) {
            Err(error) => failed.push(format!("{name}: {error}")),
            Ok(decoded) => {
                if digest(&decoded.frames, &row["px_dtype"]) == row["px_sha256"] {
                    equal += 1;
                    continue;
                }
                let count = decoded.frames.iter().map(Vec::len).sum::<usize>() as f64;
                let mean = decoded.frames.iter().flatten().sum::<f64>() / count;
                let expected: f64 = row["px_mean"].parse().unwrap();
                if (mean - expected).abs() < 0.5 + 0.002 * expected.abs() {
                    close += 1;
                    println!("close: {name} {mean} {expected}");
                } else {
                    differ.push(format!("{name}: mean {mean}, expected {expected}"));
                }
            }
        }
    }
    println!("{equal} equal, {close} close\nfailed {failed:#?}\ndiffer {differ:#?}");
}
