use std::fmt;
use std::path::Path;

use crate::StatError;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated, UTF-8 with byte-order mark, RFC 4180 quoting.
    Csv,
    /// Office Open XML workbook with sheets for data, dictionary and notes.
    Xlsx,
    /// SPSS system file, UTF-8, bytecode-compressed.
    Sav,
    /// Stata 14 and newer (release 118), UTF-8.
    Dta,
    /// SAS transport version 5: names of 8 bytes, text of 200.
    Xpt5,
    /// SAS transport version 8: names of 32 bytes, text of 32,767.
    Xpt8,
    /// R workspace with a data frame, gzip.
    RData,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Csv, Self::Xlsx, Self::Sav, Self::Dta, Self::Xpt5, Self::Xpt8, Self::RData];

    /// The format a file's name stands for; `.xpt` is version 8.
    pub fn of(path: &Path) -> Result<Self, StatError> {
        let suffix = path.extension().and_then(|s| s.to_str()).unwrap_or_default().to_ascii_lowercase();
        match suffix.as_str() {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            "sav" => Ok(Self::Sav),
            "dta" => Ok(Self::Dta),
            "xpt" => Ok(Self::Xpt8),
            "rdata" | "rda" => Ok(Self::RData),
            _ => Err(StatError::Suffix(path.display().to_string())),
        }
    }

    /// Whether the file itself can carry the dictionary; else it goes in a file beside it.
    pub fn keeps_dictionary(self) -> bool {
        !matches!(self, Self::Csv | Self::Xpt5 | Self::Xpt8)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
            Self::Sav => "SPSS .sav",
            Self::Dta => "Stata .dta",
            Self::Xpt5 => "SAS .xpt version 5",
            Self::Xpt8 => "SAS .xpt version 8",
            Self::RData => "RData",
        })
    }
}
