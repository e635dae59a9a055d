use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::gather::gather;
use crate::plan;
use crate::{Dictionary, Format, Moment, Report, StatError, Table};
use crate::{csv_file, dictionary, dta, rdata, sav, xlsx, xpt};

/// How a file is written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// When the file is made, for formats that say so; else 1970 or nothing.
    pub created: Option<Moment>,
    /// Where temporary files go; else where the system puts them.
    pub folder: Option<PathBuf>,
}

impl Table {
    /// Writes the table. What is written is complete only when this returns without error.
    ///
    /// # Errors
    /// [`StatError::Limit`] when the format has not room enough, [`StatError::Cell`] for a value it has no way to hold.
    pub fn write<W: Write + Seek + Send>(
        &mut self,
        format: Format,
        options: &Options,
        out: &mut W,
    ) -> Result<Report, StatError> {
        let (plan, report) = plan::plan(self, format)?;
        let mut out = std::io::BufWriter::with_capacity(1 << 16, out);
        match format {
            Format::Csv => csv_file::write(self, &mut out)?,
            Format::Xlsx => xlsx::write(self, &plan, options.folder.as_deref(), &mut out)?,
            Format::Sav => sav::write(self, &plan, options.created, &mut out)?,
            Format::Dta => dta::write(self, &plan, options.created, &mut out)?,
            Format::Xpt5 | Format::Xpt8 => xpt::write(self, &plan, format, options.created, &mut out)?,
            Format::RData => rdata::write(self, &plan, &mut out)?,
        }
        out.flush().map_err(StatError::io("write the file"))?;
        Ok(report)
    }

    /// The dictionary that belongs beside a file of this format: labels, types, values, and the names in the file.
    pub fn dictionary(&mut self, format: Format) -> Result<Vec<u8>, StatError> {
        let (plan, _) = plan::plan(self, format)?;
        Ok(dictionary::csv(self.columns(), &plan, self.notes()))
    }
}

/// Reads a table. CSV and `.xpt` files need the dictionary that was written beside them, else their columns are taken as they
/// look: texts, numbers, dates. The other formats have it in them when they are our own.
///
/// Texts in `.sav` and `.xpt` files lose spaces at their end, as these formats pad with spaces.
///
/// # Errors
/// [`StatError::WriteOnly`] for RData.
pub fn read<R: Read + Seek>(
    format: Format,
    input: R,
    dictionary: Option<&Dictionary>,
    folder: Option<&Path>,
) -> Result<Table, StatError> {
    match format {
        Format::Csv => csv_file::read(input, dictionary, folder),
        Format::Sav => gather(&mut sav::File::open(input)?, dictionary, folder),
        Format::Dta => gather(&mut dta::File::open(input)?, dictionary, folder),
        Format::Xpt5 | Format::Xpt8 => gather(&mut xpt::File::open(input)?, dictionary, folder),
        Format::Xlsx => {
            let mut file = xlsx::File::open(input)?;
            let own = file.dictionary.take();
            gather(&mut file, dictionary.or(own.as_ref()), folder)
        }
        Format::RData => Err(StatError::WriteOnly(format)),
    }
}
