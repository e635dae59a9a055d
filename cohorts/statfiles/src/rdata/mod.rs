//! R workspaces: `load()` gives the data frame `data`, the data frame `dictionary`, and `notes` if there are any.
//!
//! The layout is that of "R Internals", section "Serialization Formats", and of "R Data Import/Export": version 2 in
//! big-endian binary, gzip. Dates are `Date`, moments `POSIXct` in UTC, choices factors, yes/no logical; labels are the
//! attributes `label` and `units`. R knows one missing value: why a value is missing is a factor of its own.

mod columns;
mod node;

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::plan::Physical;
use crate::{Format, StatError, Table, dictionary};
use node::Writer;

pub(crate) fn write(table: &mut Table, plan: &[Physical], out: &mut impl Write) -> Result<(), StatError> {
    let io = StatError::io("write the file");
    let rows = i32::try_from(table.len()).map_err(|_| {
        StatError::limit(Format::RData, format!("{} rows, at most {}", table.len(), i32::MAX))
    })?;
    let mut out = Writer::new(GzEncoder::new(out, Compression::fast())).map_err(&io)?;
    out.bind("data").map_err(&io)?;
    out.frame(plan.len()).map_err(&io)?;
    for physical in plan {
        columns::write(table, physical, rows, &mut out)?;
    }
    let names: Vec<&str> = plan.iter().map(|p| p.name.as_str()).collect();
    out.frame_end(&names, rows).map_err(&io)?;

    let lines = dictionary::rows(table.columns(), plan);
    out.bind("dictionary").map_err(&io)?;
    out.frame(dictionary::HEADER.len()).map_err(&io)?;
    for place in 0..dictionary::HEADER.len() {
        let cells: Vec<&str> = lines.iter().filter_map(|l| l.get(place)).map(String::as_str).collect();
        out.strings(&cells).map_err(&io)?;
    }
    let count = i32::try_from(lines.len()).unwrap_or(i32::MAX);
    out.frame_end(&dictionary::HEADER, count).map_err(&io)?;

    if !table.notes().is_empty() {
        let lines: Vec<String> = table.notes().lines().map(|(k, t)| format!("{k}: {t}")).collect();
        out.bind("notes").map_err(&io)?;
        out.strings(&lines.iter().map(String::as_str).collect::<Vec<_>>()).map_err(&io)?;
    }
    out.end().map_err(&io)?;
    out.into_inner().finish().map(drop).map_err(io)
}
