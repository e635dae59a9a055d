//! Content-addressed objects: the name of an object is the SHA-256 of its bytes.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::Digest as _;
use workbench_core::Digest;

use crate::{Result, StoreError};

/// Objects in a local folder, `ab/cd/<sha256>`.
#[derive(Clone)]
pub struct Objects {
    root: PathBuf,
}

impl Objects {
    /// Opens or makes the folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn open(root: &Path) -> Result<Self> {
        tokio::fs::create_dir_all(root).await.map_err(|source| failed(root, source))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Where an object lies.
    pub fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        self.root.join(&name[..2]).join(&name[2..4]).join(&name)
    }

    /// Keeps `bytes`: temp file → fsync → rename. Keeping them again is free.
    ///
    /// # Errors
    /// When the folder cannot be written, a full disk among the reasons.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Digest> {
        let this = self.clone();
        on_thread(move || this.put_blocking(&bytes)).await
    }

    /// [`put`](Self::put) for code that is on a thread of its own.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub fn put_blocking(&self, bytes: &[u8]) -> Result<Digest> {
        let digest = Digest::of(bytes);
        let path = self.path(digest);
        let known = std::fs::metadata(&path).is_ok_and(|found| found.len() == bytes.len() as u64);
        if !known {
            write_durably_blocking(&path, bytes).map_err(|source| failed(&path, source))?;
        }
        Ok(digest)
    }

    /// Keeps a file's content without holding it in memory; answers its digest and length.
    ///
    /// # Errors
    /// When the file cannot be read or the folder not written.
    pub async fn put_file(&self, file: PathBuf) -> Result<(Digest, u64)> {
        let this = self.clone();
        on_thread(move || this.put_file_blocking(&file).map_err(|source| failed(&file, source))).await
    }

    fn put_file_blocking(&self, file: &Path) -> std::io::Result<(Digest, u64)> {
        let (digest, size) = measure(&mut std::fs::File::open(file)?)?;
        let path = self.path(digest);
        if std::fs::metadata(&path).is_ok_and(|found| found.len() == size) {
            return Ok((digest, size));
        }
        let mut from = std::fs::File::open(file)?;
        durably(
            &path,
            false,
            |to| std::io::copy(&mut from, to).map(drop),
            |temp, path| {
                let same = measure(&mut std::fs::File::open(temp)?)? == (digest, size);
                if same {
                    std::fs::rename(temp, path)
                } else {
                    Err(std::io::Error::other("the file changed meanwhile"))
                }
            },
        )?;
        Ok((digest, size))
    }

    /// A large object as an open file, its content verified first.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub async fn open_verified(&self, digest: Digest) -> Result<std::fs::File> {
        let path = self.path(digest);
        on_thread(move || {
            let found = (|| {
                use std::io::Seek as _;
                let mut file = std::fs::File::open(&path)?;
                let (content, _) = measure(&mut file)?;
                file.rewind()?;
                Ok((file, content))
            })();
            let (file, content) = found.map_err(|source| failed(&path, source))?;
            if content == digest { Ok(file) } else { Err(StoreError::Damaged(digest.to_string())) }
        })
        .await
    }

    /// The bytes of an object, verified against its name.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub async fn get(&self, digest: Digest) -> Result<Vec<u8>> {
        let this = self.clone();
        on_thread(move || this.get_blocking(digest)).await
    }

    /// [`get`](Self::get) for code that is on a thread of its own.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn get_blocking(&self, digest: Digest) -> Result<Vec<u8>> {
        let path = self.path(digest);
        let bytes = std::fs::read(&path).map_err(|source| failed(&path, source))?;
        if Digest::of(&bytes) == digest { Ok(bytes) } else { Err(StoreError::Damaged(digest.to_string())) }
    }
}

fn failed(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::Object { path: path.display().to_string(), source }
}

pub(crate) async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::Conflict(format!("the task was stopped: {error}"))))
}

/// Makes a file that its owner alone may read, unless it is there already.
pub(crate) async fn create_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let (path, bytes) = (path.to_owned(), bytes.to_owned());
    tokio::task::spawn_blocking(move || durably(&path, true, |file| file.write_all(&bytes), create))
        .await
        .unwrap_or_else(|error| Err(std::io::Error::other(error)))
}

/// A link, unlike a rename, never takes the place of a file. File systems
/// without links get the rename.
fn create(temp: &Path, path: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(temp, path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => std::fs::rename(temp, path),
        _ => std::fs::remove_file(temp),
    }
}

fn write_durably_blocking(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    durably(path, false, |file| file.write_all(bytes), |temp, path| std::fs::rename(temp, path))
}

/// Digest and length of what is left to read of a file.
fn measure(file: &mut std::fs::File) -> std::io::Result<(Digest, u64)> {
    let mut sum = sha2::Sha256::new();
    let size = std::io::copy(file, &mut sum)?;
    Ok((Digest::from(<[u8; 32]>::from(sum.finalize())), size))
}

/// Temp file beside the target, `fill`, fsync, `place`, fsync of the folder: after a
/// crash the file is whole or absent.
fn durably(
    path: &Path,
    private: bool,
    fill: impl FnOnce(&mut std::fs::File) -> std::io::Result<()>,
    place: impl Fn(&Path, &Path) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let folder = path.parent().ok_or_else(|| std::io::Error::other("no folder"))?;
    std::fs::create_dir_all(folder)?;
    let temp = folder.join(format!(".{}.tmp", uuid::Uuid::new_v4()));
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(not(unix))]
    let _ = private;
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let written = (|| {
        let mut file = options.open(&temp)?;
        fill(&mut file)?;
        file.sync_all()?;
        place(&temp, path)?;
        std::fs::File::open(folder)?.sync_all()
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temp);
    }
    written
}
