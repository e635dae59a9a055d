//! Phrase patterns: a row of parts that becomes one linear-time expression over
//! the normalised text.

mod catch;
mod limits;
mod need;
mod parse;
mod words;

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

pub(super) use limits::BUDGET;
use need::Need;
pub(super) use need::Sieve;

pub(super) use words::matches;

pub(super) use catch::{Caught, Kind as CatchKind, longest};

/// The terms of a concept by its name.
pub(super) type Terms<'a> = &'a dyn Fn(&str) -> Option<Vec<String>>;

/// Largest compiled pattern in bytes.
const SIZE: usize = 2 << 20;

/// What is wrong with a pattern, and where in it (in characters from 0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PatternError {
    pub at: usize,
    pub zh: String,
    pub en: String,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    source: String,
    regex: Arc<OnceLock<Regex>>,
    /// Names and kinds of what is caught.
    pub catches: Vec<(String, CatchKind)>,
    /// One of these words stands in every match.
    pub anchors: Vec<String>,
    /// Whether every anchor is a match and every match an anchor: it is words alone.
    pub is_words: bool,
    /// What else stands in every match; cheaper to look for than to match.
    needs: Vec<Need>,
    /// Most characters of a match.
    pub reach: usize,
    /// What it costs in memory, in the measure of [`BUDGET`].
    pub weight: usize,
}

/// A part of a pattern.
#[derive(Clone, Debug)]
enum Part {
    Words(Vec<String>),
    Row(Vec<Part>),
    Either(Vec<Part>),
    Maybe(Box<Part>),
    Gap(u32, u32),
    Catch(String, CatchKind),
}

impl Pattern {
    /// Reads the pattern; `terms` gives the words of a concept. The expression
    /// is built when it is first used or checked.
    pub fn parse(source: &str, terms: Terms) -> Result<Self, PatternError> {
        let part = parse::parse(source, terms)?;
        let whole = |zh: &str, en: &str| PatternError { at: 0, zh: zh.to_owned(), en: en.to_owned() };
        let anchors = anchors(&part).filter(|words| !words.is_empty()).ok_or_else(|| {
            whole(
                "模式里没有必须出现的词，会匹配几乎所有文字；至少写一个不在 [ ] 里的词",
                "the pattern has no word that must be there and would match almost everything; \
                 write at least one word outside [ ]",
            )
        })?;
        if let Some((zh, en)) = limits::fault(&part) {
            return Err(whole(zh, en));
        }
        let mut needs = Vec::new();
        need::of(&part, &anchors, &mut needs);
        let mut source = String::new();
        write(&part, &mut source);
        let mut catches = Vec::new();
        catch::names(&part, &mut catches);
        if let Some(twice) = catches
            .iter()
            .enumerate()
            .find(|(at, (name, _))| catches[..*at].iter().any(|(other, _)| other == name))
        {
            let name = &twice.1.0;
            return Err(PatternError {
                at: 0,
                zh: format!("“{name}”捕获了两次"),
                en: format!("`{name}` is caught twice"),
            });
        }
        let weight = limits::weight(&part);
        let reach = longest_match(&part);
        let is_words = words::only(&part);
        Ok(Self { source, regex: Arc::default(), catches, anchors, is_words, needs, reach, weight })
    }

    /// Whether some words are a part of it.
    pub fn says(&self, words: &str) -> bool {
        self.source.contains(words)
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.source).size_limit(SIZE).dfa_size_limit(SIZE).build()
    }

    /// Builds the expression now, to say what is wrong with it.
    pub fn check(&self) -> Result<(), PatternError> {
        let wrong = |zh: &str, en: &str| PatternError { at: 0, zh: zh.to_owned(), en: en.to_owned() };
        let regex = self
            .build()
            .map_err(|_| wrong("模式太大，请拆成几个", "the pattern is too large; make several of it"))?;
        if regex.is_match("") {
            return Err(wrong("模式能匹配空文字", "the pattern matches the empty text"));
        }
        let _ = self.regex.set(regex);
        Ok(())
    }

    /// The expression; of a pattern never checked that cannot be built, nothing matches.
    fn regex(&self) -> Option<&Regex> {
        if let Some(regex) = self.regex.get() {
            return Some(regex);
        }
        let regex = self.build().ok()?;
        Some(self.regex.get_or_init(|| regex))
    }

    /// Whether it may match in a report of these characters.
    pub fn may_match(&self, sieve: &Sieve) -> bool {
        self.needs.iter().all(|need| need.may_stand(sieve))
    }

    /// The matches in a stretch of normalised text: byte range of the whole, and
    /// what each name caught.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Match<'t>> + 't {
        let regex = if self.needs.iter().all(|need| need.stands(text)) { self.regex() } else { None };
        regex.into_iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| {
            let whole = found.get(0)?;
            let caught = self
                .catches
                .iter()
                .filter_map(|(name, kind)| {
                    let part = found.name(name)?;
                    let unit = found.name(&format!("{name}__unit")).map_or("", |unit| unit.as_str());
                    Some(Caught {
                        name,
                        kind,
                        text: part.as_str(),
                        unit,
                        start: part.start(),
                        end: part.end(),
                    })
                })
                .collect();
            Some(Match { start: whole.start(), end: whole.end(), caught })
        })
    }
}

/// One match, in bytes of the stretch.
pub(super) struct Match<'t> {
    pub start: usize,
    pub end: usize,
    pub caught: Vec<Caught<'t>>,
}

/// Words of which at least one stands in every match; `None` when there are none.
fn anchors(part: &Part) -> Option<Vec<String>> {
    match part {
        Part::Words(words) => Some(words.clone()),
        Part::Catch(_, CatchKind::Word(words)) => Some(words.clone()),
        Part::Catch(..) | Part::Gap(..) | Part::Maybe(_) => None,
        Part::Row(parts) => {
            let sets = parts.iter().filter_map(anchors);
            // The set whose shortest word is longest sieves best.
            sets.max_by_key(|set| set.iter().map(|word| word.chars().count()).min().unwrap_or(0))
        }
        Part::Either(parts) => {
            let sets: Option<Vec<_>> = parts.iter().map(anchors).collect();
            Some(sets?.into_iter().flatten().collect())
        }
    }
}

/// Most characters a part may match.
fn longest_match(part: &Part) -> usize {
    let word = |words: &[String]| words.iter().map(|word| word.chars().count()).max().unwrap_or(0);
    match part {
        Part::Words(words) => word(words),
        Part::Row(parts) => parts.iter().map(|part| longest_match(part) + 1).sum(),
        Part::Either(parts) => parts.iter().map(longest_match).max().unwrap_or(0),
        Part::Maybe(part) => longest_match(part),
        Part::Gap(_, to) => *to as usize,
        Part::Catch(_, kind) => kind.longest().unwrap_or_else(word),
    }
}

fn write(part: &Part, out: &mut String) {
    match part {
        Part::Words(words) => either(words, out),
        Part::Row(parts) => {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    out.push_str(" ?");
                }
                write(part, out);
            }
        }
        Part::Either(parts) => {
            out.push_str("(?:");
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    out.push('|');
                }
                write(part, out);
            }
            out.push(')');
        }
        Part::Maybe(part) => {
            out.push_str("(?:");
            write(part, out);
            out.push_str(")?");
        }
        Part::Gap(from, to) => out.push_str(&format!("[^,。;:\\n]{{{from},{to}}}?")),
        Part::Catch(name, kind) => kind.write(name, out),
    }
}

/// The longest word first, because the first alternative wins.
fn either(all: &[String], out: &mut String) {
    let mut all: Vec<&String> = all.iter().collect();
    all.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    out.push_str("(?:");
    for (at, word) in all.iter().enumerate() {
        if at > 0 {
            out.push('|');
        }
        if words::begins_a_word(word.chars()) {
            out.push_str(r"(?-u:\b)");
        }
        out.push_str(&regex::escape(word));
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(source: &str) -> Result<Pattern, PatternError> {
        let terms = |name: &str| (name == "nodule").then(|| vec!["结节".to_owned(), "小结节".to_owned()]);
        let pattern = Pattern::parse(source, &terms)?;
        pattern.check().map(|()| pattern)
    }

    fn caught(source: &str, text: &str) -> Vec<Vec<String>> {
        let pattern = pattern(source).unwrap();
        pattern
            .find(text)
            .map(|found| found.caught.iter().map(|part| part.text.to_owned()).collect())
            .collect()
    }

    #[test]
    fn parts_follow_each_other() {
        assert_eq!(caught("\"PSA\" [\":\"|\"为\"] <v:number>", "查psa: 12.3 ng/ml, fpsa 1.2"), [["12.3"]]);
        assert_eq!(caught("@nodule {0,6} <v:measure>", "小结节大小约9mm×7mm,"), [["9mm×7mm"]]);
        assert_eq!(caught("\"EMVI\" <v:word(\"阳性\"|\"阴性\")>", "emvi阴性。"), [["阴性"]]);
        assert_eq!(caught("\"gleason\" {0,4} <a:number> \"+\" <b:number>", "gleason评分3+4=7"), [["3", "4"]]);
        assert_eq!(caught("\"淋巴结\" {0,4} <v:ratio>", "淋巴结转移(6/13)"), [["6/13"]]);
    }

    #[test]
    fn what_matches_everything_is_refused() {
        for source in [
            "\"。\"",
            "\"，\" | \"结节\"",
            "(\"(\" | \")\") {0,6}",
            "\"结节\" \"。\" \"结节\"",
            "\"结节。大\"",
        ] {
            assert!(pattern(source).is_err(), "{source}");
        }
        for source in
            ["\"结节\" (\",\" | \"。\")", "(\",\" | \"、\") \"乳头\"", "\"结节\" (\"。\" | \",\") \"大\""]
        {
            assert!(pattern(source).is_ok(), "{source}");
        }
        for source in ["", "[\"a\"]", "{0,3}", "<v:number>", "[\"a\"] {0,5} <v:text(1,9)>", "\"a\" | [\"b\"]"]
        {
            assert!(pattern(source).is_err(), "{source}");
        }
    }

    #[test]
    fn mistakes_have_a_place() {
        assert_eq!(pattern("\"a\" <v:colour>").unwrap_err().at, 7);
        assert_eq!(pattern("\"a\" @nothing").unwrap_err().at, 4);
        assert_eq!(pattern("\"a").unwrap_err().at, 0);
        assert_eq!(pattern("\"a\" {3,1}").unwrap_err().at, 4);
        assert_eq!(pattern("\"a\" {0,900}").unwrap_err().at, 4);
        assert!(pattern("(\"a\"").is_err());
        assert!(pattern("\"a\" <v:number> <v:number>").is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_pattern_panics(source in "[\"@<>{}\\[\\]|(), :a-c0-9结节v]{0,40}") {
            let _ = pattern(&source).map(|pattern| pattern.find("结节 a b c 12.5mm").count());
        }
    }
}
