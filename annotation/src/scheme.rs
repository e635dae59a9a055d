//! Label schemes: what may be drawn.

use serde::{Deserialize, Serialize};

use crate::AnnotationError;

/// One kind of region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Short name, unique in its scheme: `nodule`.
    pub key: String,
    /// Name as shown in Chinese.
    pub name_zh: String,
    /// Name as shown in English.
    pub name_en: String,
    /// Voxel value in masks, 1..=255, unique in its scheme.
    pub value: u8,
    /// Colour on screen, red green blue.
    pub color: [u8; 3],
}

/// The labels of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelScheme {
    /// Name.
    pub name: String,
    /// Labels, in the order shown.
    pub labels: Vec<Label>,
}

impl LabelScheme {
    /// The scheme itself when its keys and values are unique and not empty.
    ///
    /// # Errors
    /// Names the first label that is wrong.
    pub fn check(self) -> Result<Self, AnnotationError> {
        let fail = |reason: String| AnnotationError::Scheme { scheme: self.name.clone(), reason };
        for (index, label) in self.labels.iter().enumerate() {
            if label.key.trim().is_empty() || label.value == 0 {
                return Err(fail(format!("label {} needs a key and a value from 1 to 255", index + 1)));
            }
            let before = self.labels.iter().take(index);
            if let Some(twin) =
                before.clone().find(|other| other.key == label.key || other.value == label.value)
            {
                return Err(fail(format!("`{}` and `{}` share a key or a value", twin.key, label.key)));
            }
        }
        Ok(self)
    }

    /// The label with this key.
    pub fn label(&self, key: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_are_refused() {
        let label = |key: &str, value| Label {
            key: key.into(),
            name_zh: "结节".into(),
            name_en: "nodule".into(),
            value,
            color: [255, 0, 0],
        };
        let scheme = |labels| LabelScheme { name: "lung".into(), labels };
        assert!(scheme(vec![label("nodule", 1), label("node", 2)]).check().is_ok());
        let error = scheme(vec![label("nodule", 1), label("node", 1)]).check().unwrap_err();
        assert_eq!(error.to_string(), "label scheme `lung`: `nodule` and `node` share a key or a value");
        assert!(scheme(vec![label("", 1)]).check().is_err());
        assert!(scheme(vec![label("nodule", 0)]).check().is_err());
    }
}
