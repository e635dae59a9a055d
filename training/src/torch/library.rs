//! The shared library: where it lies, and opening it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use libloading::{Library, library_filename};

use super::call::Entry;
use crate::error::{Result, TrainingError};

/// Name of the library's function; another version has another.
pub const ENTRY: &str = concat!("training_torch_", env!("CARGO_PKG_VERSION"));

static LIBRARY: OnceLock<Library> = OnceLock::new();

/// The library's function. The library is opened once and never closed: its
/// threads outlive a call.
#[expect(
    unsafe_code,
    reason = "the library is built with this crate, and the symbol's name holds its version"
)]
pub(super) fn entry() -> Result<Entry> {
    let failed = |error: String| TrainingError::Torch(error);
    let library = match LIBRARY.get() {
        Some(library) => library,
        None => {
            let path = find()?;
            let opened = unsafe { Library::new(&path) };
            let opened = opened.map_err(|error| failed(format!("{}: {error}", path.display())))?;
            LIBRARY.get_or_init(|| opened)
        }
    };
    let symbol = unsafe { library.get::<Entry>(ENTRY.as_bytes()) };
    symbol.map(|entry| *entry).map_err(|error| failed(format!("the library is of another version: {error}")))
}

/// Beside the program, or where it was built. Cargo renews the one in `deps`
/// with every program, a copy beside the program only when asked to.
fn find() -> Result<PathBuf> {
    let program = std::env::current_exe().ok();
    let here = program.as_deref().and_then(Path::parent).map(Path::to_owned);
    let folders = here.into_iter().chain([PathBuf::from(env!("BUILT_IN"))]);
    let name = library_filename("training_torch");
    let mut places =
        folders.flat_map(|folder| ["deps", ".", "../lib"].map(|below| folder.join(below).join(&name)));
    places.find(|path| path.is_file()).ok_or_else(|| {
        let name = name.display();
        TrainingError::Torch(format!(
            "{name} is neither beside the program nor where it was built; copy it there"
        ))
    })
}
