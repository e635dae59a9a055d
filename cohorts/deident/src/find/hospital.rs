//! Names of hospitals.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::regions;
use super::scan::is_han;
use super::{Found, Kind, Scan};

static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("医院|卫生院|卫生所|卫生室|诊所|卫生服务中心|卫生服务站|门诊部|疗养院|保健院|保健所|体检中心|防治院|防治所|急救中心|医学影像中心|肿瘤中心|医学中心|医学院|医科大学|附属[一二三四五六七八九十]院|[省市县区州旗][一二三四五六七八九]院|[一二三四五六七八九]附院|附[一二三四五六]院|[大医]附院|人民院").ok()
});

static LATIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?:[A-Z][A-Za-z.'-]+ ){1,6}(?:Hospital|Medical Center|Medical Centre|Clinic|Infirmary)(?: of(?: the)?(?: [A-Z][A-Za-z]+){1,5})?").ok()
});

/// What may stand behind a name that belongs to it: 医院 + 东院区.
static CAMPUS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:\(?(?:[东西南北中新老本总分]|[\p{Han}]{2,3})院区\)?|分院|总院)").ok());

/// Words that end the way back: a name does not reach over them.
const STOPS: &[&str] = &[
    "医院", "就诊", "转诊", "入住", "转入", "转至", "转到", "收入", "住", "于", "在", "至", "到", "去", "往",
    "赴", "来", "从", "由", "经", "被", "及", "送", "因", "后", "前", "曾", "为", "是", "自", "的", "我",
    "本", "该", "三甲", "二甲", "外", "某", "当地", "行", "即", "遂", "又", "再", "均", "予", "找", "示",
    "转", "其", "或", "家", "单位", "附近", "月", "日", "天", "诉", "携", "提供", "建议", "委托", "回",
    "患者", "请", "向", "与", "起", "出", "并", "带", "称", "入",
];

/// What says nothing by itself before 医院.
const GENERIC: &[&str] = &[
    "",
    "大",
    "小",
    "外",
    "上级",
    "下级",
    "其他",
    "其它",
    "另一",
    "别的",
    "多家",
    "几家",
    "各大",
    "各",
    "三甲",
    "三级",
    "二级",
    "二甲",
    "一级",
    "三级甲等",
    "综合",
    "专科",
    "基层",
    "私立",
    "公立",
    "民营",
    "社区",
    "县",
    "市",
    "省",
    "区",
    "乡",
    "镇",
    "村",
    "乡镇",
    "县级",
    "市级",
    "省级",
    "地方",
    "职工",
    "大学",
    "医联体",
    "教学",
    "院外",
    "兄弟",
    "附近",
    "一家",
    "两家",
    "某家",
    "门诊",
    "地区",
    "正规",
    "上一级",
    "当地县",
    "当地市",
    "国内",
    "国外",
    "北方",
    "互联网",
    "合作",
];

/// What makes a name of it.
const TELLING: &[&str] = &[
    "大学",
    "医科",
    "附属",
    "人民",
    "中心",
    "中医",
    "第一",
    "第二",
    "第三",
    "第四",
    "第五",
    "第六",
    "第七",
    "第八",
    "第九",
    "解放军",
    "武警",
    "协和",
    "同济",
    "华西",
    "瑞金",
    "湘雅",
    "肿瘤",
    "儿童",
    "妇产",
    "妇幼",
    "胸科",
    "口腔",
    "眼科",
    "骨科",
    "传染病",
    "精神",
    "红十字",
    "省立",
    "市立",
    "友谊",
    "总",
    "军区",
    "海军",
    "空军",
    "陆军",
    "铁路",
    "矿务局",
    "职工",
];

/// Longest name in characters, without its ending.
const REACH: usize = 24;

/// The stop words by their last character.
static STOP_ENDS: LazyLock<HashMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut ends: HashMap<char, Vec<Vec<char>>> = HashMap::new();
    for word in STOPS.iter().map(|word| word.chars().collect::<Vec<char>>()) {
        if let Some(last) = word.last() {
            ends.entry(*last).or_default().push(word);
        }
    }
    ends
});

pub(super) fn find(scan: &Scan, found: &mut Vec<Found>) {
    let mut regions: Option<Vec<(usize, usize)>> = None;
    for suffix in ENDS.iter().flat_map(|ends| ends.find_iter(scan.text())) {
        let (tail, mut end) = (scan.place(suffix.start()), scan.place(suffix.end()));
        // an abbreviation carries its telling word in the ending
        let short = suffix.as_str().ends_with("院")
            && !suffix.as_str().ends_with("医院")
            && suffix.as_str().chars().count() <= 4
            && !["卫生院", "疗养院", "保健院", "防治院", "医学院"].contains(&suffix.as_str());
        let regions = regions.get_or_insert_with(|| regions::places(scan));
        let start = start(scan, tail, regions);
        let core = scan.words(start, tail);
        if !telling(&core, suffix.as_str(), short) {
            continue;
        }
        if let Some(campus) = CAMPUS.iter().find_map(|campus| campus.find(scan.rest(end))) {
            end += campus.as_str().chars().count();
        }
        found.push(Found { start, end, kind: Kind::Hospital });
    }
    for name in LATIN.iter().flat_map(|latin| latin.find_iter(scan.text())) {
        let generic = ["The", "This", "Our", "Outside", "Local", "Referring", "Other"].iter().any(|word| {
            name.as_str().strip_prefix(word).is_some_and(|rest| rest.trim_start().split(' ').count() <= 1)
        });
        if !generic {
            found.push(Found {
                start: scan.place(name.start()),
                end: scan.place(name.end()),
                kind: Kind::Hospital,
            });
        }
    }
}

/// Where the name starts that ends at `tail`: the way back over Chinese characters
/// and digits, up to a word that cannot be inside; a region begins a name.
fn start(scan: &Scan, tail: usize, regions: &[(usize, usize)]) -> usize {
    let near = regions.partition_point(|(_, end)| *end + REACH < tail);
    let near = || regions.iter().skip(near).take_while(|(start, _)| *start < tail).copied();
    // 上海, 海南, 来宾 hold words that would end the way back
    let in_region = |at: usize| near().any(|(start, end)| start <= at && at < end);
    let mut start = tail;
    while let Some(at) = start.checked_sub(1).filter(|_| tail - start < REACH) {
        let inside = scan.at(at).is_some_and(|c| is_han(c) || c.is_ascii_digit());
        if !inside || (stops(scan, start) && !in_region(at)) {
            break;
        }
        start = at;
    }
    near().map(|(region, _)| region).find(|region| (start..tail).contains(region)).unwrap_or(start)
}

/// Whether a word that ends the way back ends at `end`.
fn stops(scan: &Scan, end: usize) -> bool {
    let Some(last) = scan.before(end) else { return true };
    STOP_ENDS.get(&last).into_iter().flatten().any(|word| {
        let from = end.checked_sub(word.len());
        from.is_some_and(|from| scan.slice(from, end) == word.as_slice())
    })
}

fn telling(core: &str, suffix: &str, short: bool) -> bool {
    if core.is_empty() || GENERIC.contains(&core) {
        return short && suffix.starts_with("附属");
    }
    if short {
        return true;
    }
    let place = regions::named(core);
    let word = TELLING.iter().any(|word| core.contains(word));
    let number = core.bytes().filter(u8::is_ascii_digit).count() >= 2;
    let region = core.ends_with(['省', '市', '县', '区', '镇', '乡', '村']) && core.chars().count() > 2;
    let own = matches!(
        suffix,
        "医院"
            | "卫生院"
            | "诊所"
            | "门诊部"
            | "保健院"
            | "卫生服务中心"
            | "疗养院"
            | "体检中心"
            | "医学影像中心"
    ) && (2..=8).contains(&core.chars().count());
    place || word || number || region || own
}
