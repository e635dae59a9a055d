//! Dates, and ages above 89.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Found, Kind, Scan};

/// A date as far as a text tells it, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Moment {
    /// Year; `None` for 3月5日.
    pub(in super::super) year: Option<i32>,
    /// Month 1..=12, where known.
    pub(in super::super) month: Option<u32>,
    /// Day 1..=31, where known.
    pub(in super::super) day: Option<u32>,
    /// Sign between the parts: `年`, `-`, `/`, `.`, or none for 20210305.
    pub(in super::super) style: Option<char>,
}

/// Year `y`, month `m`, day `d`; `h` Chinese numerals; `n` an English month.
static RULES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const TIME: &str = r"(?:[ T]?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|\+\d\d:?\d\d)?| ?(?:[01]?\d|2[0-3])[时点](?:[0-5]?\d分)?)?";
    const YEAR: &str = r"(?P<y>(?:18|19|20)\d\d)";
    const MONTHS: &str = r"(?P<n>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?";
    let rules = [
        format!(r"{YEAR} ?(?P<s>年) ?(?P<m>\d{{1,2}}) ?月 ?(?P<d>\d{{1,2}}) ?[日号]?{TIME}"),
        format!(r"{YEAR} ?(?P<s>年) ?(?P<m>\d{{1,2}}) ?月份?"),
        format!(r"{YEAR} ?(?P<s>[-./]) ?(?P<m>\d{{1,2}}) ?[-./] ?(?P<d>\d{{1,2}})日?{TIME}"),
        format!(r"{YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01]){TIME}"),
        format!(r"{YEAR}(?P<s>[-./])(?P<m>\d{{1,2}})月?"),
        r"(?P<m>\d{1,2})(?P<s>[/.-])(?P<d>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)".into(),
        format!(r"(?P<m>\d{{1,2}}) ?月 ?(?P<d>\d{{1,2}}) ?[日号]{TIME}"),
        r"(?P<z>\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]".into(),
        r"(?P<h>(?:[一二三四五六七八九〇零○]{4}年)?[元一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿卅]{1,3}[日号])".into(),
        r"(?P<h>[一二三四五六七八九〇零○]{4}年[元一二三四五六七八九十]{1,3}月)".into(),
        format!(r"(?-u:\b)(?i:{MONTHS}) ?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? ?{YEAR}"),
        format!(r"(?-u:\b)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -](?i:{MONTHS}),?[ -]{YEAR}"),
        format!(r"(?-u:\b)(?i:{MONTHS}),? {YEAR}"),
    ];
    rules.iter().filter_map(|rule| Regex::new(rule).ok()).collect()
});

/// The end of a range after a full date: 2021.3.5-3.12, 2021-03-05至03-12.
static RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^ ?(?:-|~|～|至|到|、|,) ?(?P<m>\d{1,2})(?:[./-](?P<d>\d{1,2})|(?P<only>[日号]))").ok()
});

static OLD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:年龄|age)[: ]{0,2}(9\d|1[0-3]\d)|(9\d|1[0-3]\d) ?(?:周?岁|y/?o(?-u:\b)|[- ]?years?[- ]old|[- ]?year-old)|",
        r"((?:九十|一百)[零〇]?[一二三四五六七八九十]{0,3}余?)周?岁"
    ))
    .ok()
});

pub(super) fn find(scan: &Scan, found: &mut Vec<Found>) {
    for rule in RULES.iter() {
        for words in rule.captures_iter(scan.text()) {
            let Some(all) = words.get(0) else { continue };
            let (start, mut end) = (scan.place(all.start()), scan.place(all.end()));
            let moment = read(&words);
            if !moment.possible() || !stands(scan, start, end, &moment) {
                continue;
            }
            // 2021.3.5-3.12, 2021-03-05、03-12、04-02
            while moment.day.is_some()
                && let Some(more) = range(scan, end)
            {
                end = more;
            }
            found.push(Found { start, end, kind: Kind::Date });
        }
    }
    for words in OLD.iter().flat_map(|old| old.captures_iter(scan.text())) {
        let Some(age) = (1..=3).find_map(|group| words.get(group)) else { continue };
        let (start, end) = (scan.place(age.start()), scan.place(age.end()));
        if !scan.digit_at(start.wrapping_sub(1)) && !scan.digit_at(end) {
            found.push(Found { start, end, kind: Kind::Age });
        }
    }
}

/// The end of a range or list of days that goes on at `at`.
fn range(scan: &Scan, at: usize) -> Option<usize> {
    let words = RANGE.iter().find_map(|range| range.captures(scan.rest(at)))?;
    let number = |name| words.name(name).and_then(|part| part.as_str().parse::<u32>().ok());
    let fits = match words.name("only") {
        Some(_) => number("m").is_some_and(|day| (1..=31).contains(&day)),
        None => {
            number("m").is_some_and(|month| (1..=12).contains(&month))
                && number("d").is_some_and(|day| (1..=31).contains(&day))
        }
    };
    let end = at + words.get(0)?.as_str().chars().count();
    let measure = matches!(scan.at(end), Some('c' | 'm' | 'C' | 'M' | '×'));
    (fits && !scan.digit_at(end) && !measure).then_some(end)
}

/// The date a text of a field or a found place tells; `None` when it is no date.
pub(in super::super) fn moment(text: &str) -> Option<Moment> {
    let text: String = text.chars().map(super::canon).collect();
    let read = RULES.iter().filter_map(|rule| rule.captures(text.trim()));
    let starting = read.filter(|words| words.get(0).is_some_and(|all| all.start() == 0));
    // a longer reading knows more
    let best = starting.max_by_key(|words| words.get(0).map_or(0, |all| all.len()))?;
    let moment = self::read(&best);
    moment.possible().then_some(moment)
}

fn read(words: &Captures) -> Moment {
    let number = |name| words.name(name).and_then(|part| part.as_str().parse::<u32>().ok());
    let mut moment = Moment {
        year: number("y").and_then(|year| i32::try_from(year).ok()),
        month: number("m"),
        day: number("d"),
        style: words.name("s").and_then(|sign| sign.as_str().chars().next()),
    };
    if let Some(name) = words.name("n") {
        const NAMES: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
        let found = NAMES.find(&name.as_str().to_ascii_lowercase());
        (moment.month, moment.style) = (found.map(|at| at as u32 / 3 + 1), Some('-'));
    }
    if let Some(chinese) = words.name("h") {
        let digits = chinese.as_str().split('年').next().unwrap_or("");
        let year: Option<i32> = digits.chars().map(numeral).try_fold(0, |all, n| Some(all * 10 + n?));
        moment.year = year.filter(|year| (1800..2200).contains(year));
        moment.style = Some('年');
    }
    moment
}

fn numeral(c: char) -> Option<i32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        c => "一二三四五六七八九".chars().position(|n| n == c)? as i32 + 1,
    })
}

impl Moment {
    fn possible(&self) -> bool {
        self.month.is_none_or(|month| (1..=12).contains(&month))
            && self.day.is_none_or(|day| (1..=31).contains(&day))
    }
}

/// Whether what looks like a date is not a piece of a longer number or a measure.
fn stands(scan: &Scan, start: usize, end: usize, moment: &Moment) -> bool {
    let spelled = moment.style == Some('年') || matches!(scan.before(end), Some('日' | '号' | '月'));
    let free = !scan.digit_at(start.wrapping_sub(1)) && (spelled || !scan.digit_at(end));
    if spelled || moment.day.is_some() {
        return free && (spelled || scan.before(start) != Some('.'));
    }
    // 2021-03: a year and a month, unless the sign goes on or a unit follows
    let next = scan.at(end);
    let unit = next
        .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '/' | '×' | '*' | '%' | '±'))
        || (next == Some('.') && scan.digit_at(end + 1));
    let led = matches!(scan.before(start), Some('.' | '-' | '/' | '×' | '*' | '±' | '<' | '>' | '='));
    free && !unit && !led
}
