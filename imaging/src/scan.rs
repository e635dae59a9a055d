//! Everything that lies under a path: files, folders, zip archives.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;
use zip::ZipArchive;

use crate::dicom::charset::Charset;
use crate::error::{ImagingError, Result};

/// A single file, on disk or in an archive, may not be larger: 2 GiB.
pub const MAX_FILE_BYTES: u64 = 1 << 31;
/// An archive may not unfold to more than this many times its own size …
const MAX_RATIO: u64 = 200;
/// … unless it stays under this.
const RATIO_FREE: u64 = 1 << 26;
/// Entries of one archive.
const MAX_ENTRIES: usize = 1_000_000;

/// One file found by [`scan`].
#[derive(Debug)]
pub struct Found {
    /// Path relative to the scanned folder, with `/`; inside an archive
    /// `archive.zip!/inner/name`.
    pub name: String,
    /// The content; an error names the file and does not end the scan.
    pub bytes: Result<Vec<u8>>,
}

/// Reads every file under `path`, sorted by name, with any suffix or none.
/// Zip archives are recognised by their first bytes and read into memory entry
/// by entry; archives inside archives are left as files.
///
/// `visit` is given one file at a time and ends the scan by returning `false`.
///
/// # Errors
/// When `path` itself cannot be read. A file that cannot be read is given to
/// `visit` with its error.
pub fn scan(path: &Path, visit: &mut dyn FnMut(Found) -> bool) -> Result<()> {
    std::fs::metadata(path).map_err(|error| ImagingError::io(path, error))?;
    for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
        let more = match entry {
            Ok(entry) if entry.file_type().is_file() => {
                scan_file(&relative(path, entry.path()), entry.path(), visit)
            }
            Ok(_) => true,
            Err(error) => {
                let at = error.path().map(Path::to_owned).unwrap_or_else(|| PathBuf::from(path));
                let name = relative(path, &at);
                let source =
                    error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links"));
                visit(Found { name, bytes: Err(ImagingError::Io { path: at, source }) })
            }
        };
        if !more {
            return Ok(());
        }
    }
    Ok(())
}

/// Names every file under `path`, archives not opened, with its size in bytes.
///
/// # Errors
/// When `path` or a folder below it cannot be read.
pub fn list(path: &Path) -> Result<Vec<(PathBuf, u64)>> {
    std::fs::metadata(path).map_err(|error| ImagingError::io(path, error))?;
    let mut files = Vec::new();
    for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let at = error.path().unwrap_or(path).to_owned();
            let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links"));
            ImagingError::Io { path: at, source }
        })?;
        if entry.file_type().is_file() {
            let size = entry.metadata().map_or(0, |meta| meta.len());
            files.push((entry.into_path(), size));
        }
    }
    Ok(files)
}

/// Reads one file that [`list`] named, as [`scan`] would: the file itself or,
/// for a zip archive, its entries. Returns `false` when `visit` did.
pub fn scan_file(name: &str, path: &Path, visit: &mut dyn FnMut(Found) -> bool) -> bool {
    let is_zip = File::open(path).and_then(|mut file| {
        let mut head = [0; 4];
        file.read_exact(&mut head).map(|()| head == *b"PK\x03\x04")
    });
    if !matches!(is_zip, Ok(true)) {
        return visit(Found { name: name.to_owned(), bytes: read_file(path) });
    }
    match File::open(path).map_err(|error| ImagingError::io(path, error)).and_then(|file| {
        let size = file.metadata().map_or(0, |meta| meta.len());
        ZipArchive::new(std::io::BufReader::new(file))
            .map(|archive| (archive, size))
            .map_err(|error| ImagingError::Zip(error.to_string()).within(name))
    }) {
        Ok((archive, size)) => scan_zip(name, archive, size, visit),
        Err(error) => visit(Found { name: name.to_owned(), bytes: Err(error) }),
    }
}

/// Reads the entries of a zip archive held in memory, as [`scan`] does.
/// Returns `false` when `visit` did.
///
/// # Errors
/// When the archive cannot be opened.
pub fn scan_zip_bytes(name: &str, bytes: &[u8], visit: &mut dyn FnMut(Found) -> bool) -> Result<bool> {
    let archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| ImagingError::Zip(error.to_string()).within(name))?;
    Ok(scan_zip(name, archive, bytes.len() as u64, visit))
}

/// Reads a file whole, within [`MAX_FILE_BYTES`].
///
/// # Errors
/// When it cannot be read or is too large.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    check_size(path)?;
    std::fs::read(path).map_err(|error| ImagingError::io(path, error))
}

/// Bytes of a file, within [`MAX_FILE_BYTES`].
pub(crate) fn check_size(path: &Path) -> Result<usize> {
    let size = std::fs::metadata(path).map_err(|error| ImagingError::io(path, error))?.len();
    if size > MAX_FILE_BYTES {
        return Err(too_large(&path.display().to_string()));
    }
    Ok(size as usize)
}

fn too_large(name: &str) -> ImagingError {
    ImagingError::TooLarge { what: format!("`{name}`"), limit: "2 GiB a file".into() }
}

fn scan_zip<R: Read + std::io::Seek>(
    name: &str,
    mut archive: ZipArchive<R>,
    packed: u64,
    visit: &mut dyn FnMut(Found) -> bool,
) -> bool {
    let mut budget = packed.saturating_mul(MAX_RATIO).max(RATIO_FREE);
    if archive.len() > MAX_ENTRIES {
        let error =
            ImagingError::TooLarge { what: format!("`{name}`"), limit: format!("{MAX_ENTRIES} entries") };
        return visit(Found { name: name.to_owned(), bytes: Err(error) });
    }
    for index in 0..archive.len() {
        let (inner, bytes) = match archive.by_index(index) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => {
                // Archives made on Chinese Windows name their entries in GBK.
                let inner = format!("{name}!/{}", Charset::default().decode(entry.name_raw()));
                let limit = budget.min(MAX_FILE_BYTES);
                let mut bytes = Vec::new();
                // The declared size is not believed: reading stops at the limit.
                let read = entry.take(limit + 1).read_to_end(&mut bytes);
                let result = match read {
                    Ok(_) if bytes.len() as u64 > limit => Err(ImagingError::TooLarge {
                        what: format!("`{inner}`"),
                        limit: format!("{MAX_RATIO} times the size of its archive, 2 GiB a file"),
                    }),
                    Ok(_) => Ok(bytes),
                    Err(error) => Err(ImagingError::Zip(error.to_string()).within(inner.clone())),
                };
                (inner, result)
            }
            Err(error) => {
                let inner = format!("{name}!/entry {}", index + 1);
                (inner.clone(), Err(ImagingError::Zip(error.to_string()).within(inner)))
            }
        };
        let used = bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        let stop = matches!(bytes, Err(ImagingError::TooLarge { .. }));
        budget = budget.saturating_sub(used);
        if !visit(Found { name: inner, bytes }) {
            return false;
        }
        if stop {
            break;
        }
    }
    true
}

fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).ok().filter(|inner| !inner.as_os_str().is_empty());
    let shown = inner.unwrap_or_else(|| path.file_name().map_or(path, Path::new));
    let parts: Vec<_> = shown.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
