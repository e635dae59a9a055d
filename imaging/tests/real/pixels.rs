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

/// Hash of the samples in the other decoder's type, little end first.
fn digest(frames: &[Vec<f64>], kind: &str) -> String {
    let mut bytes = Vec::new();
    for value in frames.iter().flatten() {
        match kind {
            "uint8" | "int8" => bytes.push((*value as i16 & 0xFF) as u8),
            "uint16" | ">u2" => bytes.extend((*value as u16).to_le_bytes()),
            "int16" | ">i2" => bytes.extend((*value as i16).to_le_bytes()),
            "uint32" | ">u4" => bytes.extend((*value as u32).to_le_bytes()),
            "int32" | ">i4" => bytes.extend((*value as i32).to_le_bytes()),
            "float32" => bytes.extend((*value as f32).to_le_bytes()),
            _ => bytes.extend(value.to_le_bytes()),
        }
    }
    Digest::of(&bytes).to_string()
}

#[test]
fn samples_are_those_of_another_decoder() {
    let Some(rows) = manifest() else { return };
    let root = data("imaging").unwrap();
    let (mut equal, mut close, mut colour) = (0, 0, 0);
    // Hundreds of the files are plain slices alike: an eighth of those will do.
    let plain =
        |row: &BTreeMap<String, String>| row["ts"].ends_with("Little Endian") && row["path"].contains("ct");
    let rows =
        rows.iter().enumerate().filter(|(index, row)| index % 8 == 0 || !plain(row)).map(|(_, row)| row);
    for row in rows.filter(|row| !row["px_sha256"].is_empty()) {
        let name = format!("{} ({}, {} bits, {})", row["path"], row["ts"], row["bits"], row["photometric"]);
        let bytes = std::fs::read(root.join(&row["path"])).unwrap();
        let decoded = imaging::pixels::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        if digest(&decoded.frames, &row["px_dtype"]) == row["px_sha256"] {
            equal += 1;
            continue;
        }
        // Lossy JPEG: decoders differ in rounding and in colour space.
        assert!(row["ts"].starts_with("JPEG Baseline") || row["ts"].starts_with("JPEG Extended"), "{name}");
        if decoded.samples > 1 {
            colour += 1;
            continue;
        }
        let samples = decoded.frames.concat();
        let mean = samples.iter().sum::<f64>() / samples.len() as f64;
        let expected: f64 = row["px_mean"].parse().unwrap();
        assert!((mean - expected).abs() < 0.1, "{name}: {mean} {expected}");
        close += 1;
    }
    println!("{equal} bit-equal, {close} lossy close, {colour} lossy colour");
    assert!(equal > 250 && close < 6 && colour < 20);
}
