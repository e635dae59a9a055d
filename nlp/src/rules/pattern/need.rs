//! What must stand in a text for a pattern to match it: a sieve before the expression is run.

use super::{CatchKind, Part, anchors};

/// Something that every match holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// One of these words.
    Words(Vec<String>),
    /// An Arabic digit.
    Digit,
    /// A digit or a Chinese numeral.
    Number,
}

/// Most words that are looked for one by one; matching is as cheap beyond.
const MOST: usize = 16;

/// Which characters occur in a report, as bits of their hash.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct Sieve([u64; 16]);

/// The slot and bit of a character.
fn bit(c: char) -> (usize, u64) {
    let hash = (c as u32).wrapping_mul(0x9e37_79b1) >> 22;
    (hash as usize / 64, 1 << (hash % 64))
}

impl Sieve {
    pub fn of(text: &[char]) -> Self {
        let mut bits = [0; 16];
        for &c in text {
            let (slot, bit) = bit(c);
            bits[slot] |= bit;
        }
        Self(bits)
    }

    /// Whether all characters of a word may occur.
    fn holds(&self, word: &str) -> bool {
        word.chars().all(|c| {
            let (slot, bit) = bit(c);
            self.0[slot] & bit != 0
        })
    }
}

impl Need {
    /// Whether it may stand in a report of these characters.
    pub fn may_stand(&self, sieve: &Sieve) -> bool {
        match self {
            Self::Words(words) => words.iter().any(|word| sieve.holds(word)),
            Self::Digit | Self::Number => true,
        }
    }

    /// Whether it stands in a normalised text.
    pub fn stands(&self, text: &str) -> bool {
        match self {
            Self::Words(words) => words.iter().any(|word| text.contains(word.as_str())),
            Self::Digit => text.bytes().any(|byte| byte.is_ascii_digit()),
            Self::Number => {
                text.chars().any(|c| c.is_ascii_digit() || "零一二两三四五六七八九十".contains(c))
            }
        }
    }
}

/// What every match of `part` holds besides its anchors, which are known to stand.
pub(super) fn of(part: &Part, known: &[String], out: &mut Vec<Need>) {
    let words = |words: Vec<String>, out: &mut Vec<Need>| {
        let need = Need::Words(words);
        if let Need::Words(words) = &need
            && words.len() <= MOST
            && words != known
            && !out.contains(&need)
        {
            out.push(need);
        }
    };
    match part {
        Part::Row(parts) => parts.iter().for_each(|part| of(part, known, out)),
        Part::Words(_) | Part::Either(_) | Part::Catch(_, CatchKind::Word(_)) => {
            if let Some(found) = anchors(part) {
                words(found, out);
            }
        }
        Part::Catch(_, kind) => {
            let need = match kind {
                CatchKind::Number => Need::Number,
                CatchKind::Measure | CatchKind::Date | CatchKind::Ratio => Need::Digit,
                _ => return,
            };
            if !out.contains(&need) {
                out.insert(0, need);
            }
        }
        Part::Maybe(_) | Part::Gap(..) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;
    use super::*;

    fn needs(source: &str) -> Vec<Need> {
        Pattern::parse(source, &|_| None).unwrap().needs
    }

    #[test]
    fn every_part_that_must_stand_is_needed() {
        let words = |words: &[&str]| Need::Words(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(needs("\"psa\" {0,4} <v:number>"), [Need::Number]);
        assert_eq!(
            needs("\"前列腺\" {0,9} (\"大小\" | \"约\") <v:measure>"),
            [Need::Digit, words(&["大小", "约"])]
        );
        assert_eq!(needs("\"前列腺\" [\"大小\"] {0,9} (\"a\" | [\"b\"])"), []);
    }

    proptest::proptest! {
        /// The sieve loses no match.
        #[test]
        fn what_matches_holds_what_is_needed(
            source in "(\"(ab|ct|二)\"|<v:(number|measure|ratio|date|word\\(\"c\"\\|\"d\"\\))>|\\{0,3\\}|\\[\"x\"\\]|\\(\"e\" \\| \"f\" \"g\"\\)){1,3}",
            text in "(ab|ct|二|12|3/4|5mm|2020-1-2|c|d|x|e|f|g| ){0,8}",
        ) {
            let Ok(pattern) = Pattern::parse(&format!("\"ab\" {source}"), &|_| None) else { return Ok(()) };
            let without = Pattern { needs: Vec::new(), ..pattern.clone() };
            let matches = without.find(&text).count();
            proptest::prop_assert_eq!(pattern.find(&text).count(), matches);
            let sieve = Sieve::of(&text.chars().collect::<Vec<_>>());
            proptest::prop_assert!(matches == 0 || pattern.may_match(&sieve));
        }
    }
}
