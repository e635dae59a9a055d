//! A finding as a sentence for the report.

use crate::card::{ModelCard, Stage};
use crate::roi::RoiFacts;

/// In Chinese, with full-width punctuation.
pub(crate) fn chinese(probability: f64, positive: bool, roi: &RoiFacts, card: &ModelCard) -> String {
    let mut facts = Vec::new();
    if let Some(place) = &roi.place_zh {
        facts.push(place.clone());
    }
    match (roi.long_mm, roi.short_mm) {
        (Some(long), Some(short)) => facts.push(format!("大小约{long:.1} mm×{short:.1} mm")),
        (Some(long), None) => facts.push(format!("长径约{long:.1} mm")),
        _ => {}
    }
    if let Some(volume) = roi.volume_mm3 {
        facts.push(format!("体积约{}", cubic(volume)));
    }
    facts.push(format!("{}概率{}", card.label_zh, percent(probability)));
    let verdict = if positive { "达到" } else { "低于" };
    let mut text = format!("{}，{verdict}阈值{}", facts.join("，"), percent(card.threshold));
    text += &format!("（模型 {} {}）。", card.name, card.version);
    if card.stage != Stage::Production {
        text += "仅供研究，须经医师确认。";
    }
    text
}

/// In English.
pub(crate) fn english(probability: f64, positive: bool, roi: &RoiFacts, card: &ModelCard) -> String {
    let mut facts = Vec::new();
    if let Some(place) = &roi.place_en {
        facts.push(place.clone());
    }
    match (roi.long_mm, roi.short_mm) {
        (Some(long), Some(short)) => facts.push(format!("{long:.1} × {short:.1} mm")),
        (Some(long), None) => facts.push(format!("{long:.1} mm")),
        _ => {}
    }
    if let Some(volume) = roi.volume_mm3 {
        facts.push(cubic(volume));
    }
    facts.push(format!("probability of {} {}", card.label_en, percent(probability)));
    let verdict = if positive { "at or above" } else { "below" };
    let mut text = format!("{}, {verdict} the threshold of {}", facts.join(", "), percent(card.threshold));
    text += &format!(" (model {} {}).", card.name, card.version);
    if card.stage != Stage::Production {
        text += " For research only, to be confirmed by a physician.";
    }
    text
}

/// A share in whole percent; never 0 % or 100 % of what is not certain.
fn percent(share: f64) -> String {
    match share * 100.0 {
        p if p > 0.0 && p < 1.0 => "<1%".to_owned(),
        p if p > 99.0 && p < 100.0 => ">99%".to_owned(),
        p => format!("{p:.0}%"),
    }
}

/// A volume in mm³ below 1 cm³, else in cm³.
fn cubic(mm3: f64) -> String {
    if mm3 < 1000.0 { format!("{mm3:.0} mm³") } else { format!("{:.1} cm³", mm3 / 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_is_not_overstated() {
        let texts = [0.0, 0.0004, 0.126, 0.9949, 1.0].map(percent);
        assert_eq!(texts, ["0%", "<1%", "13%", ">99%", "100%"]);
        assert_eq!([cubic(612.4), cubic(4188.0)], ["612 mm³", "4.2 cm³"]);
    }
}
