//! What a text must contain for a pattern to match it.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::fold::fold;

/// Words every match needs, as a tree. Weaker than the pattern, never stronger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing is known: every text may match.
    Anything,
    /// Folded words.
    Words(String),
    /// All of these.
    All(Vec<Need>),
    /// One of these.
    OneOf(Vec<Need>),
}

/// Alternatives followed before giving up.
const MAX_ALTERNATIVES: usize = 64;

impl Need {
    /// The needs of a pattern that is matched without regard to case.
    ///
    /// The pattern is read with case kept: whatever letters a match has, their
    /// folded form is that of the pattern's own letters.
    pub fn of_pattern(pattern: &str) -> Self {
        match regex_syntax::ParserBuilder::new().nest_limit(60).build().parse(pattern) {
            Ok(hir) => of_hir(&hir),
            Err(_) => Self::Anything,
        }
    }

    fn all(needs: Vec<Self>) -> Self {
        let mut needs: Vec<Self> = needs.into_iter().filter(|need| *need != Self::Anything).collect();
        match needs.len() {
            0 => Self::Anything,
            1 => needs.remove(0),
            _ => Self::All(needs),
        }
    }
}

fn of_hir(hir: &Hir) -> Need {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Need::Anything,
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Need::Words(fold(text)),
            Err(_) => Need::Anything,
        },
        HirKind::Class(class) => of_class(class),
        HirKind::Repetition(repetition) if repetition.min >= 1 => of_hir(&repetition.sub),
        HirKind::Repetition(_) => Need::Anything,
        HirKind::Capture(capture) => of_hir(&capture.sub),
        HirKind::Concat(parts) => of_concat(parts),
        HirKind::Alternation(parts) => one_of(parts.iter().map(of_hir).collect()),
    }
}

fn one_of(needs: Vec<Need>) -> Need {
    if needs.len() > MAX_ALTERNATIVES || needs.contains(&Need::Anything) {
        return Need::Anything;
    }
    Need::OneOf(needs)
}

fn of_class(class: &Class) -> Need {
    let Class::Unicode(class) = class else { return Need::Anything };
    let size: u64 = class.iter().map(|range| u64::from(range.end()) - u64::from(range.start()) + 1).sum();
    if size > 16 {
        return Need::Anything;
    }
    let chars = class.iter().flat_map(|range| range.start()..=range.end());
    one_of(chars.map(|c| Need::Words(fold(c.encode_utf8(&mut [0; 4])))).collect())
}

/// Neighbouring literals, also inside captures, make one word.
fn of_concat(parts: &[Hir]) -> Need {
    let mut needs = Vec::new();
    let mut word = String::new();
    for part in parts {
        match of_hir(part) {
            Need::Words(text) if is_exact(part) => word.push_str(&text),
            need => {
                if !word.is_empty() {
                    needs.push(Need::Words(std::mem::take(&mut word)));
                }
                needs.push(need);
            }
        }
    }
    if !word.is_empty() {
        needs.push(Need::Words(word));
    }
    Need::all(needs)
}

/// Whether the part matches its words and nothing else.
fn is_exact(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(_) => true,
        HirKind::Capture(capture) => is_exact(&capture.sub),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Need {
        Need::Words(text.to_owned())
    }

    #[test]
    fn needs_of_patterns() {
        assert_eq!(Need::of_pattern("磨(玻)璃"), words("磨玻璃"));
        assert_eq!(Need::of_pattern("Lung-RADS.{0,3}4"), Need::All(vec![words("lung-rads"), words("4")]));
        assert_eq!(Need::of_pattern(r"\d+mm"), words("mm"));
        assert_eq!(Need::of_pattern("(结节)+影"), Need::All(vec![words("结节"), words("影")]));
        assert_eq!(Need::of_pattern("毛刺|分叶"), Need::OneOf(vec![words("毛刺"), words("分叶")]));
        assert_eq!(Need::of_pattern("毛刺|.*"), Need::Anything);
        assert_eq!(Need::of_pattern("(结节)?"), Need::Anything);
        assert_eq!(Need::of_pattern("(?i)ab[^a]"), Need::of_pattern("(?i:ab)[^a]"));
    }
}
