//! How many lesions of each name the whole text speaks of.

use std::collections::BTreeMap;

use super::sheet::Sheet;
use crate::findings::FindingKind;
use crate::lexicon::Kind;

/// Nouns that totals are kept under besides the full term.
const NOUNS: [&str; 18] = [
    "结节",
    "肿块",
    "病灶",
    "团块",
    "淋巴结",
    "占位",
    "囊肿",
    "空洞",
    "结石",
    "病变",
    "低密度灶",
    "高密度灶",
    "致密灶",
    "低密度影",
    "高密度影",
    "致密影",
    "转移灶",
    "转移瘤",
];

/// Adds up the exact numbers. A mention without a number that only speaks of a
/// lesion again adds nothing; a text with 多发 has no total.
pub(super) fn add(sheet: &mut Sheet) {
    let mut sums: BTreeMap<String, Option<u32>> = BTreeMap::new();
    for mention in &sheet.mentions {
        if mention.negated || mention.counted_before || mention.kind == FindingKind::Attribute {
            continue;
        }
        let number = match mention.count {
            Some(count) => count.exact,
            None if introduced(sheet, mention) => Some(1),
            None => continue,
        };
        let term = sheet.norm.words(sheet.norm.span(mention.start, mention.end));
        let noun = NOUNS.iter().find(|noun| term.ends_with(*noun) && term != **noun);
        for key in std::iter::once(term.as_str()).chain(noun.copied()) {
            let sum = sums.entry(key.to_owned()).or_insert(Some(0));
            *sum = match (*sum, number) {
                (Some(sum), Some(number)) => sum.checked_add(number),
                _ => None,
            };
        }
    }
    sheet.totals = sums.into_iter().filter_map(|(term, sum)| sum.map(|sum| (term, sum))).collect();
}

/// 另见结节: a new lesion although no number is said.
fn introduced(sheet: &Sheet, mention: &super::Mention) -> bool {
    let Some(clause) = sheet.clauses.get(mention.clause) else { return false };
    (clause.first..mention.item).rev().take(8).any(|at| sheet.kind(at) == Kind::Another)
}
