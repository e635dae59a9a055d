//! Extension records: what newer releases of SPSS say in addition.

use super::header::Variable;
use super::{LABEL, SYSMIS, VALUE_LABEL, header};
use crate::bytes::{cut, int, padded, size};
use crate::plan::{Form, Part};
use crate::{Column, Kind, dictionary};

pub(super) fn records(out: &mut Vec<u8>, variables: &[Variable<'_>], columns: &[Column], rows: u64) {
    // machine: release 20, IEEE 754, compressed, little-endian, UTF-8
    let machine =
        [20, 0, 0, -1, 1, 1, 2, 65_001].iter().flat_map(|n: &i32| n.to_le_bytes()).collect::<Vec<_>>();
    record(out, 3, 4, &machine);
    // the lowest number a range of missing values may begin with lies next to the system-missing value
    let lowest = f64::from_bits(SYSMIS.to_bits() - 1);
    let floats = [SYSMIS, f64::MAX, lowest].iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>();
    record(out, 4, 8, &floats);
    text(out, 7, &answers(variables, columns));
    let mut display = Vec::new();
    for variable in variables {
        let measure = match (variable.physical.form, columns.get(variable.physical.source).map(|c| c.kind)) {
            (Form::Text { .. } | Form::YesNo, _) | (_, Some(Kind::Choice)) => 1,
            _ => 3,
        };
        for _ in header::segments(variable.width) {
            int(&mut display, measure);
            int(&mut display, i32::try_from(variable.width.clamp(10, 40)).unwrap_or(10));
            int(&mut display, i32::from(variable.width == 0));
        }
    }
    record(out, 11, 4, &display);
    let names: Vec<String> = variables.iter().map(|v| format!("{}={}", v.short, v.physical.name)).collect();
    text(out, 13, &names.join("\t"));
    let long: String = variables
        .iter()
        .filter(|v| v.width > super::SHORT)
        .map(|v| format!("{}={:05}\0\t", v.short, v.width))
        .collect();
    text(out, 14, &long);
    let cases: Vec<u8> = [1_u64.to_le_bytes(), rows.to_le_bytes()].concat();
    record(out, 16, 8, &cases);
    text(out, 18, &attributes(variables, columns));
    text(out, 20, "UTF-8");
    record(out, 21, 1, &string_labels(variables));
    record(out, 22, 1, &string_missing(variables));
}

fn record(out: &mut Vec<u8>, subtype: i32, unit: usize, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    int(out, 7);
    int(out, subtype);
    size(out, unit);
    size(out, bytes.len() / unit);
    out.extend_from_slice(bytes);
}

fn text(out: &mut Vec<u8>, subtype: i32, text: &str) {
    record(out, subtype, 1, text.as_bytes());
}

/// Multiple choices as sets of 0/1 variables, of which 1 is counted.
fn answers(variables: &[Variable<'_>], columns: &[Column]) -> String {
    let mut sets = String::new();
    for (source, column) in columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Choices) {
        let members: Vec<String> = variables
            .iter()
            .filter(|v| v.physical.source == source && matches!(v.physical.part, Part::Option(_)))
            .map(|v| v.short.to_lowercase())
            .collect();
        let label = cut(column.title(), LABEL);
        sets.push_str(&format!("$M{source}=D1 1 {} {label} {}\n", label.len(), members.join(" ")));
    }
    sets
}

/// Each variable's line of the dictionary as custom attributes.
fn attributes(variables: &[Variable<'_>], columns: &[Column]) -> String {
    let plan: Vec<_> = variables.iter().map(|v| v.physical.clone()).collect();
    let rows = dictionary::rows(columns, &plan);
    let lines = rows.iter().zip(&plan).map(|(row, physical)| {
        let said =
            dictionary::HEADER.iter().zip(row).filter(|(name, text)| !text.is_empty() && **name != "name");
        let said: String = said.map(|(name, text)| format!("{name}('{text}'\n)")).collect();
        format!("{}:{said}", physical.name)
    });
    lines.collect::<Vec<_>>().join("/")
}

/// Labels of strings beyond eight bytes.
fn string_labels(variables: &[Variable<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for variable in variables.iter().filter(|v| v.width > 8 && !v.physical.labels.is_empty()) {
        counted(&mut out, &variable.physical.name);
        size(&mut out, variable.width);
        size(&mut out, variable.physical.labels.len());
        for (code, label) in &variable.physical.labels {
            size(&mut out, variable.width);
            padded(&mut out, code, variable.width);
            counted(&mut out, cut(label, VALUE_LABEL));
        }
    }
    out
}

/// Missing values of strings beyond eight bytes.
fn string_missing(variables: &[Variable<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for variable in variables.iter().filter(|v| v.width > 8 && !v.physical.reasons.is_empty()) {
        let codes = &variable.physical.reasons;
        counted(&mut out, &variable.physical.name);
        out.push(u8::try_from(codes.len().min(3)).unwrap_or(3));
        size(&mut out, 8);
        codes.iter().take(3).for_each(|code| padded(&mut out, code, 8));
    }
    out
}

fn counted(out: &mut Vec<u8>, text: &str) {
    size(out, text.len());
    out.extend_from_slice(text.as_bytes());
}
