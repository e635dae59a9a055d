//! Sentences about the lungs.

use rand::Rng;

use super::Pen;
use crate::nodule::{Density, Lobe, Margin, Nodule};
use crate::truth::Change;

impl<R: Rng> Pen<'_, R> {
    pub(super) fn lungs(&mut self) -> Vec<String> {
        let case = self.case;
        let mut out = match case.truth.nodules.as_slice() {
            [] => vec![self.no_nodule()],
            [only] => vec![self.single(only)],
            several => self.several(several),
        };
        if case.truth.fibrosis && self.chance(0.85) {
            out.push(
                self.pick(&["双肺下叶见少许索条影", "双肺散在纤维索条灶", "两肺下叶可见条索状高密度影"])
                    .to_owned(),
            );
        }
        if self.chance(0.5) {
            out.push(
                self.pick(&["气管及各叶段支气管通畅", "所见气管、支气管通畅", "气管及主支气管未见狭窄"])
                    .to_owned(),
            );
        }
        out
    }

    fn no_nodule(&mut self) -> String {
        let comma = self.style.comma;
        if self.case.truth.change == Some(Change::Gone) {
            self.said.no_nodule();
            self.said.assert("nodule_change", "消失");
            let since = self.since();
            return match self.rng.gen_range(0..3) {
                0 => format!("{since}前片所示结节本次未见显示"),
                1 => format!("{since}原肺内结节已消失{comma}双肺未见明显结节影"),
                _ => format!("{since}原结节本次检查未见显示{comma}双肺未见新发结节"),
            };
        }
        if self.chance(0.35) {
            return self
                .pick(&["双肺野清晰", "双肺纹理清晰,走行自然", "两肺未见明显实变影"])
                .replace(',', comma);
        }
        self.said.no_nodule();
        self.pick(&[
            "双肺未见明显结节影",
            "双肺未见结节及肿块影",
            "两肺内未见明确结节",
            "双肺野清晰,未见结节影",
            "双肺未见异常密度结节",
        ])
        .replace(',', comma)
    }

    fn single(&mut self, main: &Nodule) -> String {
        self.said.assert("nodule_present", true);
        self.said.assert("nodule_lobe", vec![main.lobe.as_str()]);
        let one = self.pick(&["一", "一枚", "1枚", "一个", "单发", "", "", ""]);
        if !one.is_empty() {
            self.said.exactly(1);
        }
        let seen = self.pick(&["见", "可见", "示"]);
        let place = self.place.clone();
        let noun = self.noun(main, true);
        // the size may stand before the noun
        if matches!(one, "一" | "一枚" | "一个") && self.chance(0.25) {
            let size = self.size(main);
            let rest = self.details(main);
            return self.join(vec![format!("{place}{seen}{one}{size}的{noun}")], rest);
        }
        let size = self.maybe_size(main);
        let rest = self.details(main);
        self.join(vec![format!("{place}{seen}{one}{noun}"), size], rest)
    }

    fn several(&mut self, all: &[Nodule]) -> Vec<String> {
        let Some(main) = all.first() else { return Vec::new() };
        self.said.assert("nodule_present", true);
        let larger = self.pick(&["较大者", "大者", "其中较大者", "最大者"]);
        let place = self.place.clone();
        let both = self.sides(all);
        let form = self.rng.gen_range(0..10);
        let distinct = all.len() == 2 && all[0].lobe != all[1].lobe;
        if form < 3 && all.len() <= 3 {
            return self.one_by_one(all, main);
        }
        let head = if form < 5 && distinct {
            self.said.exactly(2);
            self.said.assert("nodule_lobe", lobes(all));
            let other = self.place_of(&all[1]);
            let verb = self.pick(&["各见一枚结节", "各见一结节影", "分别见一结节"]);
            format!("{place}、{other}{verb}")
        } else if form < 7 {
            self.said.exactly(all.len());
            let number = match all.len() {
                2 => self.pick(&["2枚", "两枚", "两个", "2个"]),
                3 => self.pick(&["3枚", "三枚", "3个"]),
                _ => self.pick(&["4枚", "四枚", "4个"]),
            };
            format!("{both}{}{number}结节影", self.pick(&["见", "可见"]))
        } else {
            self.said.many();
            let many = self.pick(&["多发", "多个", "数枚", "散在多发", "多发大小不等"]);
            let noun = if main.long_mm < 10.0 { "小结节" } else { "结节" };
            format!("{both}{}{many}{noun}{}", self.pick(&["见", "可见"]), self.pick(&["", "影"]))
        };
        self.said.assert("nodule_lobe", vec![main.lobe.as_str()]);
        let at = self.pick(&["位于", "位于", "在"]);
        let mut parts = vec![head, format!("{larger}{at}{place}")];
        if self.chance(0.7) {
            let noun = self.noun(main, false);
            parts.push(format!("为{noun}"));
        }
        parts.push(self.maybe_size(main));
        let rest = self.details(main);
        vec![self.join(parts, rest)]
    }

    /// 右肺上叶见一结节…。另左肺下叶见一小结节….
    fn one_by_one(&mut self, all: &[Nodule], main: &Nodule) -> Vec<String> {
        self.said.exactly(all.len());
        self.said.assert("nodule_lobe", lobes(all));
        let one = self.pick(&["一", "一枚", "1枚"]);
        let seen = self.pick(&["见", "可见"]);
        let (place, noun) = (self.place.clone(), self.noun(main, true));
        let size = self.maybe_size(main);
        let rest = self.details(main);
        let mut out = vec![self.join(vec![format!("{place}{seen}{one}{noun}"), size], rest)];
        for other in all.iter().skip(1) {
            let also = self.pick(&["另", "另于", "此外"]);
            let place = self.place_of(other);
            let size = self.style.length(other.long_mm);
            let about = self.pick(&["直径约", "径约", "长径约"]);
            out.push(format!("{also}{place}见{one}小结节{}{about}{size}", self.style.comma));
        }
        out
    }

    fn sides(&mut self, all: &[Nodule]) -> &'static str {
        let right = |n: &Nodule| matches!(n.lobe, Lobe::Rul | Lobe::Rml | Lobe::Rll);
        match (all.iter().any(right), all.iter().all(right)) {
            (_, true) => "右肺",
            (false, _) => "左肺",
            _ => self.pick(&["双肺", "两肺"]),
        }
    }

    fn maybe_size(&mut self, main: &Nodule) -> String {
        if self.chance(0.95) { self.size(main) } else { String::new() }
    }

    fn size(&mut self, main: &Nodule) -> String {
        let long = self.style.stated(main.long_mm);
        self.said.assert("nodule_long_mm", long);
        if self.chance(0.6) {
            let short = self.style.stated(main.short_mm).min(long);
            self.said.assert("nodule_short_mm", short);
            let about = self.pick(&["大小约", "大小约", "约", "大小为", "范围约"]);
            return format!("{about}{}", self.style.area(main.long_mm, main.short_mm.min(main.long_mm)));
        }
        let about = self.pick(&["直径约", "长径约", "最大径约", "径约", "大小约", "直径"]);
        format!("{about}{}", self.style.length(main.long_mm))
    }

    /// Edge, inside, pleura and change of the main nodule.
    fn details(&mut self, main: &Nodule) -> Vec<String> {
        let mut out = Vec::new();
        if self.chance(0.72) {
            out.push(self.margin(main.margin));
        }
        if main.density == Density::PartSolid && self.chance(0.35) {
            let core = self.style.length(main.core * main.long_mm);
            out.push(format!(
                "{}{core}",
                self.pick(&["其内实性成分直径约", "实性成分约", "内见实性成分,长径约"])
            ));
        }
        if main.specks && self.chance(0.85) {
            self.said.assert("nodule_calc", true);
            out.push(self.pick(&["内见点状钙化", "其内可见钙化灶", "内见斑点状钙化影"]).to_owned());
        } else if !main.specks && main.density == Density::Solid && self.chance(0.12) {
            self.said.negate("nodule_calc", false);
            out.push(self.pick(&["内未见钙化", "其内未见明显钙化"]).to_owned());
        }
        if main.retraction && self.chance(0.85) {
            self.said.assert("pleural_retraction", true);
            out.push(
                self.pick(&["邻近胸膜牵拉", "可见胸膜牵拉征", "邻近胸膜凹陷", "牵拉邻近胸膜"]).to_owned(),
            );
        } else if !main.retraction && self.chance(0.12) {
            self.said.negate("pleural_retraction", false);
            out.push(self.pick(&["邻近胸膜未见牵拉", "未见胸膜凹陷征", "邻近胸膜无牵拉"]).to_owned());
        }
        if self.case.truth.change.is_some() && self.chance(0.5) {
            let change = self.change();
            out.push(change);
        }
        out
    }

    fn margin(&mut self, margin: Margin) -> String {
        self.said.assert("nodule_margin", margin.words().to_vec());
        let words: &[&str] = match margin {
            Margin::Smooth => {
                &["边缘光滑", "边缘光整", "边缘光滑,未见分叶及毛刺", "边界清楚,边缘光滑", "边缘光滑,无毛刺"]
            }
            Margin::Lobulated => &["边缘呈分叶状", "可见浅分叶", "边缘见分叶,未见毛刺", "呈分叶状"],
            Margin::Spiculated => {
                &["边缘见毛刺", "周围可见短毛刺", "边缘可见细短毛刺,未见明显分叶", "可见毛刺征"]
            }
            Margin::LobulatedSpiculated => {
                &["边缘见分叶及毛刺", "呈分叶状,周围见短毛刺", "可见分叶、毛刺", "分叶状,边缘毛刺"]
            }
            Margin::Blurred => &["边缘模糊", "边界模糊"],
        };
        self.pick(words).replace(',', self.style.comma)
    }

    /// 较前(2024-05-01)增大，原约6mm.
    pub(super) fn change(&mut self) -> String {
        let Some(change) = self.case.truth.change else { return String::new() };
        self.said.assert("nodule_change", change.as_str());
        let words = match change {
            Change::New => {
                return self.pick(&["较前新发", "为新发", "前片未见,为新发"]).replace(',', self.style.comma);
            }
            Change::Gone => return self.pick(&["较前消失", "已消失"]).to_owned(),
            Change::Larger => self.pick(&["增大", "略增大", "明显增大"]),
            Change::Smaller => self.pick(&["缩小", "略缩小", "较明显缩小"]).trim_start_matches('较'),
            Change::Stable => {
                let since = self.since();
                let same = self.pick(&["相仿", "未见明显变化", "变化不著", "大致相仿"]);
                return format!("{since}{same}");
            }
        };
        let since = self.since();
        let mut out = format!("{since}{words}");
        if let Some(prior) = self.case.truth.prior_mm
            && !self.said.has("nodule_prior_mm")
            && self.chance(0.55)
        {
            self.said.assert("nodule_prior_mm", self.style.stated(prior));
            let was = self.pick(&["原约", "原直径约", "前次约", "原长径约"]);
            out.push_str(&format!("{}{was}{}", self.style.comma, self.style.length(prior)));
        }
        out
    }

    /// 较前, 较2024-05-01CT, 与2024年5月1日片比较,
    fn since(&mut self) -> String {
        let Some(date) = self.case.prior_date else { return "较前".to_owned() };
        let [open, close] = self.style.brackets;
        match self.rng.gen_range(0..6) {
            0 => format!("较前{open}{date}{close}"),
            1 => format!("较{date}CT"),
            2 => format!("与{}年{}月{}日片比较{}", date.year, date.month, date.day, self.style.comma),
            3 => format!("较{}.{}.{}片", date.year, date.month, date.day),
            _ => "较前".to_owned(),
        }
    }

    fn join(&self, parts: Vec<String>, rest: Vec<String>) -> String {
        let parts: Vec<String> = parts.into_iter().chain(rest).filter(|part| !part.is_empty()).collect();
        parts.join(self.style.comma)
    }
}

fn lobes(all: &[Nodule]) -> Vec<&'static str> {
    Lobe::ALL.iter().filter(|lobe| all.iter().any(|n| n.lobe == **lobe)).map(|lobe| lobe.as_str()).collect()
}
