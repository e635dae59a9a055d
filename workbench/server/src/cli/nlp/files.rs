//! Streams of lines: read and written piece by piece; a file appears whole or not at all.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::AppError;

/// Opens both ends. Output goes to a file beside the target, which takes its
/// place at the end, so that the target is whole or untouched.
pub fn convert(
    input: &Path,
    output: &Path,
    work: impl FnOnce(Box<dyn BufRead>, &mut dyn Write) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let reader: Box<dyn BufRead> = if input.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(input).map_err(|error| at(input, error))?))
    };
    if output.as_os_str() == "-" {
        return work(reader, &mut BufWriter::new(std::io::stdout().lock()));
    }
    // a device or a pipe is written to, never replaced
    if std::fs::metadata(output).is_ok_and(|known| !known.is_file()) {
        let end = File::options().write(true).open(output).map_err(|error| at(output, error))?;
        return work(reader, &mut BufWriter::new(end));
    }
    let name = output.file_name().ok_or_else(|| AppError::bad("--output names no file"))?;
    let part =
        Part(output.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id())));
    let mut writer = BufWriter::new(File::create(&part.0).map_err(|error| at(output, error))?);
    work(reader, &mut writer)?;
    let file = writer.into_inner().map_err(|error| at(output, error.into_error()))?;
    file.sync_all().map_err(|error| at(output, error))?;
    std::fs::rename(&part.0, output).map_err(|error| at(output, error))
}

/// A file that goes unless it was renamed.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn at(path: &Path, error: std::io::Error) -> AppError {
    AppError::from(error).within(&path.display().to_string())
}
