//! What each feature is: names, IBSI code, formula. Every number can say why.

pub(crate) mod first_order;
pub(crate) mod glcm;
pub(crate) mod gldm;
pub(crate) mod glrlm;
pub(crate) mod glszm;
pub(crate) mod ngtdm;
pub(crate) mod shape;
pub(crate) mod shape_2d;

use crate::settings::FeatureClass;

/// A feature as the catalogue knows it.
#[derive(Debug, PartialEq)]
pub(crate) struct Entry {
    /// Name within its class.
    pub name: &'static str,
    ibsi: &'static str,
    zh: &'static str,
    en: &'static str,
    formula: &'static str,
    /// Computed only when named.
    pub deprecated: bool,
}

const fn entry(
    name: &'static str,
    ibsi: &'static str,
    zh: &'static str,
    en: &'static str,
    formula: &'static str,
) -> Entry {
    Entry { name, ibsi, zh, en, formula, deprecated: false }
}

impl Entry {
    const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }
}

/// The meaning of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Explain {
    /// Class in parameter files, such as `glcm`.
    pub class: &'static str,
    /// Name within the class, such as `Contrast`.
    pub feature: &'static str,
    /// IBSI identifier (reference manual v11); `None` when IBSI has no such feature.
    pub ibsi: Option<&'static str>,
    /// IBSI identifier of the aggregation, such as `ITBB`, in the IBSI profile; `None` where none is named.
    pub aggregation: Option<&'static str>,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Formula as computed here, with the unit where there is one.
    pub formula: &'static str,
}

/// Explains a feature by its full name (`original_glcm_Contrast`, any image
/// prefix), by `glcm_Contrast`, or by its tag in the IBSI profile
/// (`cm_contrast_3D_avg`, with or without the aggregation).
pub fn explain(name: &str) -> Option<Explain> {
    pyradiomics(name).or_else(|| crate::ibsi::catalogue::explain(name))
}

/// Chinese name, English name and formula of the feature with this IBSI code.
pub(crate) fn by_code(code: &str) -> Option<[&'static str; 3]> {
    let entry =
        FeatureClass::ALL.into_iter().flat_map(FeatureClass::entries).find(|entry| entry.ibsi == code)?;
    Some([entry.zh, entry.en, entry.formula])
}

fn pyradiomics(name: &str) -> Option<Explain> {
    let (rest, feature) = name.rsplit_once('_')?;
    let key = rest.rsplit_once('_').map_or(rest, |(_, class)| class);
    let class = FeatureClass::from_key(key)?;
    let entry = class.entries().iter().find(|entry| entry.name == feature)?;
    Some(Explain {
        class: class.key(),
        feature: entry.name,
        ibsi: Some(entry.ibsi).filter(|code| !code.is_empty()),
        aggregation: None,
        zh: entry.zh,
        en: entry.en,
        formula: entry.formula,
    })
}

/// IBSI identifier of a feature given by its full name, such as `Q4LE`.
pub fn ibsi_code(name: &str) -> Option<&'static str> {
    explain(name)?.ibsi
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_sorted_unique_and_explained() {
        let mut codes = std::collections::HashSet::new();
        for class in FeatureClass::ALL {
            let names: Vec<&str> = class.entries().iter().map(|e| e.name).collect();
            assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
            for entry in class.entries() {
                let found = explain(&format!("log-sigma-1-0-mm_{}_{}", class.key(), entry.name)).unwrap();
                assert!(!found.zh.is_empty() && !found.en.is_empty() && !found.formula.is_empty());
                assert!(entry.ibsi.is_empty() || codes.insert(entry.ibsi), "{} twice", entry.ibsi);
                assert!(entry.ibsi.is_empty() || entry.ibsi.len() == 4, "{}", entry.ibsi);
            }
        }
    }

    #[test]
    fn strangers_are_not_explained() {
        for name in ["", "Mean", "original_glcm_Mean", "original_nothing_Contrast", "_", "__"] {
            assert_eq!(explain(name), None, "{name}");
        }
        assert_eq!(ibsi_code("glcm_Contrast"), Some("ACUI"));
    }
}
