//! Filtered images: response maps that are measured like the image itself.

use serde_json::Value;

use super::Family;
use super::prepare::Prepared;
use crate::error::{RadiomicsError, Result};
use crate::response::{Field, Spec};
use crate::settings::yaml::bad;

/// Longest name of a filtered image.
const LONGEST: usize = 64;

/// A filter whose response map is measured; its name is the prefix of the tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    name: String,
    spec: Spec,
    /// The filter as its file says it.
    content: Value,
}

impl Filtered {
    /// A filter from what a filter file holds ([`response`](crate::response)).
    ///
    /// # Errors
    /// When the name is none, or the filter cannot be used; the error names the
    /// filtered image and the key.
    pub fn new(name: &str, content: &Value) -> Result<Self> {
        let key = format!("imageType.{name}");
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if name.is_empty() || name.len() > LONGEST || !name.chars().all(plain) || is_taken(name) {
            let expected = "a name of up to 64 letters, digits, - and ., which is no family";
            return Err(bad(&key, &Value::from(name), expected));
        }
        if !content.is_object() {
            return Err(bad(&key, content, "a filter, such as {filter: mean, support: 5, boundary: mirror}"));
        }
        // JSON is YAML.
        let spec = Spec::from_yaml(&content.to_string()).map_err(|error| error.in_image(name))?;
        Ok(Self { name: name.to_owned(), spec, content: content.clone() })
    }

    /// The name of the image.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn content(&self) -> &Value {
        &self.content
    }

    /// The tag of a feature of this image.
    pub(super) fn tag(&self, tag: &str) -> String {
        format!("{}_{tag}", self.name)
    }

    /// The response to the image, with its masks.
    pub(super) fn apply(&self, prepared: &Prepared) -> Result<Prepared<'static>> {
        let image = Field { geometry: prepared.geometry().clone(), data: prepared.intensities() };
        let response = self.spec.apply_to(&image).and_then(|field| prepared.with_response(field.data));
        response.map_err(|error: RadiomicsError| error.in_image(&self.name))
    }
}

/// The part of a tag behind the name of a filtered image; a tag without one as
/// it is.
pub(super) fn without_name(tag: &str) -> &str {
    match tag.split_once('_') {
        Some((name, rest)) if !is_taken(name) => rest,
        _ => tag,
    }
}

fn is_taken(name: &str) -> bool {
    name == "Original" || Family::from_key(name).is_some()
}

/// Families of a response map: form is that of the region, whatever the image.
pub(super) fn families(all: &[Family]) -> Vec<Family> {
    all.iter().copied().filter(|family| *family != Family::Morphology).collect()
}
