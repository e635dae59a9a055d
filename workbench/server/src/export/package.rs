//! The zip file of a package: the same files give the same bytes.

use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use workbench_core::Code;
use workbench_store::PackageFile;

use crate::AppError;
use crate::work::Tick;

/// A folder in which a package is made, gone when dropped.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A new folder under `parent`; what a build that was killed left there for this request goes.
    pub fn new(parent: &Path, request: &str) -> Result<Self, AppError> {
        std::fs::create_dir_all(parent)?;
        let prefix = format!("export-{request}-");
        for entry in std::fs::read_dir(parent)?.flatten() {
            let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(&prefix));
            let age =
                entry.metadata().and_then(|found| found.modified()).ok().and_then(|at| at.elapsed().ok());
            // a younger one may be another worker's
            if ours && age.is_some_and(|age| age.as_secs() > 3_600) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        Ok(Self(tempfile::Builder::new().prefix(&prefix).tempdir_in(parent)?))
    }

    /// Where the files lie that go into the package.
    pub fn content(&self) -> Result<PathBuf, AppError> {
        let path = self.0.path().join("content");
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Puts every file of the content and `hashes.txt` into `package.zip`; answers the zip file and its files.
    pub fn zip(&self, tick: &Tick) -> Result<(PathBuf, Vec<PackageFile>), AppError> {
        let content = self.content()?;
        let mut names = Vec::new();
        list(&content, &content, &mut names)?;
        names.sort();
        let path = self.0.path().join("package.zip");
        let mut zip = zip::ZipWriter::new(std::io::BufWriter::new(std::fs::File::create(&path)?));
        let mut files = Vec::new();
        let mut hashes = String::new();
        tick.stage("打包 packing", names.len());
        for name in names {
            tick.step()?;
            let mut file = std::fs::File::open(content.join(&name))?;
            let (sha256, size) = hash(&mut file)?;
            hashes.push_str(&format!("{sha256}  {name}\n"));
            zip.start_file(name.as_str(), options(size)).map_err(broken)?;
            std::io::copy(&mut file, &mut zip)?;
            files.push(PackageFile { name, size, sha256 });
        }
        zip.start_file("hashes.txt", options(0)).map_err(broken)?;
        zip.write_all(hashes.as_bytes())?;
        let sha256 = workbench_core::Digest::of(hashes.as_bytes()).to_string();
        files.push(PackageFile { name: "hashes.txt".to_owned(), size: hashes.len() as u64, sha256 });
        let mut file = zip.finish().map_err(broken)?;
        file.flush()?;
        Ok((path, files))
    }
}

/// No clock in the archive: its bytes depend on its content alone.
fn options(size: u64) -> zip::write::SimpleFileOptions {
    zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .large_file(size > 0xfff0_0000)
}

fn broken(error: zip::result::ZipError) -> AppError {
    AppError::new(Code::Failure, format!("the package cannot be written: {error}"))
}

/// Every file below a folder, by its name from the root with `/` between.
fn list(root: &Path, folder: &Path, names: &mut Vec<String>) -> Result<(), AppError> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, names)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            names.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

fn hash(file: &mut std::fs::File) -> Result<(String, u64), AppError> {
    let (mut sum, mut buffer, mut size) = (Sha256::new(), vec![0; 1 << 16], 0);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        sum.update(buffer.get(..read).unwrap_or_default());
        size += read as u64;
    }
    file.rewind()?;
    Ok((workbench_core::Digest::from(<[u8; 32]>::from(sum.finalize())).to_string(), size))
}
