use super::{NAMESTR, RECORD};
use crate::bytes::{cut, padded};
use crate::plan::{Form, Physical};
use crate::{Moment, Notes};

/// Bytes of a variable's cell.
pub(super) fn width(physical: &Physical, limit: usize) -> usize {
    match physical.form {
        Form::Text { bytes } => bytes.clamp(1, limit),
        _ => 8,
    }
}

/// Everything before the rows.
pub(super) fn records(plan: &[Physical], notes: &Notes, long: bool, created: Option<Moment>) -> Vec<u8> {
    let mut out = Vec::new();
    let time = created.map_or("01JAN60:00:00:00".to_owned(), stamp);
    let label = notes.lines().next().map(|(k, t)| format!("{k}: {t}")).unwrap_or_default();
    head(&mut out, if long { "LIBV8" } else { "LIBRARY" }, [0; 6]);
    ["SAS", "SAS", "SASLIB", "9.4", "Linux"].iter().for_each(|t| padded(&mut out, t, 8));
    padded(&mut out, "", 24);
    padded(&mut out, &time, 16);
    padded(&mut out, &time, RECORD);
    head(&mut out, if long { "MEMBV8" } else { "MEMBER" }, [0, 0, 0, 160, 0, NAMESTR]);
    head(&mut out, if long { "DSCPTV8" } else { "DSCRPTR" }, [0; 6]);
    padded(&mut out, "SAS", 8);
    padded(&mut out, "DATA", if long { 32 } else { 8 });
    ["SASDATA", "9.4", "Linux"].iter().for_each(|t| padded(&mut out, t, 8));
    padded(&mut out, "", if long { 0 } else { 24 });
    padded(&mut out, &time, 16);
    padded(&mut out, &time, 32);
    padded(&mut out, cut(&label, 40), 40);
    padded(&mut out, "", 8);
    head(&mut out, if long { "NAMSTV8" } else { "NAMESTR" }, [0, plan.len(), 0, 0, 0, 0]);
    let limit = if long { 32_767 } else { 200 };
    let mut place = 0;
    for (number, physical) in (1_u16..).zip(plan) {
        variable(&mut out, number, physical, width(physical, limit), place, long);
        place += width(physical, limit);
    }
    fill(&mut out);
    let labels: Vec<(u16, &Physical)> = (1..).zip(plan).filter(|(_, p)| long && p.label.len() > 40).collect();
    if !labels.is_empty() {
        head(&mut out, "LABELV8", [labels.len(), 0, 0, 0, 0, 0]);
        for (number, physical) in labels {
            let label = cut(&physical.label, 256);
            short(&mut out, number.into());
            short(&mut out, physical.name.len());
            short(&mut out, label.len());
            out.extend_from_slice(physical.name.as_bytes());
            out.extend_from_slice(label.as_bytes());
        }
        fill(&mut out);
    }
    head(&mut out, if long { "OBSV8" } else { "OBS" }, [0; 6]);
    out
}

fn head(out: &mut Vec<u8>, name: &str, numbers: [usize; 6]) {
    let numbers: String = numbers.iter().map(|n| format!("{n:05}")).collect();
    padded(out, &format!("HEADER RECORD*******{name:<8}HEADER RECORD!!!!!!!{numbers}"), RECORD);
}

fn variable(out: &mut Vec<u8>, number: u16, physical: &Physical, width: usize, place: usize, long: bool) {
    let (format, length, decimals) = match physical.form {
        Form::Date => ("DATE", 9, 0),
        Form::Moment { millis: false } => ("DATETIME", 20, 0),
        Form::Moment { millis: true } => ("DATETIME", 23, 3),
        _ => ("", 0, 0),
    };
    short(out, if physical.is_text() { 2 } else { 1 });
    short(out, 0);
    short(out, width);
    short(out, number.into());
    padded(out, cut(&physical.name, 8), 8);
    padded(out, cut(&physical.label, 40), 40);
    padded(out, format, 8);
    short(out, length);
    short(out, decimals);
    short(out, 0);
    out.extend_from_slice(&[0; 2]);
    padded(out, format, 8);
    short(out, length);
    short(out, decimals);
    out.extend_from_slice(&u32::try_from(place).unwrap_or(u32::MAX).to_be_bytes());
    if long {
        padded(out, &physical.name, 32);
        short(out, cut(&physical.label, 256).len());
        out.extend_from_slice(&[0; 18]);
    } else {
        out.extend_from_slice(&[0; 52]);
    }
}

fn short(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&u16::try_from(n).unwrap_or(u16::MAX).to_be_bytes());
}

/// Spaces to the end of the record.
fn fill(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(RECORD), b' ');
}

/// `22NOV26:09:26:31`.
fn stamp(moment: Moment) -> String {
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let ((year, month, day), (hour, minute, second, _)) = (moment.date().parts(), moment.time());
    let month = MONTHS.get(month as usize - 1).unwrap_or(&"JAN");
    format!("{day:02}{month}{:02}:{hour:02}:{minute:02}:{second:02}", year % 100)
}
