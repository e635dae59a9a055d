//! Reports in Chinese, written from the truth with the variety of real ones.
//!
//! Whatever is written is noted at the same place as what a perfect reader
//! would take from it, so text and expectation cannot part.

mod impression;
mod lungs;
mod others;
mod style;

use rand::Rng;

use crate::case::Case;
use crate::expected::{Expected, Said};
use crate::nodule::{Density, Nodule};
use style::Style;

/// A report. Either section may be empty, never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportText {
    /// What was seen 检查所见.
    pub findings: String,
    /// What it means 诊断意见.
    pub impression: String,
}

pub(crate) struct Written {
    pub text: ReportText,
    pub expected: Vec<Expected>,
}

/// A report being written.
pub(crate) struct Pen<'a, R: Rng> {
    case: &'a Case,
    rng: &'a mut R,
    said: Said,
    style: Style,
    /// The words for the place of the main nodule.
    place: String,
}

pub(crate) fn write(case: &Case, rng: &mut impl Rng) -> Written {
    let style = Style::draw(rng);
    let mut pen = Pen { case, style, said: Said::nothing(), place: String::new(), rng };
    if let Some(main) = case.truth.nodules.first() {
        pen.place = pen.place_of(main);
    }
    // some hospitals keep only one of the sections
    let (findings, impression) = match pen.rng.gen_range(0..100) {
        0..4 => (pen.findings(), String::new()),
        4..7 => (String::new(), pen.impression()),
        _ => (pen.findings(), pen.impression()),
    };
    Written { text: ReportText { findings, impression }, expected: pen.said.done() }
}

impl<R: Rng> Pen<'_, R> {
    fn chance(&mut self, p: f64) -> bool {
        self.rng.gen_bool(p)
    }

    fn pick<'t>(&mut self, words: &[&'t str]) -> &'t str {
        let at = self.rng.gen_range(0..words.len().max(1));
        words.get(at).copied().unwrap_or_default()
    }

    fn findings(&mut self) -> String {
        let mut sentences = Vec::new();
        sentences.extend(self.opening());
        sentences.extend(self.lungs());
        sentences.extend(self.other_organs());
        let mut text = String::new();
        for sentence in sentences.iter().filter(|sentence| !sentence.is_empty()) {
            text.push_str(sentence);
            text.push('。');
        }
        text
    }

    fn opening(&mut self) -> Option<String> {
        let comma = self.style.comma;
        let words = match self.rng.gen_range(0..5) {
            0 => format!("胸廓对称{comma}气管居中"),
            1 => format!("胸廓对称{comma}纵隔居中{comma}双肺纹理增多"),
            2 => "双肺支气管血管束增粗".to_owned(),
            3 => format!("扫描示双侧胸廓对称{comma}双肺透过度可"),
            _ => return None,
        };
        Some(words)
    }

    fn place_of(&mut self, nodule: &Nodule) -> String {
        let words = self.style.lobe_words(nodule.lobe);
        self.pick(words).to_owned()
    }

    /// The word for a nodule and what it says of its density.
    fn noun(&mut self, nodule: &Nodule, may_be_silent: bool) -> String {
        let silent = may_be_silent && nodule.density == Density::Solid && self.chance(0.3);
        let words: &[&str] = match nodule.density {
            Density::Solid if silent => &["结节", "小结节", "类圆形结节"],
            Density::Solid => &["实性结节", "实性密度结节", "软组织密度结节"],
            Density::PartSolid => &["部分实性结节", "混合磨玻璃结节", "混杂磨玻璃密度结节"],
            Density::GroundGlass => &["磨玻璃结节", "纯磨玻璃结节", "磨玻璃密度结节", "磨玻璃样结节"],
            Density::Calcified => &["钙化结节"],
        };
        // a nodule of two centimetres is not called small
        let words: Vec<&str> =
            words.iter().copied().filter(|word| *word != "小结节" || nodule.long_mm < 10.0).collect();
        if !silent {
            self.said.assert("nodule_density", nodule.density.as_str());
            if nodule.density == Density::Calcified {
                self.said.assert("nodule_calc", true);
            }
        }
        let mut noun = self.pick(&words).to_owned();
        if self.chance(0.4) {
            noun.push('影');
        }
        noun
    }
}
