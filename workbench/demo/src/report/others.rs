//! Sentences about everything but the lungs; many of them hold numbers and
//! words that belong to no nodule.

use rand::Rng;

use super::Pen;
use crate::truth::Effusion;

impl<R: Rng> Pen<'_, R> {
    pub(super) fn other_organs(&mut self) -> Vec<String> {
        let mut out = vec![self.lymph_nodes(), self.effusion(), self.heart()];
        let comma = self.style.comma;
        if let Some(size) = self.case.truth.thyroid_mm {
            let size = self.style.length(size);
            let side = self.pick(&["右叶", "左叶"]);
            out.push(format!("所示甲状腺{side}见低密度结节{comma}直径约{size}"));
        }
        if let Some(largest) = self.case.truth.liver_cysts.iter().copied().reduce(f64::max) {
            let size = self.style.length(largest);
            let many = if self.case.truth.liver_cysts.len() > 1 { "多发" } else { "" };
            let words = self.pick(&["类圆形低密度灶", "囊性低密度影", "水样低密度灶"]);
            let large = if many.is_empty() { "" } else { "大者" };
            out.push(format!("所示肝内见{many}{words}{comma}{large}直径约{size}{comma}边界清"));
        }
        if self.chance(0.3) {
            out.push(
                self.pick(&["所示胸椎骨质增生", "所示骨质未见明显异常", "扫描野内骨质未见破坏"]).to_owned(),
            );
        }
        out
    }

    fn lymph_nodes(&mut self) -> String {
        let largest = self.case.truth.lymph_nodes.iter().copied().reduce(f64::max);
        let Some(largest) = largest else {
            if !self.chance(0.75) {
                return String::new();
            }
            self.said.negate("ln_enlarged", false);
            return self
                .pick(&[
                    "纵隔及双肺门未见明显肿大淋巴结",
                    "纵隔内未见肿大淋巴结影",
                    "双肺门及纵隔淋巴结无肿大",
                    "纵隔、肺门区未见肿大淋巴结",
                ])
                .to_owned();
        };
        self.said.assert("ln_enlarged", true);
        let size = self.style.length(largest);
        let several = self.case.truth.lymph_nodes.len() > 1;
        let words = if several {
            self.pick(&["纵隔内见多发肿大淋巴结", "纵隔可见数枚肿大淋巴结影"])
        } else {
            self.pick(&["纵隔内见肿大淋巴结", "纵隔气管旁见一肿大淋巴结影"])
        };
        let about = if several { "大者短径约" } else { "短径约" };
        format!("{words}{}{about}{size}", self.style.comma)
    }

    fn effusion(&mut self) -> String {
        let words: &[&str] = match self.case.truth.effusion {
            Effusion::None => {
                if !self.chance(0.75) {
                    return String::new();
                }
                self.said.negate("pleural_effusion", "无");
                &["双侧胸腔未见积液", "两胸腔无积液征象", "双侧胸腔未见明显积液征象", "未见胸腔积液"]
            }
            Effusion::Right => {
                self.said.assert("pleural_effusion", "右");
                &["右侧胸腔少量积液", "右侧胸腔见弧形积液影", "右侧胸腔积液"]
            }
            Effusion::Left => {
                self.said.assert("pleural_effusion", "左");
                &["左侧胸腔少量积液", "左侧胸腔可见积液影", "左侧胸腔积液"]
            }
            Effusion::Both => {
                self.said.assert("pleural_effusion", "双");
                &["双侧胸腔少量积液", "两侧胸腔见积液影", "双侧胸腔积液"]
            }
        };
        self.pick(words).to_owned()
    }

    fn heart(&mut self) -> String {
        if self.case.truth.plaque {
            return self
                .pick(&[
                    "主动脉及冠状动脉壁见钙化斑块",
                    "主动脉壁钙化",
                    "冠状动脉走行区见条形钙化影",
                    "心影不大,主动脉管壁见钙化影",
                ])
                .replace(',', self.style.comma);
        }
        self.pick(&["心影大小、形态正常", "心脏大血管未见明显异常", "心影不大", ""]).to_owned()
    }
}
