//! How one radiologist writes: signs, units, names of lobes.

use rand::Rng;

use crate::nodule::Lobe;
use crate::random::weighted;

pub(super) struct Style {
    pub comma: &'static str,
    pub semicolon: &'static str,
    pub brackets: [&'static str; 2],
    unit: &'static str,
    times: &'static str,
    gap: &'static str,
    /// `8mm×6mm`, not `8×6mm`.
    unit_twice: bool,
    /// Digits after the point of a length.
    digits: usize,
    lobes: usize,
}

impl Style {
    pub fn draw(rng: &mut impl Rng) -> Self {
        let full_width = rng.gen_bool(0.7);
        let centimetres = rng.gen_bool(0.4);
        let capitals = rng.gen_bool(0.12);
        let unit = match (centimetres, capitals) {
            (true, true) => "CM",
            (true, false) => "cm",
            (false, true) => "MM",
            (false, false) => "mm",
        };
        let fine = rng.gen_bool(0.2);
        Self {
            comma: if full_width { "，" } else { "," },
            semicolon: if full_width { "；" } else { ";" },
            brackets: if full_width { ["（", "）"] } else { ["(", ")"] },
            unit,
            times: ["×", "*", "x", "X"][weighted(rng, &[0.6, 0.2, 0.13, 0.07])],
            gap: if rng.gen_bool(0.1) { " " } else { "" },
            unit_twice: rng.gen_bool(0.5),
            digits: usize::from(centimetres) + usize::from(fine),
            lobes: weighted(rng, &[0.6, 0.25, 0.15]),
        }
    }

    /// The length a reader of the text gets, mm.
    pub fn stated(&self, mm: f64) -> f64 {
        let unit = if self.unit.eq_ignore_ascii_case("cm") { 10.0 } else { 1.0 };
        let step = 10f64.powi(self.digits as i32) / unit;
        ((mm * step).round() / step * 10.0).round() / 10.0
    }

    fn number(&self, mm: f64) -> String {
        let value = if self.unit.eq_ignore_ascii_case("cm") { mm / 10.0 } else { mm };
        format!("{value:.*}", self.digits)
    }

    /// `8mm`.
    pub fn length(&self, mm: f64) -> String {
        format!("{}{}{}", self.number(self.stated(mm)), self.gap, self.unit)
    }

    /// `8mm×6mm`.
    pub fn area(&self, long: f64, short: f64) -> String {
        let short = self.length(short);
        if self.unit_twice {
            format!("{}{}{short}", self.length(long), self.times)
        } else {
            format!("{}{}{short}", self.number(self.stated(long)), self.times)
        }
    }

    /// Names of a lobe this radiologist uses.
    pub fn lobe_words(&self, lobe: Lobe) -> &'static [&'static str] {
        match (lobe, self.lobes) {
            (Lobe::Rul, 0) => &["右肺上叶", "右肺上叶尖段", "右肺上叶前段", "右肺上叶后段"],
            (Lobe::Rul, 1) => &["右上肺"],
            (Lobe::Rul, _) => &["右上叶"],
            (Lobe::Rml, 0) => &["右肺中叶", "右肺中叶外侧段", "右肺中叶内侧段"],
            (Lobe::Rml, 1) => &["右中肺"],
            (Lobe::Rml, _) => &["右中叶"],
            (Lobe::Rll, 0) => &["右肺下叶", "右肺下叶背段", "右肺下叶外基底段", "右肺下叶后基底段"],
            (Lobe::Rll, 1) => &["右下肺"],
            (Lobe::Rll, _) => &["右下叶"],
            (Lobe::Lul, 0) => &["左肺上叶", "左肺上叶尖后段", "左肺上叶前段", "左肺上叶舌段"],
            (Lobe::Lul, 1) => &["左上肺"],
            (Lobe::Lul, _) => &["左上叶"],
            (Lobe::Lll, 0) => &["左肺下叶", "左肺下叶背段", "左肺下叶前内基底段", "左肺下叶后基底段"],
            (Lobe::Lll, 1) => &["左下肺"],
            (Lobe::Lll, _) => &["左下叶"],
        }
    }
}
