//! What is true of a case, drawn before anything is rendered or written.
//!
//! Malignancy of a case with nodules is drawn from a logistic model of its main
//! (largest) nodule:
//!
//! ```text
//! logit P = -1.7 + 3.8·ln(long / 10 mm)
//!         + {solid 0, part-solid 1.3, ground-glass 0.1, calcified -4.5}
//!         + {smooth -1.0, blurred 0, lobulated 0.6, spiculated 1.2, both 1.6}
//!         + 0.4·(age - 62)/10 + 0.3·[female] + 0.6·[pleural retraction]
//! ```
//!
//! A reader who knows these inputs exactly reaches an area under the ROC curve
//! of about 0.90 among cases with nodules (`bayes_auc` in the tests): the draw
//! itself is the noise. A case without nodules is never malignant.

use rand::Rng;

use crate::nodule::{Density, Lobe, Margin, Nodule};
use crate::random::{normal, weighted};

/// Fluid in the chest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effusion {
    /// 无.
    None,
    /// 右.
    Right,
    /// 左.
    Left,
    /// 双.
    Both,
}

/// The main nodule against the examination before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// 新发.
    New,
    /// 增大.
    Larger,
    /// 稳定.
    Stable,
    /// 缩小.
    Smaller,
    /// 消失: it was there and is gone; a case without nodules.
    Gone,
}

impl Change {
    /// The word of the database field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "新发",
            Self::Larger => "增大",
            Self::Stable => "稳定",
            Self::Smaller => "缩小",
            Self::Gone => "消失",
        }
    }
}

/// What is true of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Nodules, the largest first.
    pub nodules: Vec<Nodule>,
    /// Whether the main nodule is malignant.
    pub malignant: bool,
    /// The probability `malignant` was drawn with.
    pub risk: f64,
    /// Fluid in the chest.
    pub effusion: Effusion,
    /// Short diameter of enlarged mediastinal nodes, mm; none when empty.
    pub lymph_nodes: Vec<f64>,
    /// Against the examination before; `None` when there was none.
    pub change: Option<Change>,
    /// Longest diameter of the main nodule then, mm.
    pub prior_mm: Option<f64>,
    /// Diameters of liver cysts, mm.
    pub liver_cysts: Vec<f64>,
    /// Calcium in the aorta or the coronary arteries.
    pub plaque: bool,
    /// Scars at the lung bases.
    pub fibrosis: bool,
    /// Diameter of a thyroid nodule, mm; it lies above the first slice, so only
    /// the report shows it.
    pub thyroid_mm: Option<f64>,
}

impl Truth {
    /// Draws the truth; the places of nodules are drawn later.
    pub(crate) fn draw(rng: &mut impl Rng, age: u32, female: bool) -> Self {
        let count = weighted(rng, &[0.12, 0.5, 0.2, 0.11, 0.07]);
        let mut nodules: Vec<Nodule> = (0..count).map(|_| nodule(rng)).collect();
        nodules.sort_by(|a, b| b.long_mm.total_cmp(&a.long_mm));
        // companions are smaller than the main nodule by more than a reader's error
        for index in 1..nodules.len() {
            let most = nodules[0].long_mm - 2.0;
            let companion = &mut nodules[index];
            if companion.long_mm > most {
                let shrink = (most / companion.long_mm).max(0.4);
                companion.long_mm *= shrink;
                companion.short_mm *= shrink;
                companion.height_mm *= shrink;
            }
        }
        let risk = nodules.first().map_or(0.0, |main| risk(main, age, female));
        let malignant = rng.r#gen::<f64>() < risk;
        let effusion = [Effusion::None, Effusion::Right, Effusion::Left, Effusion::Both]
            [weighted(rng, &[0.85, 0.06, 0.05, 0.04])];
        let enlarged = rng.gen_bool(0.08 + 0.25 * risk);
        let lymph_nodes = if enlarged {
            (0..rng.gen_range(1..4)).map(|_| rng.gen_range(11.0..19.0)).collect()
        } else {
            Vec::new()
        };
        let (change, prior_mm) = change(rng, nodules.first(), risk);
        let liver_cysts = if rng.gen_bool(0.2) {
            (0..rng.gen_range(1..3)).map(|_| rng.gen_range(6.0..24.0)).collect()
        } else {
            Vec::new()
        };
        let older = ((f64::from(age) - 45.0) / 50.0).clamp(0.02, 0.7);
        Self {
            nodules,
            malignant,
            risk,
            effusion,
            lymph_nodes,
            change,
            prior_mm,
            liver_cysts,
            plaque: rng.gen_bool(older),
            fibrosis: rng.gen_bool(0.3),
            thyroid_mm: rng.gen_bool(0.06).then(|| rng.gen_range(3.0..12.0)),
        }
    }
}

fn nodule(rng: &mut impl Rng) -> Nodule {
    let density = [Density::Solid, Density::PartSolid, Density::GroundGlass, Density::Calcified]
        [weighted(rng, &[0.5, 0.19, 0.21, 0.1])];
    let margin = match density {
        Density::Calcified => [Margin::Smooth, Margin::Lobulated][weighted(rng, &[0.9, 0.1])],
        Density::GroundGlass => [Margin::Smooth, Margin::Blurred, Margin::Lobulated, Margin::Spiculated]
            [weighted(rng, &[0.4, 0.35, 0.18, 0.07])],
        _ => [
            Margin::Smooth,
            Margin::Blurred,
            Margin::Lobulated,
            Margin::Spiculated,
            Margin::LobulatedSpiculated,
        ][weighted(rng, &[0.38, 0.08, 0.22, 0.16, 0.16])],
    };
    let most = if density == Density::Calcified { 16.0 } else { 32.0 };
    let long_mm = (10.5 * (0.52 * normal(rng)).exp()).clamp(4.0, most);
    let short_mm = long_mm * rng.gen_range(0.66..0.97);
    Nodule {
        center: [0.0; 3],
        lobe: Lobe::ALL[weighted(rng, &[0.32, 0.09, 0.21, 0.22, 0.16])],
        long_mm,
        short_mm,
        height_mm: rng.gen_range(short_mm..=long_mm),
        angle: rng.gen_range(0.0..std::f64::consts::PI),
        density,
        core: if density == Density::PartSolid { rng.gen_range(0.35..0.65) } else { 0.0 },
        margin,
        specks: density == Density::Solid && rng.gen_bool(0.08),
        retraction: density != Density::Calcified
            && long_mm > 8.0
            && rng.gen_bool(if margin.spiculated() { 0.45 } else { 0.1 }),
        unevenness: rng.gen_range(0.1..0.5) + if margin.spiculated() { 0.3 } else { 0.0 },
        waves: [(); 4].map(|()| rng.gen_range(0.0..std::f64::consts::TAU)),
    }
}

fn risk(main: &Nodule, age: u32, female: bool) -> f64 {
    let density = match main.density {
        Density::Solid => 0.0,
        Density::PartSolid => 1.3,
        Density::GroundGlass => 0.1,
        Density::Calcified => -4.5,
    };
    let margin = match main.margin {
        Margin::Smooth => -1.0,
        Margin::Blurred => 0.0,
        Margin::Lobulated => 0.6,
        Margin::Spiculated => 1.2,
        Margin::LobulatedSpiculated => 1.6,
    };
    let logit = -1.7
        + 3.8 * (main.long_mm / 10.0).ln()
        + density
        + margin
        + 0.4 * (f64::from(age) - 62.0) / 10.0
        + if female { 0.3 } else { 0.0 }
        + if main.retraction { 0.6 } else { 0.0 };
    1.0 / (1.0 + (-logit).exp())
}

/// Drawn from the risk, not from the outcome, so that it adds nothing to the
/// model above.
fn change(rng: &mut impl Rng, main: Option<&Nodule>, risk: f64) -> (Option<Change>, Option<f64>) {
    let Some(main) = main else {
        return if rng.gen_bool(0.15) {
            (Some(Change::Gone), Some(rng.gen_range(4.0..10.0)))
        } else {
            (None, None)
        };
    };
    if rng.gen_bool(0.5) {
        return (None, None);
    }
    let long = main.long_mm;
    let larger = 0.1 + 0.5 * risk;
    match weighted(rng, &[0.12, larger, 0.55, 0.12 * (1.0 - risk)]) {
        0 => (Some(Change::New), None),
        1 if long > 6.5 => (Some(Change::Larger), Some((long - rng.gen_range(2.0..6.0)).max(3.0))),
        3 => (Some(Change::Smaller), Some(long + rng.gen_range(2.0..6.0))),
        _ => (Some(Change::Stable), Some(long)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// The best AUC anybody can reach, by ranking cases by their true risk.
    #[test]
    fn bayes_auc() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let mut scored = Vec::new();
        let mut empty = 0;
        for _ in 0..20_000 {
            let (age, female) = (rng.gen_range(38..85), rng.r#gen());
            let truth = Truth::draw(&mut rng, age, female);
            if truth.nodules.is_empty() {
                assert!(!truth.malignant);
                empty += 1;
            } else {
                scored.push((truth.risk, truth.malignant));
            }
        }
        scored.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut below, mut wins, mut positive) = (0.0, 0.0, 0.0);
        for (_, malignant) in &scored {
            if *malignant {
                wins += below;
                positive += 1.0;
            } else {
                below += 1.0;
            }
        }
        let auc = wins / (positive * below);
        let prevalence = positive / scored.len() as f64;
        println!("auc {auc:.3}, prevalence {prevalence:.3}");
        assert!((0.88..0.92).contains(&auc), "auc {auc}");
        assert!((0.3..0.5).contains(&prevalence), "prevalence {prevalence}");
        assert!((0.1..0.14).contains(&(f64::from(empty) / 20_000.0)));
    }
}
