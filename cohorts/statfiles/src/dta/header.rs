//! Sections before the rows, and the value labels after them.

use super::missing::{self, Store};
use crate::bytes::{cut, int, zeroed};
use crate::plan::{Form, Physical};
use crate::{Column, Moment, Notes, dictionary};

/// Bytes of the fields for names, formats, labels.
const NAME: usize = 129;
const FORMAT: usize = 57;
const LABEL: usize = 321;

/// Places of the sections in the file, as the map gives them.
#[derive(Default)]
pub(super) struct Map(pub Vec<u64>);

/// Everything up to the rows; the map in it holds zeros, at the place returned.
pub(super) fn sections(
    plan: &[Physical],
    columns: &[Column],
    notes: &Notes,
    rows: u64,
    created: Option<Moment>,
    map: &mut Map,
) -> (Vec<u8>, u64) {
    let wide = plan.len() > 32_767;
    let mut out = Vec::new();
    map.0.push(0);
    out.extend_from_slice(b"<stata_dta><header><release>");
    out.extend_from_slice(if wide { b"119" } else { b"118" });
    out.extend_from_slice(b"</release><byteorder>LSF</byteorder><K>");
    if wide {
        crate::bytes::size(&mut out, plan.len());
    } else {
        out.extend_from_slice(&u16::try_from(plan.len()).unwrap_or(u16::MAX).to_le_bytes());
    }
    out.extend_from_slice(b"</K><N>");
    out.extend_from_slice(&rows.to_le_bytes());
    out.extend_from_slice(b"</N><label>\0\0</label><timestamp>");
    let time = created.map(timestamp).unwrap_or_default();
    out.push(u8::try_from(time.len()).unwrap_or(0));
    out.extend_from_slice(time.as_bytes());
    out.extend_from_slice(b"</timestamp></header>");
    map.0.push(out.len() as u64);
    out.extend_from_slice(b"<map>");
    let place = out.len() as u64;
    out.resize(out.len() + 14 * 8, 0);
    out.extend_from_slice(b"</map>");
    let mut section = |out: &mut Vec<u8>, name: &str, body: &mut dyn FnMut(&mut Vec<u8>)| {
        map.0.push(out.len() as u64);
        out.extend_from_slice(format!("<{name}>").as_bytes());
        body(out);
        out.extend_from_slice(format!("</{name}>").as_bytes());
    };
    section(&mut out, "variable_types", &mut |out| {
        plan.iter().for_each(|p| out.extend_from_slice(&Store::of(p).code().to_le_bytes()));
    });
    section(&mut out, "varnames", &mut |out| plan.iter().for_each(|p| zeroed(out, &p.name, NAME)));
    section(&mut out, "sortlist", &mut |out| {
        let bytes = if wide { 4 } else { 2 };
        out.resize(out.len() + (plan.len() + 1) * bytes, 0);
    });
    section(&mut out, "formats", &mut |out| plan.iter().for_each(|p| zeroed(out, &format(p), FORMAT)));
    section(&mut out, "value_label_names", &mut |out| {
        for physical in plan {
            let labelled = !labels(physical, columns).is_empty();
            zeroed(out, if labelled { &physical.name } else { "" }, NAME);
        }
    });
    section(&mut out, "variable_labels", &mut |out| {
        plan.iter().for_each(|p| zeroed(out, label(&p.label), LABEL));
    });
    section(&mut out, "characteristics", &mut |out| characteristics(out, plan, columns, notes));
    (out, place)
}

/// Codes with labels: choices, and the letters of missing values.
pub(super) fn labels<'a>(physical: &'a Physical, columns: &'a [Column]) -> Vec<(i32, &'a str)> {
    if physical.is_text() {
        return Vec::new();
    }
    let own = physical.labels.iter().filter_map(|(code, text)| Some((code.parse().ok()?, text.as_str())));
    let missing = columns.get(physical.source).map_or(&[][..], |c| c.missing.as_slice());
    let letters = (1..).map(|n| missing::integer(Store::Long, n));
    own.chain(letters.zip(missing.iter().map(|m| m.text.as_str()))).collect()
}

/// The section of value labels.
pub(super) fn value_labels(plan: &[Physical], columns: &[Column]) -> Vec<u8> {
    let mut out = b"<value_labels>".to_vec();
    for physical in plan {
        let labels = labels(physical, columns);
        if labels.is_empty() {
            continue;
        }
        let (mut places, mut codes, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        for (code, text) in &labels {
            crate::bytes::size(&mut places, texts.len());
            int(&mut codes, *code);
            texts.extend_from_slice(text.as_bytes());
            texts.push(0);
        }
        out.extend_from_slice(b"<lbl>");
        crate::bytes::size(&mut out, 8 + places.len() + codes.len() + texts.len());
        zeroed(&mut out, &physical.name, NAME);
        out.extend_from_slice(&[0; 3]);
        crate::bytes::size(&mut out, labels.len());
        crate::bytes::size(&mut out, texts.len());
        out.extend_from_slice(&places);
        out.extend_from_slice(&codes);
        out.extend_from_slice(&texts);
        out.extend_from_slice(b"</lbl>");
    }
    out.extend_from_slice(b"</value_labels>");
    out
}

fn characteristics(out: &mut Vec<u8>, plan: &[Physical], columns: &[Column], notes: &Notes) {
    let mut put = |owner: &str, name: &str, text: &str| {
        out.extend_from_slice(b"<ch>");
        crate::bytes::size(out, 2 * NAME + text.len() + 1);
        zeroed(out, owner, NAME);
        zeroed(out, name, NAME);
        out.extend_from_slice(text.as_bytes());
        out.push(0);
        out.extend_from_slice(b"</ch>");
    };
    let lines: Vec<String> = notes.lines().map(|(k, t)| format!("{k}: {t}")).collect();
    if !lines.is_empty() {
        put("_dta", "note0", &lines.len().to_string());
    }
    for (n, line) in (1..).zip(&lines) {
        put("_dta", &format!("note{n}"), line);
    }
    for (row, physical) in dictionary::rows(columns, plan).iter().zip(plan) {
        for (name, text) in dictionary::HEADER.iter().zip(row) {
            if !text.is_empty() && *name != "name" {
                put(&physical.name, name, text);
            }
        }
    }
}

fn format(physical: &Physical) -> String {
    match physical.form {
        Form::Date => "%tdCCYY-NN-DD".to_owned(),
        Form::Moment { .. } => "%tc".to_owned(),
        Form::Decimal => "%10.0g".to_owned(),
        Form::Whole { .. } | Form::YesNo => "%12.0g".to_owned(),
        Form::Text { bytes } if bytes > super::STR => "%9s".to_owned(),
        Form::Text { bytes } => format!("%{}s", bytes.max(1)),
    }
}

/// At most 80 characters, which take up to 320 bytes.
fn label(text: &str) -> &str {
    let end = text.char_indices().nth(80).map_or(text.len(), |(end, _)| end);
    cut(text, end)
}

/// `22 Nov 2026 09:26`.
fn timestamp(moment: Moment) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let ((year, month, day), (hour, minute, _, _)) = (moment.date().parts(), moment.time());
    let month = MONTHS.get(month as usize - 1).unwrap_or(&"Jan");
    format!("{day:02} {month} {year:04} {hour:02}:{minute:02}")
}
