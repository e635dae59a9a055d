//! Addresses.

use std::sync::LazyLock;

use regex::Regex;

use super::regions::{cities, provinces};
use super::scan::is_han;
use super::{Found, Kind, Scan};

struct Shapes {
    /// A label and all that follows in the clause.
    label: Regex,
    /// A province or city and at least one smaller place.
    region: Regex,
    /// A street with a house number.
    street: Regex,
    /// Village and group, without a region before them.
    village: Regex,
    latin: Regex,
}

const SMALL: &str = r"(?:[\p{Han}&&[^后再次经并的在于至有无因及和与行为见未药服]]{1,6}?(?:自治州|自治县|地区|新区|开发区|高新区|市|区|县|旗|州|盟))";
const TOWN: &str =
    r"(?:[\p{Han}&&[^后再次经并的在于至有无因及和与行为见未药服]]{1,6}?(?:街道办?|镇|乡|苏木|农场|林场))";
const VILLAGE: &str = r"(?:[\p{Han}&&[^后再次经并的在于至有无因及和与行为见未药服]]{1,7}?(?:村|社区|小区|屯|花园|家园|公寓|新村|庄))";
const ROAD: &str = r"(?:[\p{Han}\d&&[^后再次经并的在于至有无因及和与行为见未药服]]{1,7}?(?:大道|大街|路|街|巷|弄|胡同|里)(?:[东西南北中]?[一二三四五六七八九十]?段)?)";
const HOUSE: &str = r"(?:[\dA-Za-z零一二三四五六七八九十百甲乙丙-]{1,6}(?:号楼|号院|号|栋|幢|座|楼|单元|室|组|层|户|弄)(?:之\d{1,3})?|-?\d{1,5}(?:-\d{1,5}){1,3})";

/// What stands before the name of a street or village.
const ENDS_BACK: &str = "住于在至到址者为是系的和与去往从";

static SHAPES: LazyLock<Option<Shapes>> = LazyLock::new(|| {
    let names = |names: &mut dyn Iterator<Item = &'static str>| names.collect::<Vec<_>>().join("|");
    let (provinces, cities) = (names(&mut provinces()), names(&mut cities()));
    let province = format!("(?:(?:{provinces})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?)");
    let city = format!("(?:(?:{cities})(?:市|地区|州)?)");
    let end = format!("{SMALL}{{0,2}}{TOWN}?{VILLAGE}?{ROAD}{{0,2}}{HOUSE}{{0,6}}");
    Some(Shapes {
        label: Regex::new(r"(?:(?:家庭|现|常|通讯|联系|户籍|户口|居住|工作|单位|邮寄|收件)?(?:住址|地址)|现住|家住|居住地|户籍(?:地|所在地)?|户口所在地|籍贯|出生地|工作单位|(?i:(?-u:\b)address)) ?[:：]? ?([^:,，。;；\n、()\[\]]{2,60})").ok()?,
        region: Regex::new(&format!("(?:{province}{city}?|{city}){end}")).ok()?,
        street: Regex::new(&format!(r"(?:大道|大街|路|街|巷|弄|胡同)(?:东|西|南|北|中)?[一二三四五六七八九十]?段?\d{{1,5}}(?:号|弄)(?:院|楼)?{HOUSE}{{0,5}}")).ok()?,
        village: Regex::new(&format!(r"(?:镇|乡)\p{{Han}}{{1,5}}村(?:[\d一二三四五六七八九十]{{1,3}}(?:组|社|队|号))*|(?:小区|花园|家园|公寓|新村){HOUSE}{{1,5}}")).ok()?,
        latin: Regex::new(r"(?-u:\b)\d{1,5} (?:[A-Z][A-Za-z]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd)(?-u:\b)\.?").ok()?,
    })
});

pub(super) fn find(scan: &Scan, found: &mut Vec<Found>) {
    let Some(shapes) = SHAPES.as_ref() else { return };
    let add = |found: &mut Vec<Found>, start: usize, end: usize| {
        found.push(Found { start: scan.place(start), end: scan.place(end), kind: Kind::Address })
    };
    for words in shapes.label.captures_iter(scan.text()).filter_map(|words| words.get(1)) {
        if !["不详", "同上", "未知", "保密", "同前", "无"].iter().any(|none| words.as_str().starts_with(none))
        {
            add(found, words.start(), words.start() + words.as_str().trim_end().len());
        }
    }
    for words in shapes.region.find_iter(scan.text()) {
        // a province alone tells little, and a city's name may be a word
        let tells = ["市", "区", "县", "旗", "镇", "乡", "村", "路", "街", "号", "州", "室"];
        let region = super::region(words.as_str());
        let more = words.as_str().len() > region.len();
        if more || (tells.iter().any(|end| words.as_str().ends_with(end))) || two_names(words.as_str()) {
            add(found, words.start(), words.end());
        }
    }
    shapes.latin.find_iter(scan.text()).for_each(|words| add(found, words.start(), words.end()));
    for shape in [&shapes.street, &shapes.village] {
        for words in shape.find_iter(scan.text()) {
            let start = scan.place(words.start());
            let name = |back: &usize| {
                start
                    .checked_sub(back + 1)
                    .and_then(|at| scan.at(at))
                    .is_some_and(|c| is_han(c) && !ENDS_BACK.contains(c))
            };
            let back = (0..8).take_while(name).count();
            if back > 0 {
                found.push(Found { start: start - back, end: scan.place(words.end()), kind: Kind::Address });
            }
        }
    }
}

/// 湖北武汉: a province and a city of it.
fn two_names(words: &str) -> bool {
    provinces()
        .find_map(|name| words.strip_prefix(name))
        .is_some_and(|rest| cities().any(|city| rest.contains(city)))
}
