//! Generated reports: the sentences of CT reports with words as often as they are met, most
//! sentences normal, some words rare. Synthetic; the same number gives the same report.

/// Organs with the findings met in them, the commonest first.
const ORGANS: [(&str, &[&str]); 14] = [
    (
        "右肺上叶",
        &["结节", "磨玻璃结节", "斑片影", "条索影", "肺大疱", "实变影", "空洞", "肿块", "支气管扩张"],
    ),
    ("右肺中叶", &["条索影", "结节", "斑片影", "磨玻璃影", "不张", "支气管扩张", "囊腔"]),
    ("右肺下叶", &["结节", "坠积性改变", "斑片影", "磨玻璃结节", "实变影", "肿块", "网格影", "蜂窝影"]),
    ("左肺上叶", &["结节", "条索影", "磨玻璃结节", "斑片影", "肺气肿", "肿块", "空洞", "树芽征"]),
    ("左肺下叶", &["结节", "斑片影", "条索影", "实变影", "磨玻璃影", "支气管黏液栓", "隔离肺"]),
    ("纵隔", &["淋巴结", "肿大淋巴结", "钙化淋巴结", "囊肿", "脂肪间隙浑浊", "畸胎瘤"]),
    ("胸膜", &["增厚", "钙化", "粘连", "结节", "间皮瘤"]),
    ("胸腔", &["积液", "积气", "包裹性积液", "脓胸"]),
    ("肝脏", &["囊肿", "低密度影", "血管瘤", "钙化灶", "脂肪沉积", "转移瘤", "动静脉畸形"]),
    ("胆囊", &["结石", "壁增厚", "息肉", "泥沙样结石"]),
    ("右肾", &["囊肿", "结石", "错构瘤", "积水", "肾盂旁囊肿"]),
    ("左肾", &["囊肿", "结石", "肿块", "积水", "嗜酸细胞腺瘤"]),
    ("甲状腺", &["低密度结节", "钙化", "弥漫性肿大", "术后缺如"]),
    ("胸椎", &["骨质增生", "许莫氏结节", "压缩性骨折", "溶骨性破坏", "血管瘤"]),
];
const MARGINS: [&str; 8] =
    ["边界清楚", "边缘光滑", "边缘毛糙", "可见分叶", "边缘见毛刺", "牵拉邻近胸膜", "内见空泡", "见血管穿行"];
const NORMAL: [&str; 16] = [
    "双肺纹理走行自然，未见明显实质性病变。",
    "气管及各叶、段支气管通畅，管壁未见增厚。",
    "纵隔居中，心影大小、形态未见异常。",
    "纵隔内未见明显肿大淋巴结。",
    "双侧胸腔未见积液，胸膜未见增厚。",
    "所见肝脏大小、形态正常，实质密度均匀。",
    "胆囊不大，壁不厚，腔内未见异常密度影。",
    "脾脏不大，密度均匀；胰腺形态正常，胰管未见扩张。",
    "双侧肾上腺形态、大小正常。",
    "双肾大小形态正常，肾盂未见扩张积水。",
    "腹膜后未见肿大淋巴结，腹腔未见积液。",
    "甲状腺形态正常，密度均匀，未见占位性病变。",
    "所见骨质结构完整，未见明确骨质破坏。",
    "主动脉及冠状动脉走行区未见钙化。",
    "食管壁未见增厚，管腔未见狭窄。",
    "胸壁软组织未见异常，双侧腋窝未见肿大淋巴结。",
];
const CHANGES: [&str; 6] =
    ["较前相仿", "较前增大", "较前缩小", "较前无明显变化", "为新发病灶", "较前吸收好转"];
const ADVICE: [&str; 6] =
    ["建议随访", "建议3个月后复查", "请结合临床", "必要时穿刺活检", "建议增强扫描", "建议PET/CT检查"];
/// Words of one report in some thousand each.
const RARE: [&str; 8] = [
    "肺泡蛋白沉积症",
    "淋巴管肌瘤病",
    "朗格汉斯细胞组织细胞增生症",
    "肺动静脉瘘",
    "硬化性肺泡细胞瘤",
    "卡斯特曼病",
    "肺隐球菌病",
    "特发性肺含铁血黄素沉着症",
];

/// A report.
pub struct Report {
    /// Findings and impression.
    pub text: String,
    /// Longest size in millimetres, where one is given.
    pub size: Option<f64>,
    /// Age of the patient.
    pub age: u32,
}

/// Chance by splitmix64: the same seed, the same numbers.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_in(&mut self, often: usize) -> bool {
        self.below(often) == 0
    }

    /// One of a list, the first much more often than the last.
    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = (0..words.len()).find(|_| self.one_in(2)).unwrap_or_else(|| self.below(words.len()));
        words.get(at).copied().unwrap_or_default()
    }
}

/// The report of that number, about 500 characters.
pub fn report(number: u64) -> Report {
    let mut chance = Chance(number.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5eed);
    let mut findings = String::from("检查所见：");
    let mut impression = String::from("诊断意见：");
    let mut size: Option<f64> = None;
    let mut item = 0;
    while findings.chars().count() < 380 {
        if chance.one_in(2) {
            findings.push_str(NORMAL[chance.below(NORMAL.len())]);
            continue;
        }
        let (organ, found) = ORGANS[chance.below(ORGANS.len())];
        let finding = chance.of(found);
        findings.push_str(organ);
        if chance.one_in(4) {
            findings.push_str("未见明确");
            findings.push_str(finding);
            findings.push('。');
            continue;
        }
        let long = 2.0 + chance.below(380) as f64 / 10.0;
        let short = (long * (0.5 + chance.below(50) as f64 / 100.0)).round();
        findings.push_str(["见", "可见", "见一", "见多发"][chance.below(4)]);
        findings.push_str(finding);
        if chance.one_in(2) {
            findings.push_str(&format!("，大小约{long}mm×{short}mm"));
            size = Some(size.map_or(long, |known| known.max(long)));
        }
        findings.push_str(&format!("，{}，{}。", chance.of(&MARGINS), CHANGES[chance.below(CHANGES.len())]));
        item += 1;
        let lead = if chance.one_in(3) { "考虑" } else { "" };
        impression.push_str(&format!("{item}.{organ}{lead}{finding}，{}；", chance.of(&ADVICE)));
    }
    if chance.one_in(400) {
        impression.push_str(&format!("{}可能。", RARE[chance.below(RARE.len())]));
    }
    findings.push('\n');
    findings.push_str(&impression);
    findings.push_str(&format!("检查号{:08}", number.wrapping_mul(2_654_435_761) % 100_000_000));
    Report { text: findings, size, age: 20 + chance.below(70) as u32 }
}
