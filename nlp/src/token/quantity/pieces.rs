//! Numbers of lesions: 2个, 双枚, 三处, 2-3枚, 十余个, and 一 after 见.

use super::number;
use crate::findings::Count;
use crate::text::{Norm, is_han};

/// A number of pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    /// One past the last normalised character.
    pub end: usize,
    /// The number.
    pub count: Count,
}

const CLASSIFIERS: &str = "个枚处颗粒只块团发支条";
/// What may follow a bare 一 after 见.
const NOT_AFTER_ONE: &str = "般致侧期步定直些起旦时切样律";

/// What is numbered rather than counted.
const NOT_COUNTED: &str = "点月日年级类期分度层组区段肋椎号";

/// The number of pieces that begins at `at`, if any.
pub(super) fn read(norm: &Norm, at: usize) -> Option<Pieces> {
    // 2/13枚: of how many is no number of them.
    if norm.before(at) == '/' && norm.at(at).is_ascii_digit() {
        return None;
    }
    let (first, mut end) = number::whole(norm, at).or_else(|| number::words(norm, at))?;
    let mut last = None;
    if matches!(norm.at(end), '-' | '~' | '至' | '、') {
        if let Some((other, after)) = number::whole(norm, end + 1).or_else(|| number::words(norm, end + 1))
            && other > first
        {
            last = Some(other);
            end = after;
        }
    } else if let Some((other, after)) = number::words(norm, end).filter(|(other, _)| *other == first + 1) {
        // 两三枚.
        last = Some(other);
        end = after;
    }
    let over = matches!(norm.at(end), '余' | '多' | '几');
    if over {
        end += 1;
    }
    // 一团块影 is a mass, not a heap of something.
    let noun = norm.at(end) == '团' && matches!(norm.at(end + 1), '块' | '片' | '状' | '影')
        || norm.at(end) == '条' && matches!(norm.at(end + 1), '索' | '片' | '状');
    if CLASSIFIERS.contains(norm.at(end)) && norm.at(end) != '\0' && !noun {
        let after = norm.at(end + 1);
        let time = matches!(after, '月' | '半' | '疗' | '周') || after == '小' && norm.at(end + 2) == '时';
        if first == 0 || time {
            return None;
        }
        let over = over || norm.starts_with(end + 1, "以上") || norm.starts_with(end + 1, "或以上");
        let count = match last {
            Some(last) => Count::many(first, Some(last)),
            None if over => Count::many(first, None),
            None => Count::exact(first),
        };
        return Some(Pieces { end: end + 1, count });
    }
    let bare = last.is_none() && !over;
    let next = norm.at(end);
    // 见一1.7cm×2.2cm结节.
    if bare && norm.at(at) == '一' && norm.before(at) == '见' && next.is_ascii_digit() {
        return Some(Pieces { end, count: Count::exact(1) });
    }
    if !bare || !is_han(next) {
        return None;
    }
    let before = norm.before(at - usize::from(at > 0 && norm.before(at) == ' '));
    let seen = matches!(before, '见' | '示' | '有' | '各');
    let one = norm.at(at) == '一'
        && (seen || matches!(before, '现' | '及' | '伴' | '另'))
        && (!NOT_AFTER_ONE.contains(next) || next == '直' && norm.at(end + 1) == '径');
    let digit =
        norm.at(at).is_ascii_digit() && seen && (1..=20).contains(&first) && !NOT_COUNTED.contains(next);
    (one || digit).then(|| Pieces { end, count: Count::exact(first) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Option<Count> {
        let norm = Norm::new(text, true);
        (0..norm.chars.len()).find_map(|at| read(&norm, at)).map(|pieces| pieces.count)
    }

    #[test]
    fn reads_numbers_of_pieces() {
        assert_eq!(count("2个结节"), Some(Count::exact(2)));
        assert_eq!(count("双枚"), Some(Count::exact(2)));
        assert_eq!(count("两枚"), Some(Count::exact(2)));
        assert_eq!(count("见一小结节"), Some(Count::exact(1)));
        assert_eq!(count("各见一斑片影"), Some(Count::exact(1)));
        assert_eq!(count("2-3枚"), Some(Count::many(2, Some(3))));
        assert_eq!(count("两三枚"), Some(Count::many(2, Some(3))));
        assert_eq!(count("十余枚"), Some(Count::many(10, None)));
        assert_eq!(count("3枚以上"), Some(Count::many(3, None)));
        assert_eq!(count("3个月"), None);
        assert_eq!(count("见一团块影"), Some(Count::exact(1)));
        assert_eq!(count("一般情况"), None);
        assert_eq!(count("两肺"), None);
    }
}
