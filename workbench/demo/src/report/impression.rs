//! The impression 诊断意见.

use rand::Rng;

use super::Pen;
use crate::nodule::{Density, Nodule};
use crate::truth::{Change, Effusion};

impl<R: Rng> Pen<'_, R> {
    pub(super) fn impression(&mut self) -> String {
        let mut items = vec![self.lung_item()];
        let truth = &self.case.truth;
        if !truth.lymph_nodes.is_empty() && self.chance(0.7) {
            self.said.assert("ln_enlarged", true);
            items.push(self.pick(&["纵隔淋巴结肿大", "纵隔肿大淋巴结"]).to_owned());
        }
        let effusion = match truth.effusion {
            Effusion::None => None,
            Effusion::Right => Some(("右", "右侧胸腔积液")),
            Effusion::Left => Some(("左", "左侧胸腔积液")),
            Effusion::Both => Some(("双", "双侧胸腔积液")),
        };
        if let Some((side, words)) = effusion
            && self.chance(0.8)
        {
            self.said.assert("pleural_effusion", side);
            items.push(words.to_owned());
        }
        if truth.fibrosis && self.chance(0.6) {
            items.push(self.pick(&["双肺纤维灶", "双肺下叶陈旧性病变", "双肺索条灶"]).to_owned());
        }
        if truth.plaque && self.chance(0.5) {
            items.push(self.pick(&["主动脉及冠状动脉硬化", "冠状动脉钙化"]).to_owned());
        }
        if !truth.liver_cysts.is_empty() && self.chance(0.6) {
            items.push(self.pick(&["肝囊肿可能,请结合超声", "肝囊肿"]).replace(',', self.style.comma));
        }
        items.retain(|item| !item.is_empty());
        if items.is_empty() {
            items.push("胸部CT平扫未见明显异常".to_owned());
        }
        if items.len() == 1 {
            return format!("{}。", items.concat());
        }
        let mark = self.pick(&[".", "、", "."]);
        let end = self.pick(&["；", "；", "。", "\n"]).replace('；', self.style.semicolon);
        let numbered = items.iter().enumerate().map(|(n, item)| format!("{}{mark}{item}", n + 1));
        format!("{}。", numbered.collect::<Vec<_>>().join(&end))
    }

    fn lung_item(&mut self) -> String {
        let case = self.case;
        let Some(main) = case.truth.nodules.first() else { return self.nothing_item() };
        self.said.assert("nodule_present", true);
        let mut parts = vec![self.head(main)];
        if self.chance(0.75) {
            parts.push(self.suspicion(main, case.truth.risk));
        }
        if case.truth.change.is_some() && self.chance(if self.said.has("nodule_change") { 0.3 } else { 0.7 })
        {
            parts.push(self.change());
        }
        if self.chance(0.3) {
            parts.push(self.lung_rads(main));
        }
        if self.chance(0.5) {
            let advice: &[&str] = match case.truth.risk {
                risk if risk > 0.6 => &["建议进一步检查", "建议穿刺活检", "请结合临床,建议增强扫描"],
                risk if risk > 0.2 => &["建议3个月后复查", "建议短期复查", "请随诊"],
                _ => &["建议年度复查", "建议随诊观察", "随诊"],
            };
            parts.push(self.pick(advice).replace(',', self.style.comma));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(self.style.comma)
    }

    fn nothing_item(&mut self) -> String {
        if self.case.truth.change == Some(Change::Gone) && self.chance(0.5) {
            self.said.no_nodule();
            let change = self.change();
            return format!("原肺内结节{change}");
        }
        if self.chance(0.15) {
            self.said.assert("lung_rads", "1");
            return self.pick(&["Lung-RADS 1类", "Lung-RADS:1类"]).to_owned();
        }
        self.pick(&["双肺未见明显异常", "胸部CT平扫未见明显异常", ""]).to_owned()
    }

    /// The nodule again in few words; it never contradicts the findings.
    fn head(&mut self, main: &Nodule) -> String {
        let place = self.place.clone();
        let several = self.case.truth.nodules.len() > 1;
        // before the findings spoke, nothing is known: the impression stands alone
        let alone = !self.said.has("nodule_long_mm") && !self.said.has("nodule_lobe");
        if several && (alone || self.said_many()) {
            self.said.many();
            self.said.assert("nodule_lobe", vec![main.lobe.as_str()]);
            let both = self.pick(&["双肺多发结节", "两肺多发结节"]);
            let both = if self.one_sided() { "肺内多发结节" } else { both };
            let larger = self.pick(&["较大者位于", "大者位于"]);
            return format!("{both}{}{larger}{place}", self.style.comma);
        }
        self.said.assert("nodule_lobe", vec![main.lobe.as_str()]);
        if main.density == Density::Calcified || self.chance(0.5) {
            let noun = self.noun(main, false);
            return format!("{place}{}", noun.trim_end_matches('影'));
        }
        format!("{place}{}", if main.long_mm < 10.0 { self.pick(&["小结节", "结节"]) } else { "结节" })
    }

    fn one_sided(&self) -> bool {
        let right = |lobe: &str| lobe.starts_with('R');
        let mut sides = self.case.truth.nodules.iter().map(|nodule| right(nodule.lobe.as_str()));
        let first = sides.next();
        sides.all(|side| Some(side) == first)
    }

    fn said_many(&self) -> bool {
        self.said.value("nodule_count").and_then(|count| count.get("kind")).is_some_and(|kind| kind == "many")
    }

    fn suspicion(&mut self, main: &Nodule, risk: f64) -> String {
        const FIELD: &str = "malignancy_suspicion";
        if main.density == Density::Calcified {
            self.said.assert(FIELD, "良性");
            return self.pick(&["良性结节", "为良性病变"]).to_owned();
        }
        match risk {
            risk if risk > 0.9 && self.chance(0.6) => {
                let words = self.pick(&["符合周围型肺癌表现", "为周围型肺癌", "符合肺癌"]).to_owned();
                // 符合X is probable, not certain.
                match words.starts_with("符合") {
                    true => self.said.doubt(FIELD, "倾向恶性"),
                    false => self.said.assert(FIELD, "恶性"),
                }
                words
            }
            risk if risk > 0.55 => {
                self.said.doubt(FIELD, "倾向恶性");
                self.pick(&["考虑恶性可能", "考虑周围型肺癌可能", "恶性可能大", "周围型肺癌可能性大"])
                    .to_owned()
            }
            risk if risk > 0.22 => {
                let words = self.pick(&["性质待定", "不除外恶性", "恶性不除外", "良恶性待定"]).to_owned();
                // 待定 says plainly that it is not decided; 不除外 doubts a diagnosis.
                match words.ends_with("待定") {
                    true => self.said.assert(FIELD, "不确定"),
                    false => self.said.doubt(FIELD, "不确定"),
                }
                words
            }
            _ => {
                self.said.doubt(FIELD, "倾向良性");
                self.pick(&["考虑良性可能", "考虑炎性结节可能", "良性可能大", "倾向良性"]).to_owned()
            }
        }
    }

    /// Lung-RADS v2022 by density and mean diameter, in short.
    fn lung_rads(&mut self, main: &Nodule) -> String {
        let mean = 0.5 * (main.long_mm + main.short_mm);
        let core = main.core * mean;
        let grows = matches!(self.case.truth.change, Some(Change::Larger | Change::New));
        let grade = match main.density {
            Density::Calcified => "2",
            Density::GroundGlass => {
                if mean >= 30.0 {
                    "3"
                } else {
                    "2"
                }
            }
            Density::PartSolid if mean < 6.0 => "2",
            Density::PartSolid if core < 6.0 => "3",
            Density::PartSolid if core < 8.0 => "4A",
            Density::PartSolid => "4B",
            Density::Solid if mean < 6.0 => {
                if grows {
                    "3"
                } else {
                    "2"
                }
            }
            Density::Solid if mean < 8.0 => {
                if grows {
                    "4A"
                } else {
                    "3"
                }
            }
            Density::Solid if mean < 15.0 => {
                if grows {
                    "4B"
                } else {
                    "4A"
                }
            }
            Density::Solid => "4B",
        };
        let grade = if grade.starts_with('4') && main.margin.spiculated() { "4X" } else { grade };
        self.said.assert("lung_rads", grade);
        let [open, close] = self.style.brackets;
        match self.rng.gen_range(0..5) {
            0 => format!("Lung-RADS {grade}类"),
            1 => format!("Lung-RADS:{grade}类"),
            2 => format!("分类{open}Lung-RADS {grade}类{close}"),
            3 => format!("Lung-RADS分类:{grade}"),
            _ => format!("LUNG-RADS {grade}级"),
        }
    }
}
