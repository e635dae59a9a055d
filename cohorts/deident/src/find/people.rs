//! Names of people whom nobody has told us of: by what stands around them.

use std::sync::LazyLock;

use regex::Regex;

use super::names::begins_a_word;
use super::scan::is_han;
use super::surnames::{TRANSLITERATED, given, surname};
use super::{Found, Kind, Scan};

/// Labels that a name follows, with a colon or a blank.
static LABELS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:(?P<patient>(?:患者|病人|病员|受检者|被检者|产妇|患儿|孕妇|参保人|家属|联系人|监护人|陪护人?|委托人|曾用|母亲|父亲|配偶|新生儿)?姓名|姓\s{1,4}名|联系人|监护人|家属签[名字]|家属|委托人|陪护人|",
        r"患者|病人|患儿|受检者|被检者)|",
        r"(?P<staff>(?:报告|审核|诊断|检查|书写|记录|操作|申请|送检|主治|主任|主管|管床|住院|经治|上级|值班|首诊|会诊|麻醉|手术|签发|复核|初诊|初写|终审|责任|进修|阅片|接诊|转诊|影像|超声|病理|内镜|住院总)?(?:医师|医生|大夫)(?:签[名字])?|",
        r"(?:报告|审核|检查|书写|记录|录入|操作|复核|签发|登记|采集|核对|阅片|发布|送检|取材|制片)(?:者|人员?|员)|主刀|术者|第?[一二三]?助手?|[一二三]助|麻醉师|(?:责任|巡回|器械|洗手|值班)?护士长?|护师|技师|技术员|摄片人?|投照|签[名字]|审核|复核|复审|初审|终审|签发|主任|院长|教授))",
        r"(?:\([^()\n]{0,8}\))? ?(?P<colon>[:：])?[ \t]*"
    ))
    .ok()
});

/// Words before a name that stands without a colon.
static PERSONS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("姓名|患者|病人|病员|伤者|受检者|被检者|产妇|患儿|孕妇|家属|家人|联系人|监护人|配偶|丈夫|妻子|儿子|女儿|父亲|母亲|汇报|请示|告知|其父|其母|其子|其女|其妻|其夫|其弟|其兄|其姐|其妹|弟弟|哥哥|姐姐|妹妹|病友|医师|医生|大夫|主任|教授|护士长?|技师|术者|主刀|助手").ok()
});

static SEX: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[,、(] ?(?:男|女)(?:性)?[,,。、)]").ok());

static TITLES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:副?主任|主治|住院|进修|实习)?(?:医师|医生)|副?主任|副?教授|大夫|护士长?|护师|技师|副?院长|先生|女士|小姐|老师|博士|院士|同志").ok()
});

static LATIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const NAME: &str = r"([A-Z][A-Za-z'’-]+(?:[ ,]{1,2}(?:[A-Z]\.?[ ]){0,2}[A-Z][A-Za-z'’-]+){0,2})";
    Regex::new(&[
        format!(r"(?-u:\b)(?:Drs?|Mr|Mrs|Ms|Miss|Prof|Professor|Doctor|Nurse)(?-u:\b)\.? {{1,2}}{NAME}"),
        format!(r"(?-u:\b)(?i:patient(?:'s)?(?: name)?|name|radiologist|physician|technologist|technician|attending|resident|surgeon|operator|signed by|reported by|reviewed by|dictated by|verified by|read by|interpreted by|referred by|requested by|performed by) ?: ?(?:Drs?\.? )?{NAME}"),
        format!(r"(?-u:\b)(?i:signed|reported|reviewed|dictated|verified|read|interpreted|referred|requested|performed)(?: electronically)? by (?:Drs?\.? )?{NAME}"),
        format!(r"(?-u:\b){NAME}, ?(?:MD|M\.D\.|DO|PhD|RN)(?-u:\b)"),
        r"(?:姓名|医师|医生|签名|审核者?|报告者|患者) ?: ?([A-Z][A-Za-z]+(?:[ \^]{1,2}[A-Z][A-Za-z]+){0,2})".to_owned(),
    ].join("|")).ok()
});

/// Words after which a name has ended, as single characters.
const AFTER: &str = "男女因于在今主诉来行入曾系及与和已有无既现近反出发住同未否可签医护教副先的是诊自前后被经由到说称向送表要述陪代告亦均再又时将会为之等岁术拟给予查";
/// Words before a surname with a title: 请王主任.
const BEFORE: &str = "请经由与和及找予被向对跟同以师我院科诊、,。;:( /-";
/// Labels and words that follow a name without a blank.
const NEXT: &[&str] = &[
    "性别",
    "年龄",
    "科室",
    "住院",
    "门诊",
    "床号",
    "审核",
    "报告",
    "日期",
    "时间",
    "检查",
    "电话",
    "身份证",
    "签名",
    "签字",
    "医师",
    "医生",
    "主任",
    "教授",
    "护士",
    "技师",
    "诊断",
    "联系",
    "地址",
    "籍贯",
    "民族",
    "职业",
    "婚姻",
    "出生",
    "大夫",
    "先生",
    "女士",
    "病区",
    "申请",
];
/// What stands after a label and is no name.
const NOBODY: &[&str] = &[
    "同前", "正常", "未见", "不详", "详见", "见下", "同上", "已签", "手写", "电子", "年龄", "性别", "未知",
    "本人", "家属", "患者", "父亲", "母亲", "自己", "无名", "女儿", "儿子", "妻子", "丈夫", "匿名", "空白",
    "保密", "隐去", "签名", "签字", "盖章", "报告", "审核", "医师", "医生", "日期", "时间", "无", "配偶",
    "主任",
];

/// Words after a Latin name that are not of it.
const LATIN_NEXT: &[&str] = &[
    ", MD",
    " MD",
    ", DO",
    ", RN",
    ", PhD",
    " MRN",
    " ID",
    " DOB",
    " Sex",
    " Age",
    " Date",
    " Gender",
    " Accession",
    " Patient",
    " Exam",
    " Study",
    " Report",
    " HISTORY",
    " DATE",
    " AGE",
    " SEX",
    " EXAM",
    " REPORT",
];

pub(super) fn find(scan: &Scan, found: &mut Vec<Found>) {
    labelled(scan, found);
    told(scan, found);
    opening(scan, found);
    titled(scan, found);
    anonymous(scan, found);
    dotted(scan, found);
    latin(scan, found);
}

/// Whether a name is sure enough to be covered wherever it stands again.
pub(super) fn repeats(scan: &Scan, name: Found) -> bool {
    let chars = scan.slice(name.start, name.end);
    chars.iter().any(|c| !is_han(*c)) || (surname(chars, false).is_some() && !begins_a_word(scan, name.start))
}

/// 报告医师:李四 王五
fn labelled(scan: &Scan, found: &mut Vec<Found>) {
    for words in LABELS.iter().flat_map(|labels| labels.captures_iter(scan.text())) {
        let Some(all) = words.get(0) else { continue };
        let kind = if words.name("staff").is_some() { Kind::Staff } else { Kind::Name };
        let strong = words.name("colon").is_some();
        let gap = all.as_str().ends_with([' ', '\t']);
        let mut at = scan.place(all.end());
        if !strong && !gap {
            continue;
        }
        let mut first = true;
        // a list of names ends where something stands that cannot be one
        while let Some((end, sure)) = name_after_label(scan, at, strong && first) {
            if !sure && !first {
                break;
            }
            found.push(Found { start: at, end, kind });
            first = false;
            at = end;
            let mut signs = 0;
            while signs < 3
                && scan.at(at).is_some_and(|c| matches!(c, ' ' | '/' | '、' | ',' | '\t' | ';' | '-'))
            {
                (at, signs) = (at + 1, signs + 1);
            }
            if signs == 0 {
                break;
            }
        }
    }
}

/// The end of the name at `at`, and whether it is one by its characters alone.
fn name_after_label(scan: &Scan, at: usize, strong: bool) -> Option<(usize, bool)> {
    let run = scan.slice(at, at + 40).iter().take_while(|c| is_han(**c)).count();
    let word = scan.slice(at, at + run);
    if NOBODY.iter().any(|nobody| word.iter().copied().take(nobody.chars().count()).eq(nobody.chars())) {
        return None;
    }
    if scan.at(at + run) == Some('·') && run > 0 {
        return dotted_end(scan, at).map(|end| (end, true));
    }
    // 张 三
    let lone = |c: Option<char>| c.is_some_and(is_han);
    if run == 1 && strong && scan.at(at + 1) == Some(' ') && surname(word, false).is_some() {
        let blanks = scan.slice(at + 1, at + 4).iter().take_while(|c| **c == ' ').count();
        let given_at = at + 1 + blanks;
        let long = (0..3).take_while(|more| lone(scan.at(given_at + more))).count();
        if (1..=2).contains(&long)
            && !NOBODY.iter().any(|word| scan.rest(given_at).starts_with(word))
            && !matches!(scan.at(given_at), Some('男' | '女'))
        {
            return Some((given_at + long, true));
        }
    }
    let named = surname(word, !strong);
    if matches!(word, ['男' | '女', ..])
        || (begins_a_word(scan, at)
            && !(strong && run <= 3 && named.is_some() && scan.at(at + 1) != Some('氏') && run == 2))
    {
        return None;
    }
    match named {
        Some(family) if run <= family + 2 => {
            let all_given = word.iter().skip(family).all(|c| given(*c));
            // a surname alone signs only after a colon
            (strong || (run > family && all_given))
                .then_some((at + cut(scan, at, run, family), all_given && run > family))
        }
        Some(family) if strong || word.iter().skip(family).take(1).all(|c| given(*c)) => {
            let ends = |long: &usize| {
                let rest = scan.rest(at + long);
                NEXT.iter().any(|next| rest.starts_with(next))
                    || scan.at(at + long).is_some_and(|c| AFTER.contains(c) && !given(c))
            };
            let fits = [family + 2, family + 1].into_iter().find(ends);
            let chars_fit = |long: usize| word.iter().skip(family).take(long - family).all(|c| given(*c));
            match fits {
                Some(long) => Some((at + long, chars_fit(long))),
                None if strong && chars_fit(family + 2) => Some((at + family + 2, true)),
                None => None,
            }
        }
        // a name of a kind we do not know, but the label is one of names
        None if strong && (2..=4).contains(&run) => {
            let fits = word.iter().filter(|c| given(**c) || TRANSLITERATED.contains(**c)).count() * 2 >= run;
            fits.then_some((at + run, false))
        }
        _ => None,
    }
}

/// Without the title or label that follows without a blank: 王五医师.
fn cut(scan: &Scan, at: usize, run: usize, family: usize) -> usize {
    let ends = |long: &usize| NEXT.iter().any(|next| scan.rest(at + long).starts_with(next));
    (family..run).find(ends).unwrap_or(run)
}

/// 患者张三,男 · 家属李秀兰诉
fn told(scan: &Scan, found: &mut Vec<Found>) {
    for person in PERSONS.iter().flat_map(|persons| persons.find_iter(scan.text())) {
        let mut at = scan.place(person.end());
        if scan.at(at) == Some(' ') {
            at += 1;
        }
        let foreign = scan
            .slice(at, at + 8)
            .iter()
            .position(|c| !is_han(*c))
            .is_some_and(|run| scan.at(at + run) == Some('·'));
        if let Some(end) = dotted_end(scan, at).filter(|_| foreign) {
            found.push(Found { start: at, end, kind: Kind::Name });
            continue;
        }
        let staff = ["医", "大夫", "主", "教授", "护", "技", "术", "助"]
            .iter()
            .any(|word| person.as_str().starts_with(word));
        if let Some(long) = bare_name(scan, at) {
            let kind = if staff { Kind::Staff } else { Kind::Name };
            found.push(Found { start: at, end: at + long, kind });
        }
    }
}

/// 李芬,女,67岁 at the start of a text or sentence.
fn opening(scan: &Scan, found: &mut Vec<Found>) {
    for sex in SEX.iter().flat_map(|sex| sex.find_iter(scan.text())) {
        let comma = scan.place(sex.start());
        let name = [2, 3, 4].into_iter().filter_map(|long| comma.checked_sub(long)).find(|start| {
            let free = scan.before(*start).is_none_or(|c| !is_han(c) && !c.is_alphanumeric());
            free && bare_name(scan, *start) == Some(comma - start)
        });
        found.extend(name.map(|start| Found { start, end: comma, kind: Kind::Name }));
    }
}

/// The length of a name that only a word like 患者 leads.
fn bare_name(scan: &Scan, at: usize) -> Option<usize> {
    let chars = scan.slice(at, at + 5);
    let family = surname(chars, true)?;
    if begins_a_word(scan, at) {
        return None;
    }
    let all_given = |long: usize| {
        let more = chars.get(family..long);
        more.is_some_and(|more| !more.is_empty() && more.iter().all(|c| given(*c)))
    };
    let next = |long: usize| chars.get(long).copied();
    let closed = |long: usize| next(long).is_none_or(|c| !is_han(c) && c != '*' && c != '%');
    let ends = |long: usize| {
        let rest = scan.rest(at + long);
        closed(long)
            || next(long).is_some_and(|c| AFTER.contains(c))
            || NEXT.iter().any(|word| rest.starts_with(word))
    };
    // 于 is a word before it is a name
    let careful = |long: usize| chars.first() != Some(&'于') || closed(long);
    [family + 2, family + 1].into_iter().find(|long| all_given(*long) && ends(*long) && careful(*long))
}

/// 请王建国主任会诊 · 经李医生
fn titled(scan: &Scan, found: &mut Vec<Found>) {
    for title in TITLES.iter().flat_map(|titles| titles.find_iter(scan.text())) {
        let at = scan.place(title.start());
        let kind = if ["先生", "女士", "小姐", "同志"].contains(&title.as_str()) {
            Kind::Name
        } else {
            Kind::Staff
        };
        let name = (1..=4usize).rev().filter_map(|long| {
            let start = at.checked_sub(long)?;
            let chars = scan.slice(start, at);
            let family = surname(chars, true)?;
            let free = scan.before(start).is_none_or(|c| !is_han(c) || BEFORE.contains(c));
            let given_fit = chars.iter().skip(family).all(|c| given(*c));
            let fits = match long.checked_sub(family)? {
                0 => free && chars.first() != Some(&'于') && chars.first() != Some(&'向'),
                1 => free && given_fit,
                2 => given_fit,
                _ => false,
            };
            (fits && !begins_a_word(scan, start)).then_some(start)
        });
        if let Some(start) = name.into_iter().next() {
            found.push(Found { start, end: at, kind });
        }
    }
}

/// 王某, 李某某, 张XX
fn anonymous(scan: &Scan, found: &mut Vec<Found>) {
    let chars = scan.chars();
    for (at, c) in chars.iter().enumerate() {
        let some = match c {
            '某' => true,
            'X' | 'x' | '×' => {
                chars.get(at + 1) == Some(c) && chars.get(at + 2).is_none_or(|c| !c.is_ascii_alphanumeric())
            }
            _ => false,
        };
        let Some(start) = at.checked_sub(1).filter(|_| some) else { continue };
        if surname(scan.slice(start, at), true).is_none()
            || matches!(scan.at(start), Some('于' | '向' | '任'))
        {
            continue;
        }
        let more = scan
            .slice(at, at + 3)
            .iter()
            .take_while(|c| matches!(c, '某' | '甲' | '乙' | 'X' | 'x' | '×'))
            .count();
        let generic = scan.at(at + more).is_some_and(|c| "医院年月日种些个地市县处部一大科家类".contains(c));
        if !generic {
            found.push(Found { start, end: at + more, kind: Kind::Name });
        }
    }
}

/// 阿卜杜拉·买买提
fn dotted(scan: &Scan, found: &mut Vec<Found>) {
    for (dot, _) in scan.chars().iter().enumerate().filter(|(_, c)| **c == '·') {
        let before = (0..8)
            .take_while(|back| {
                dot > *back && scan.at(dot - back - 1).is_some_and(|c| TRANSLITERATED.contains(c))
            })
            .count();
        let start = dot - before;
        if before >= 2
            && let Some(end) = dotted_end(scan, start)
        {
            found.push(Found { start, end, kind: Kind::Name });
        }
    }
}

/// The end of a name in parts joined by middle dots.
fn dotted_end(scan: &Scan, start: usize) -> Option<usize> {
    let mut at = start;
    let mut parts = 0;
    loop {
        let foreign = |c: Option<char>| c.is_some_and(|c| TRANSLITERATED.contains(c));
        let run = (0..10).take_while(|more| match parts {
            // a label has told where the first part begins
            0 => scan.at(at + more).is_some_and(is_han),
            _ => foreign(scan.at(at + more)),
        });
        let run = run.count();
        if run == 0 {
            return (parts > 1).then(|| at - 1);
        }
        at += run;
        parts += 1;
        if scan.at(at) != Some('·') || parts > 4 {
            return (parts > 1).then_some(at);
        }
        at += 1;
    }
}

fn latin(scan: &Scan, found: &mut Vec<Found>) {
    for words in LATIN.iter().flat_map(|latin| latin.captures_iter(scan.text())) {
        let Some(name) = (1..=5).find_map(|group| words.get(group)) else { continue };
        let long = LATIN_NEXT.iter().filter_map(|next| name.as_str().find(next)).min().unwrap_or(name.len());
        let (start, end) = (scan.place(name.start()), scan.place(name.start() + long));
        // a title before a mask is left alone
        if start == end || matches!(name.as_str(), "Dr" | "Drs" | "Prof" | "Mr" | "Mrs" | "Ms") {
            continue;
        }
        let whole = words.get(0).map_or("", |all| all.as_str()).to_ascii_lowercase();
        let staff = !["mr", "ms", "miss", "patient", "name", "姓名", "患者"]
            .iter()
            .any(|word| whole.starts_with(word));
        found.push(Found { start, end, kind: if staff { Kind::Staff } else { Kind::Name } });
    }
}
