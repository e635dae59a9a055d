//! The lung-nodule database (Fleischner 2017, Lung-RADS v2022).

mod lobe;
mod measure;
mod nature;
mod nodule;
mod other;
mod variables;

use workbench_core::{FieldValue, State};

pub(super) use variables::variables;

use super::Pack;
use super::evidence::{Candidate, settle};
use crate::engine::Engine;
use crate::section::{self, SectionKind};
use nodule::Reading;

/// All values of a report.
pub(super) fn extract(pack: &Pack, engine: &Engine, text: &str) -> Vec<FieldValue> {
    let sections = section::sections(text);
    let reading = Reading::new(engine, text, &sections);
    let seen = reading.part(|section| section != SectionKind::Impression);
    let concluded = reading.part(|section| section == SectionKind::Impression);
    let differs = |a: &Candidate, b: &Candidate| a.value != b.value;
    let put = |field: &str,
               unit: Option<&str>,
               read: &dyn Fn(&nodule::Part) -> Option<Candidate>,
               contradicts: &dyn Fn(&Candidate, &Candidate) -> bool| {
        settle(pack, &sections, field, unit, read(&seen), read(&concluded), contradicts)
    };
    let never = |_: &Candidate, _: &Candidate| false;
    let mm = Some("mm");
    vec![
        put("nodule_present", None, &nodule::present, &differs),
        put("nodule_count", None, &nodule::count, &nodule::counts_differ),
        put("nodule_lobe", None, &lobe::lobes, &lobe::differ),
        put("nodule_long_mm", mm, &measure::long, &measure::differ),
        put("nodule_short_mm", mm, &measure::short, &measure::differ),
        put("nodule_density", None, &nature::density, &differs),
        put("nodule_margin", None, &nature::margin, &never),
        put("nodule_calc", None, &nature::calcified, &differs),
        put("pleural_retraction", None, &other::retraction, &differs),
        put("nodule_change", None, &nature::change, &differs),
        put("nodule_prior_mm", mm, &measure::prior, &measure::differ),
        settle(
            pack,
            &sections,
            "lung_rads",
            None,
            other::lung_rads(&concluded),
            other::lung_rads(&seen),
            differs,
        ),
        put("ln_enlarged", None, &other::nodes, &differs),
        put("pleural_effusion", None, &other::effusion, &differs),
        settle(
            pack,
            &sections,
            "malignancy_suspicion",
            None,
            nature::suspicion(&concluded),
            nature::suspicion(&seen),
            never,
        ),
    ]
}

/// The state of something hedged or not.
fn stated(uncertain: bool) -> State {
    if uncertain { State::Uncertain } else { State::Asserted }
}
