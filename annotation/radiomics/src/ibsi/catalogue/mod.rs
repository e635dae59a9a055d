//! What each feature of the profile is. Those that `PyRadiomics` computes alike
//! are explained in its catalogue, found by their code.

mod intensity;
mod matrix;
mod morphology;
mod zone;

use super::Family;
use super::aggregation::WHOLE;
use super::filtered::without_name;
use crate::catalogue::{Explain, by_code};

/// A feature as the catalogue knows it.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Without the aggregation.
    pub tag: &'static str,
    /// IBSI code.
    pub code: &'static str,
    text: Text,
}

#[derive(Debug)]
enum Text {
    /// Computed as in the `PyRadiomics` profile.
    Shared,
    /// Chinese name, English name, formula.
    Own([&'static str; 3]),
}

const fn shared(tag: &'static str, code: &'static str) -> Entry {
    Entry { tag, code, text: Text::Shared }
}

const fn own(
    tag: &'static str,
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    formula: &'static str,
) -> Entry {
    Entry { tag, code, text: Text::Own([zh, en, formula]) }
}

const TABLES: [&[Entry]; 10] = [
    morphology::ENTRIES,
    intensity::LOCAL,
    intensity::STATISTICS,
    intensity::HISTOGRAM,
    intensity::VOLUME,
    matrix::CM,
    matrix::RLM,
    zone::ENTRIES,
    matrix::NGT,
    matrix::NGL,
];

/// The features of a family in the order of results.
pub(crate) fn entries(family: Family) -> impl Iterator<Item = &'static Entry> {
    let mine = move |entry: &&Entry| entry.tag.split('_').next() == Some(family.key());
    TABLES.into_iter().flatten().filter(mine)
}

/// A feature by its tag without aggregation.
pub(crate) fn entry(tag: &str) -> Option<&'static Entry> {
    TABLES.into_iter().flatten().find(|entry| entry.tag == tag)
}

/// Explains a feature by its tag, with its aggregation or without.
pub(crate) fn explain(tag: &str) -> Option<Explain> {
    let tag = without_name(tag);
    let family = Family::from_key(tag.split('_').next()?)?;
    let whole = family.aggregations().is_empty().then_some(WHOLE);
    let stems = family
        .aggregations()
        .iter()
        .filter_map(|way| Some((tag.strip_suffix(way.suffix)?.strip_suffix('_')?, Some(way.code))));
    let (entry, aggregation) =
        std::iter::once((tag, whole)).chain(stems).find_map(|(stem, code)| Some((entry(stem)?, code)))?;
    let [zh, en, formula] = match entry.text {
        Text::Own(text) => text,
        Text::Shared => by_code(entry.code)?,
    };
    let ibsi = Some(entry.code);
    Some(Explain { class: family.key(), feature: entry.tag, ibsi, aggregation, zh, en, formula })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_explained_and_has_a_code() {
        let mut seen = std::collections::HashSet::new();
        for entry in TABLES.into_iter().flatten() {
            let found = explain(entry.tag).unwrap();
            assert!(
                !found.zh.is_empty() && !found.en.is_empty() && !found.formula.is_empty(),
                "{}",
                entry.tag
            );
            assert_eq!(entry.code.len(), 4, "{}", entry.tag);
            // Codes of the intensity-volume histogram stand for any percentage.
            assert!(seen.insert(entry.code) || entry.tag.starts_with("ivh_"), "{} twice", entry.code);
        }
        let counts = Family::ALL.map(|family| entries(family).count());
        assert_eq!(counts, [29, 2, 18, 23, 7, 25, 16, 16, 16, 5, 17]);
    }

    #[test]
    fn aggregations_are_part_of_the_tag() {
        for family in Family::ALL {
            for way in family.aggregations() {
                let entry = entries(family).next().unwrap();
                let tag = format!("{}_{}", entry.tag, way.suffix);
                let found = explain(&tag).unwrap();
                assert_eq!((found.feature, found.aggregation), (entry.tag, Some(way.code)));
                assert_eq!(way.code.len(), 4);
            }
        }
        assert_eq!(explain("smooth_stat_mean").unwrap().aggregation, Some("DHQ4"));
        assert_eq!(explain("cm_contrast").unwrap().aggregation, None);
        for stranger in ["cm_contrast_4D", "morph_volume_3D", "cm", "stat_", "rlm_sre_2D"] {
            assert!(explain(stranger).is_none(), "{stranger}");
        }
    }
}
