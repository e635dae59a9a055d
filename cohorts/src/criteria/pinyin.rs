//! Words found by how they are read: letters to a pattern over characters.

use std::collections::{BTreeMap, BTreeSet};

use pinyin::{ToPinyin, ToPinyinMulti};

use crate::fold::narrowed;

/// Ways to cut letters into syllables that are followed.
const MAX_CUTS: usize = 32;
/// Characters that have readings.
const HAN: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

/// A pattern for all that is read so; `None` when nothing is. `words` are those of the term
/// dictionary: for them a first letter stands for its syllable.
pub(super) fn pattern(letters: &str, words: &[Vec<String>]) -> Option<String> {
    let letters = letters.to_lowercase().replace('ü', "v");
    let pieces: Vec<&str> = letters.split([' ', '\'']).filter(|piece| !piece.is_empty()).collect();
    let joined = pieces.concat();
    let spoken =
        |word: &&String| word.chars().nth(1).is_some() && reads(&word.chars().collect::<Vec<_>>(), &joined);
    let mut found: BTreeSet<String> =
        words.iter().flatten().filter(spoken).map(|word| regex::escape(&narrowed(word.trim()))).collect();
    let classes = characters();
    let mut cuts = vec![String::new()];
    for piece in pieces {
        let tails = cut(piece, &classes);
        cuts = cuts.iter().flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}"))).collect();
        cuts.truncate(MAX_CUTS);
    }
    found.extend(cuts.into_iter().filter(|cut| !cut.is_empty()));
    (!found.is_empty()).then(|| found.into_iter().collect::<Vec<_>>().join("|"))
}

/// Characters by reading, as the inside of a class.
fn characters() -> BTreeMap<String, String> {
    let mut classes: BTreeMap<String, String> = BTreeMap::new();
    for c in HAN {
        for reading in readings(c) {
            classes.entry(reading).or_default().push(c);
        }
    }
    classes
}

/// Every reading of a character, without tones, `v` for `ü`.
fn readings(c: char) -> BTreeSet<String> {
    let several = c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain());
    several.chain(c.to_pinyin().map(|reading| reading.plain())).map(|plain| plain.replace('ü', "v")).collect()
}

/// The classes of each way to cut a piece into whole syllables.
fn cut(piece: &str, classes: &BTreeMap<String, String>) -> Vec<String> {
    // ways to read the first n bytes
    let mut ways: Vec<Vec<String>> = vec![Vec::new(); piece.len() + 1];
    if let Some(first) = ways.first_mut() {
        first.push(String::new());
    }
    for end in 1..=piece.len() {
        let mut here = Vec::new();
        // no syllable is longer than `zhuang`
        for start in end.saturating_sub(6)..end {
            let class = piece.get(start..end).and_then(|syllable| classes.get(syllable));
            let heads = ways.get(start).map(Vec::as_slice).unwrap_or_default();
            here.extend(
                class.into_iter().flat_map(|class| heads.iter().map(move |head| format!("{head}[{class}]"))),
            );
        }
        here.truncate(MAX_CUTS);
        if let Some(place) = ways.get_mut(end) {
            *place = here;
        }
    }
    ways.pop().unwrap_or_default()
}

/// Whether letters read a word, each syllable whole or by its beginning consonant or letter.
fn reads(word: &[char], letters: &str) -> bool {
    let Some((first, rest)) = word.split_first() else { return letters.is_empty() };
    let goes_on = |said: &str| letters.strip_prefix(said).is_some_and(|left| reads(rest, left));
    if first.is_ascii_alphanumeric() {
        return goes_on(first.to_ascii_lowercase().encode_utf8(&mut [0; 4]));
    }
    readings(*first).iter().any(|reading| {
        let double = reading.get(..2).filter(|start| matches!(*start, "zh" | "ch" | "sh"));
        goes_on(reading) || reading.get(..1).is_some_and(goes_on) || double.is_some_and(goes_on)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(letters: &str, words: &[&str], text: &str) -> bool {
        let words = [words.iter().map(|word| (*word).to_owned()).collect()];
        pattern(letters, &words).is_some_and(|pattern| regex::Regex::new(&pattern).unwrap().is_match(text))
    }

    #[test]
    fn whole_syllables_need_no_dictionary_first_letters_do() {
        assert!(finds("moboli", &[], "右肺磨玻璃影"));
        assert!(finds("mo bo'li", &[], "磨玻璃"));
        assert!(!finds("moboli", &[], "磨砂玻璃"));
        assert!(finds("xian", &[], "西安") && finds("xian", &[], "腺") && !finds("xi'an", &[], "腺"));
        assert!(finds("lvse", &[], "绿色"));
        assert!(!finds("mbl", &[], "磨玻璃"));
        assert!(finds("mbl", &["磨玻璃", "结节"], "磨玻璃") && !finds("mbl", &["磨玻璃", "结节"], "结节"));
        assert!(finds("mobljj", &["磨玻璃结节"], "见磨玻璃结节"));
        assert!(finds("fpcxwz", &["肺-成形"], "") || pattern("fpcxwz", &[]).is_none());
        // 重 and 长 have two readings
        assert!(finds("zengchang", &[], "增长") && finds("changdu", &[], "长度"));
        assert!(pattern("zzzz", &[]).is_none());
    }
}
