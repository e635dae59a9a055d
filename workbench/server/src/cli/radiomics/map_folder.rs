//! The folder that feature maps go to: all of them appear, or none.

use std::path::{Path, PathBuf};

use radiomics::FeatureMap;
use rayon::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::AppError;

/// What the maps are and how they were computed; written last.
const LIST: &str = "maps.json";

/// Maps on their way into a folder.
pub struct MapFolder {
    place: PathBuf,
    /// Whether the folder was made here.
    made: bool,
    /// Holds finished maps until all are; gone with everything in it when work stops.
    waiting: Option<TempDir>,
    /// Files of maps that were there before.
    before: Vec<String>,
    written: Vec<Value>,
}

impl MapFolder {
    /// # Errors
    /// When it cannot be made, or has maps and `overwrite` is not said.
    pub fn open(place: &Path, names: &[String], overwrite: bool) -> Result<Self, AppError> {
        let within = |error: std::io::Error| AppError::from(error).within(&place.display().to_string());
        if place.exists() && !place.is_dir() {
            let place = place.display();
            return Err(AppError::bad(format!("{place} is a file; --output takes a folder"))
                .zh(format!("{place} 是文件；--output 须为文件夹")));
        }
        let before = before(place);
        let taken = before.iter().cloned().chain(names.iter().map(|name| file(name)));
        let taken = taken.chain([LIST.to_owned()]).find(|name| place.join(name).exists());
        if let Some(taken) = taken.filter(|_| !overwrite) {
            let place = place.display();
            return Err(AppError::bad(format!(
                "{place} has maps already ({taken}); choose another folder or say --overwrite"
            ))
            .zh(format!("{place} 中已有特征图（{taken}）；请换一个文件夹，或加 --overwrite 覆盖")));
        }
        let made = !place.exists();
        std::fs::create_dir_all(place).map_err(within)?;
        let waiting = tempfile::Builder::new().prefix(".maps.").tempdir_in(place).map_err(within)?;
        let place = place.to_owned();
        Ok(Self { place, made, waiting: Some(waiting), before, written: Vec::new() })
    }

    /// Takes finished maps.
    pub fn add(&mut self, maps: &[FeatureMap], crop: bool) -> Result<(), AppError> {
        let Some(waiting) = &self.waiting else { return Ok(()) };
        let write = |map: &FeatureMap| {
            let part = map.to_cropped();
            let path = waiting.path().join(file(&map.name));
            let (grid, first) = if crop { (&part.geometry, [0; 3]) } else { (map.grid(), map.first()) };
            imaging::nifti::write_within(&path, grid, first, &part, map.outside())
        };
        maps.par_iter().try_for_each(write)?;
        self.written.extend(maps.iter().map(|map| {
            let missing = map.values.iter().filter(|value| value.is_nan()).count();
            json!({"name": map.name, "file": file(&map.name), "voxels": map.values.len(), "undefined": missing})
        }));
        Ok(())
    }

    /// Puts all maps and the list of them in their place.
    pub fn finish(mut self, settings: Value) -> Result<(), AppError> {
        let Some(waiting) = self.waiting.take() else { return Ok(()) };
        // No list ever names maps that it does not describe.
        for old in [LIST].into_iter().chain(self.before.iter().map(String::as_str)) {
            let _ = std::fs::remove_file(self.place.join(old));
        }
        for map in &self.written {
            let name = map["file"].as_str().unwrap_or_default();
            std::fs::rename(waiting.path().join(name), self.place.join(name))?;
        }
        let list = json!({"settings": settings, "maps": self.written});
        Ok(imaging::write_file(&self.place.join(LIST), format!("{list:#}\n").as_bytes())?)
    }
}

impl Drop for MapFolder {
    fn drop(&mut self) {
        if self.waiting.take().is_some() && self.made {
            // Only when it is empty.
            let _ = std::fs::remove_dir(&self.place);
        }
    }
}

fn file(name: &str) -> String {
    format!("{name}.nii.gz")
}

/// Files of the maps that a list in the folder names.
fn before(place: &Path) -> Vec<String> {
    let list: Option<Value> =
        std::fs::read(place.join(LIST)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let maps = list.as_ref().and_then(|list| list["maps"].as_array());
    let names = maps.into_iter().flatten().filter_map(|map| map["file"].as_str());
    // A name alone: nothing outside the folder.
    names
        .filter(|name| Path::new(name).file_name().is_some_and(|alone| alone == *name))
        .map(Into::into)
        .collect()
}
