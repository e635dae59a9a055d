//! The cues of the lexicon, for words that are no mention: those that touch them decide.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::lexicon::{Kind, cue_words};
use crate::text::Norm;

/// What a cue makes of the words it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    Deny,
    Doubt,
    /// 病理提示: what an exam shows, which a shorter cue inside it would doubt.
    Shown,
}

/// Further words that deny only what they touch.
const DENY: [&str; 2] = ["非", "欠"];
/// The same after them.
const DENY_AFTER: [&str; 4] = [":无", ":阴性", "不明显", "(阴性)"];
/// A question mark doubts what it follows.
const DOUBT_AFTER: [&str; 2] = ["?", "可疑"];

/// A cue and what it says.
type Cue = (Box<[char]>, Sense);

/// Cues by the character that touches, the longest first.
#[derive(Default)]
struct Side(HashMap<char, Vec<Cue>>);

impl Side {
    fn add(&mut self, word: &str, sense: Sense, first: bool) {
        let chars: Box<[char]> = word.chars().collect();
        let touching = if first { chars.first() } else { chars.last() };
        let Some(&touching) = touching else { return };
        let list = self.0.entry(touching).or_default();
        let at = list.partition_point(|(known, _)| known.len() >= chars.len());
        list.insert(at, (chars, sense));
    }
}

/// Cues before and after words.
pub(super) struct Cues {
    before: Side,
    after: Side,
}

impl Cues {
    /// The longest cue that ends at `end`, and where it begins.
    pub fn before(&self, norm: &Norm, end: usize) -> Option<(Sense, usize)> {
        let list = self.before.0.get(&norm.before(end))?;
        list.iter().find_map(|(word, sense)| {
            let start = end.checked_sub(word.len())?;
            (norm.slice(start, end) == &**word).then_some((*sense, start))
        })
    }

    /// The longest cue that begins at `start`, and where it ends.
    pub fn after(&self, norm: &Norm, start: usize) -> Option<(Sense, usize)> {
        let list = self.after.0.get(&norm.at(start))?;
        list.iter().find_map(|(word, sense)| {
            let end = start + word.len();
            (norm.slice(start, end) == &**word).then_some((*sense, end))
        })
    }
}

/// The cues, made once.
pub(super) fn cues() -> &'static Cues {
    static CUES: OnceLock<Cues> = OnceLock::new();
    CUES.get_or_init(|| {
        let mut out = Cues { before: Side::default(), after: Side::default() };
        for (kind, word) in cue_words() {
            match kind {
                Kind::Neg | Kind::Not => out.before.add(word, Sense::Deny, false),
                Kind::Seen => out.before.add(word, Sense::Shown, false),
                Kind::NegAfter | Kind::Gone => out.after.add(word, Sense::Deny, true),
                Kind::Likely | Kind::Maybe | Kind::RuleOut => out.before.add(word, Sense::Doubt, false),
                Kind::LikelyAfter | Kind::MaybeAfter => out.after.add(word, Sense::Doubt, true),
                Kind::MaybeEither => {
                    out.before.add(word, Sense::Doubt, false);
                    out.after.add(word, Sense::Doubt, true);
                }
                _ => {}
            }
        }
        // 可能毛刺: right before words the cue that follows others leads.
        out.before.add("可能", Sense::Doubt, false);
        DENY.iter().for_each(|word| out.before.add(word, Sense::Deny, false));
        DENY_AFTER.iter().for_each(|word| out.after.add(word, Sense::Deny, true));
        DOUBT_AFTER.iter().for_each(|word| out.after.add(word, Sense::Doubt, true));
        out
    })
}
