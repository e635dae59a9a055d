//! SAS transport files, versions 5 and 8.
//!
//! The layout is that of SAS technical note TS-140 ("The record layout of a data set in SAS transport format", and its second
//! part for version 8): records of 80 bytes, a description of 140 bytes a variable, rows without separators. Numbers are IBM
//! hexadecimal doubles. Neither version says its encoding: texts are UTF-8, as a SAS session with `encoding=utf8` reads them.

mod header;
mod ibm;
mod read;
mod write;

pub(crate) use read::File;
pub(crate) use write::write;

/// Bytes of a record.
const RECORD: usize = 80;
/// Bytes of a variable's description.
const NAMESTR: usize = 140;
/// Days from 1960-01-01 to 1970-01-01.
const EPOCH: f64 = 3653.0;
/// Seconds of a day.
const DAY: f64 = 86_400.0;
