use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::{Dictionary, Format, Notes, Options, Report, StatError, Table, csv_file};

/// Writes a CSV table in the format of `output`'s name, or in the one given. `output` appears when it is complete, beside it
/// `OUTPUT.dictionary.csv` when the format cannot carry the dictionary; the paths of both are returned with the report.
pub fn convert(
    input: &Path,
    dictionary: &Path,
    output: &Path,
    format: Option<Format>,
    options: &Options,
    notes: &Notes,
) -> Result<(Report, Vec<PathBuf>), StatError> {
    let format = format.map_or_else(|| Format::of(output), Ok)?;
    let dictionary = open(dictionary).and_then(Dictionary::read).map_err(StatError::within(dictionary))?;
    let mut table = open(input)
        .and_then(|file| csv_file::read(file, Some(&dictionary), options.folder.as_deref()))
        .map_err(StatError::within(input))?;
    for (key, text) in notes.lines() {
        table.notes_mut().add(key, text);
    }
    let (mut report, files) = save(&mut table, output, format, options).map_err(StatError::within(output))?;
    for column in dictionary.columns.iter().filter(|d| table.columns().iter().all(|c| c.key != d.key)) {
        report.change(column, "is in the dictionary and not in the table");
    }
    Ok((report, files))
}

/// Writes a table to a path, as [`convert`] does.
pub fn save(
    table: &mut Table,
    output: &Path,
    format: Format,
    options: &Options,
) -> Result<(Report, Vec<PathBuf>), StatError> {
    let mut files = Vec::new();
    if !format.keeps_dictionary() {
        let bytes = table.dictionary(format)?;
        let mut name = output.as_os_str().to_owned();
        name.push(".dictionary.csv");
        whole(Path::new(&name), |file| {
            file.write_all(&bytes).map_err(StatError::io("write the dictionary beside the file"))
        })?;
        files.push(PathBuf::from(name));
    }
    let report = whole(output, |file| table.write(format, options, file))?;
    files.insert(0, output.to_owned());
    Ok((report, files))
}

/// Makes a file under another name in the same folder and gives it its name when it is complete.
fn whole<T>(path: &Path, body: impl FnOnce(&mut File) -> Result<T, StatError>) -> Result<T, StatError> {
    let io = StatError::io("write the file");
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".part-").tempfile_in(folder).map_err(&io)?;
    let done = body(file.as_file_mut())?;
    file.as_file().sync_all().map_err(&io)?;
    file.persist(path).map_err(|e| io(e.error))?;
    Ok(done)
}

fn open(path: &Path) -> Result<File, StatError> {
    File::open(path).map_err(StatError::io("open the file"))
}
