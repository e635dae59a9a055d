//! Which stretch of text describes a lesion.

use super::lesion::Lesion;
use super::page::Page;
use crate::findings::FindingKind;

/// Characters before and after a lesion that may describe it.
const REACH: usize = 400;
/// Heads of sentences that go on describing what was named before, in the order of their characters.
const ON: [&str; 47] = [
    "adc",
    "cdfi",
    "dwi",
    "flair",
    "t1",
    "t1wi",
    "t2",
    "t2wi",
    "上述",
    "与邻近",
    "中央",
    "中心",
    "其",
    "其内",
    "内可见",
    "内回声",
    "内未见",
    "内见",
    "内部",
    "动脉期",
    "后方",
    "呈",
    "周围",
    "周边",
    "增强",
    "大小",
    "大者",
    "实质期",
    "密度",
    "局部",
    "平扫",
    "延迟期",
    "弹性",
    "形态",
    "最大",
    "病变",
    "病灶",
    "皮质期",
    "皮髓质期",
    "肝胆期",
    "该",
    "较大",
    "边界",
    "边缘",
    "邻近",
    "门脉期",
    "静脉期",
];

fn is_clause_end(c: char) -> bool {
    matches!(c, ',' | '。' | ';' | ':' | '\n' | '!')
}

/// From the head of the clause of `lesion` to `next`, the lesion after it of the
/// same kind, or to where the text turns to something else.
pub(super) fn extent(page: &Page, lesion: &Lesion, next: Option<usize>) -> (usize, usize) {
    let floor = lesion.start.saturating_sub(REACH);
    let start =
        (floor..lesion.start).rev().find(|at| is_clause_end(page.norm.at(*at))).map_or(floor, |at| at + 1);
    let ceiling = (lesion.end + REACH).min(next.unwrap_or(usize::MAX)).min(page.norm.chars.len());
    let mut end = page.sentence_end(lesion.end.saturating_sub(1).max(lesion.start));
    while end < ceiling && goes_on(page, end) {
        let further = page.sentence_end(end);
        if further <= end {
            break;
        }
        end = further;
    }
    (start, turns(page, lesion, end.min(ceiling)))
}

/// Whether the sentence that begins at `at` describes what was named before.
fn goes_on(page: &Page, at: usize) -> bool {
    let at = (at..at + 3).find(|step| !matches!(page.norm.at(*step), ' ' | '\n')).unwrap_or(at);
    let c = page.norm.at(at);
    let first = ON.partition_point(|word| word.chars().next() < Some(c));
    let mut of_c = ON.iter().skip(first).take_while(|word| word.starts_with(c));
    of_c.any(|word| page.norm.starts_with(at, word))
}

/// Where before `end` something at an unrelated place is named.
fn turns(page: &Page, lesion: &Lesion, end: usize) -> usize {
    let first = page.mentions.partition_point(|mention| mention.start < lesion.end);
    let own = &lesion.places;
    for (number, mention) in page.mentions.iter().enumerate().skip(first) {
        if mention.start >= end {
            break;
        }
        let placed = page.placed(number);
        let named = !placed.places.is_empty() && !placed.inherited;
        if !named || own.is_empty() || mention.finding.kind == FindingKind::Attribute {
            continue;
        }
        let there = &placed.places;
        let related = there
            .iter()
            .any(|hit| own.iter().any(|place| page.tree.organ(*place) == page.tree.organ(hit.place)));
        let clause = (lesion.end..mention.start)
            .rev()
            .find(|at| is_clause_end(page.norm.at(*at)))
            .map_or(mention.start, |at| at + 1);
        // 邻近胸膜牵拉 still speaks of the lesion; 右侧胸膜增厚 does not.
        let begins = there.first().is_some_and(|hit| {
            let lead = page.norm.slice(clause, hit.start.max(clause));
            hit.start >= clause
                && lead.iter().all(|c| matches!(c, '左' | '右' | '双' | '两' | '侧' | '余' | '另' | ' '))
        });
        if !related && begins && clause > lesion.end {
            return clause;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_sentences_are_in_order() {
        assert!(ON.is_sorted());
    }
}
