//! Content-addressed objects: the name of an object is the SHA-256 of its bytes.

use std::path::{Path, PathBuf};

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

async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::Conflict(format!("the task was stopped: {error}"))))
}

/// Makes a file that its owner alone may read, unless it is there already.
pub(crate) async fn create_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let (path, bytes) = (path.to_owned(), bytes.to_owned());
    tokio::task::spawn_blocking(move || durably(&path, &bytes, true, create))
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
    durably(path, bytes, false, |temp, path| std::fs::rename(temp, path))
}

/// Temp file beside the target, fsync, `place`, fsync of the folder: after a
/// crash the file is whole or absent.
fn durably(
    path: &Path,
    bytes: &[u8],
    private: bool,
    place: impl Fn(&Path, &Path) -> std::io::Result<()>,
) -> std::io::Result<()> {
    use std::io::Write as _;
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
        file.write_all(bytes)?;
        file.sync_all()?;
        place(&temp, path)?;
        std::fs::File::open(folder)?.sync_all()
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temp);
    }
    written
}
