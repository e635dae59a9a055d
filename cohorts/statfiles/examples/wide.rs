//! `wide ROWS COLUMNS TABLE.csv DICTIONARY.csv` writes a table of every type, made from the numbers of its cells.

use std::io::{BufWriter, Result, Write};

/// Types of the columns, which come round; with value labels and the word for a missing value.
const TYPES: [(&str, &str, &str); 10] = [
    ("decimal", "", "未测量"),
    ("decimal", "", ""),
    ("integer", "", ""),
    ("integer", "", "未测量"),
    ("date", "", ""),
    ("datetime", "", ""),
    ("choice", "1=实性|2=部分实性|3=磨玻璃|4=钙化", "9=未提及"),
    ("yes_no", "", "未提及"),
    ("text", "", ""),
    ("choice", "RUL=右上叶|RML=右中叶|LLL=左下叶", "未提及"),
];
const TEXTS: [&str; 4] = ["右肺上叶", "左肺下叶结节, 8mm", "未见异常", "双肺纹理增多"];
const LOBES: [&str; 3] = ["RUL", "RML", "LLL"];

/// Writes the table and its dictionary.
pub fn write(rows: u64, columns: u64, table: impl Write, dictionary: impl Write) -> Result<()> {
    let mut out = BufWriter::new(dictionary);
    writeln!(out, "key,label_zh,label_en,type,unit,values,missing")?;
    for column in 0..columns {
        let (kind, values, missing) = TYPES[(column % 10) as usize];
        writeln!(out, "变量_{column:03},标签{column},,{kind},,{values},{missing}")?;
    }
    out.flush()?;
    let mut out = BufWriter::new(table);
    let keys: Vec<String> = (0..columns).map(|column| format!("变量_{column:03}")).collect();
    writeln!(out, "{}", keys.join(","))?;
    for row in 0..rows {
        for column in 0..columns {
            if column > 0 {
                out.write_all(b",")?;
            }
            cell(&mut out, column % 10, mixed(row * columns + column))?;
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn cell(out: &mut impl Write, kind: u64, number: u64) -> Result<()> {
    let pick = |words: &[&'static str]| words[(number % words.len() as u64) as usize];
    let day = |out: &mut dyn Write| {
        write!(out, "{}-{:02}-{:02}", 1900 + number % 120, 1 + number / 128 % 12, 1 + number / 2048 % 28)
    };
    match kind {
        0 | 1 => write!(out, "{}.{:04}", number % 20, number / 32 % 10_000),
        2 | 3 => write!(out, "{}", (number % 3200) as i64 - 200),
        4 => day(out),
        5 => {
            day(out)?;
            write!(out, " {:02}:{:02}:{:02}", number % 24, number / 32 % 60, number / 2048 % 60)
        }
        6 => write!(out, "{}", 1 + number % 4),
        7 => write!(out, "{}", number % 2),
        8 => write!(out, "\"{}\"", pick(&TEXTS)),
        _ => out.write_all(pick(&LOBES).as_bytes()),
    }
}

/// SplitMix64 (Steele 2014): neighbouring numbers give unlike ones.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, columns, table, dictionary] = arguments.as_slice() else {
        return Err("usage: wide ROWS COLUMNS TABLE.csv DICTIONARY.csv".into());
    };
    let create = std::fs::File::create;
    Ok(write(rows.parse()?, columns.parse()?, create(table)?, create(dictionary)?)?)
}
