//! From words to mentions: modifiers and a head become one finding.

use std::collections::BTreeMap;

use workbench_core::Span;

use super::sheet::{Head, Mention, Sheet};
use crate::findings::{FindingKind, Grade};
use crate::lexicon::{Kind, Lexicon};
use crate::text::{Norm, is_han};
use crate::token::{Quantities, Token};

/// Endings of nouns that a modifier before them belongs to.
const NOUNS: [&str; 17] = [
    "结节", "灶", "影", "肿块", "团块", "病变", "占位", "肿物", "包块", "空洞", "回声", "信号", "区", "征象",
    "团", "暗区", "囊肿",
];
/// Findings that are signs of a lesion named before them.
const SIGNS: [&str; 27] = [
    "牵拉",
    "凹陷",
    "粘连",
    "钙化",
    "坏死",
    "液化",
    "受压",
    "截断",
    "推移",
    "不均",
    "不均匀",
    "欠均",
    "欠均匀",
    "毛糙",
    "浓聚",
    "减低",
    "增高",
    "分隔",
    "囊变",
    "紊乱",
    "混杂",
    "粗糙",
    "密集",
    "变性",
    "不平",
    "丰富",
    "出血",
];
/// Words after a noun that make it a landmark: 病灶外侧, 结节边缘.
const BESIDE: [&str; 16] = [
    "内", "外", "外侧", "内侧", "旁", "周围", "边缘", "邻近", "相邻", "前缘", "后缘", "上缘", "下缘", "内缘",
    "外缘", "周边",
];

/// Unknown characters that a name may begin with.
const STEM: usize = 4;
/// What stands before 影 and 回声 and is no shape of a finding.
const NO_SHAPES: [&str; 16] = [
    "正常", "生理", "胎", "孕", "卵泡", "节育", "内膜", "假体", "此", "该", "上", "摄", "投", "光", "其",
    "造",
];

/// Characters looked back for the 除 of 除…外.
const EXCEPTION: usize = 24;
/// Items looked back for the verb of a statement.
const NEAR: usize = 10;

/// Puts the tokens of findings together.
pub(super) fn compose(
    norm: Norm,
    tokens: Vec<Token>,
    quantities: Quantities,
    grades: Vec<Grade>,
    lexicon: &Lexicon,
    target: Option<Span>,
) -> Sheet {
    let mut out = Composer {
        norm: &norm,
        lexicon,
        items: Vec::with_capacity(tokens.len()),
        mentions: Vec::new(),
        target: None,
    };
    if let Some(&token) = tokens.iter().find(|token| matches!(token.kind, Kind::Mention(_))) {
        let (kind, head, first) = nature(&norm, lexicon, token);
        out.target = first;
        out.mentions.push(Mention::new(token.start, token.end, kind, head));
    }
    let mut tokens = tokens;
    adjectives(out.norm, &mut tokens);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if !is_part(token.kind) {
            out.items.push(*token);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < tokens.len()
            && is_part(tokens[end].kind)
            && joined(tokens[end - 1], tokens[end])
            && end - at < 64
        {
            end += 1;
        }
        out.run(&tokens, at, end);
        at = end;
    }
    let (items, mentions) = (out.items, out.mentions);
    let mut sheet = Sheet {
        norm,
        items,
        clauses: Vec::new(),
        mentions,
        quantities,
        grades,
        totals: BTreeMap::new(),
        target,
    };
    sheet.number();
    sheet
}

/// 息肉样隆起, 隆起性病变: a finding with 样, 性 or 状 that leads to a noun is an adjective;
/// so is 肿大的 before lymph nodes.
fn adjectives(norm: &Norm, tokens: &mut [Token]) {
    for at in 2..tokens.len() {
        let [state, of, node] = [tokens[at - 2], tokens[at - 1], tokens[at]];
        let open = matches!(state.kind, Kind::State | Kind::Thing | Kind::Loose);
        let touch = state.end == of.start && of.end == node.start;
        if open && of.kind == Kind::De && node.kind == Kind::Node && touch {
            tokens[at - 2].kind = Kind::Mod;
            tokens[at - 1].kind = Kind::Mod;
            // 肿大融合的淋巴结.
            if let Some(before) = at.checked_sub(3).and_then(|at| tokens.get_mut(at))
                && before.end == state.start
                && before.kind == Kind::State
            {
                before.kind = Kind::Mod;
            }
        }
    }
    for at in 1..tokens.len() {
        let (Some(word), Some(next)) = (tokens.get(at - 1).copied(), tokens.get(at).copied()) else { return };
        let open = matches!(word.kind, Kind::Thing | Kind::State | Kind::Loose | Kind::Disease | Kind::Trait);
        let ending = next.start == word.end + 1 && matches!(norm.at(word.end), '性' | '样' | '状');
        if open
            && ending
            && is_part(next.kind)
            && let Some(word) = tokens.get_mut(at - 1)
        {
            *word = Token { start: word.start, end: word.end + 1, kind: Kind::Mod };
        }
    }
}

/// Kind, head and first known word of a target, read as if it stood alone.
fn nature(norm: &Norm, lexicon: &Lexicon, token: Token) -> (FindingKind, Head, Option<Token>) {
    let mut inner = Vec::new();
    lexicon.tokens(norm, token.start, token.end, &mut inner);
    inner.retain(|token| is_part(token.kind));
    let Some(last) = inner.last() else { return (FindingKind::Finding, Head::Other, None) };
    let kind = if inner.iter().all(|token| token.kind == Kind::Trait) {
        FindingKind::Attribute
    } else if matches!(last.kind, Kind::Disease | Kind::Suffix) {
        FindingKind::Diagnosis
    } else {
        FindingKind::Finding
    };
    (kind, head(norm, *last), inner.first().copied().filter(|first| first.start == token.start))
}

fn head(norm: &Norm, last: Token) -> Head {
    match last.kind {
        // 边缘毛糙: of the lesion, not of an organ.
        Kind::State if matches!(norm.slice(last.start, last.end), ['毛', '糙'] | ['紊', '乱']) => {
            Head::Sign
        }
        Kind::Node => Head::Node,
        Kind::State | Kind::Plain => Head::State,
        Kind::Weak => Head::Lesion,
        _ if is_noun(norm, last) => Head::Lesion,
        _ if ends_with_any(norm, last, &SIGNS) => Head::Sign,
        _ => Head::Other,
    }
}

fn is_part(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Mod | Loose | Weak | Thing | State | Plain | Node | Disease | Suffix | Trait)
}

fn joined(left: Token, right: Token) -> bool {
    left.end == right.start
}

fn is_noun(norm: &Norm, token: Token) -> bool {
    ends_with_any(norm, token, &NOUNS)
}

fn ends_with_any(norm: &Norm, token: Token, words: &[&str]) -> bool {
    let text = norm.part(token.start, token.end);
    let last = text.as_bytes().last();
    words.iter().any(|word| word.as_bytes().last() == last && text.ends_with(word))
}

/// 良性 or 恶性 by itself is a conclusion.
fn is_verdict(norm: &Norm, first: Token, last: Token) -> bool {
    first == last && matches!(norm.slice(first.start, last.end), ['良' | '恶', '性'])
}

struct Composer<'a> {
    norm: &'a Norm,
    lexicon: &'a Lexicon,
    items: Vec<Token>,
    mentions: Vec<Mention>,
    /// The first word of the target that the dictionaries know.
    target: Option<Token>,
}

impl Composer<'_> {
    /// Cuts a run of touching parts into mentions.
    fn run(&mut self, tokens: &[Token], from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let mut end = at + 1;
            while end < to && self.belongs(&tokens[at..end], tokens[end]) {
                end += 1;
            }
            self.group(&tokens[at..end], tokens.get(end).copied());
            at = end;
        }
    }

    /// Whether the next part goes on with the finding begun by `group`.
    fn belongs(&self, group: &[Token], next: Token) -> bool {
        let Some(last) = group.last() else { return false };
        match (last.kind, next.kind) {
            (_, Kind::Suffix | Kind::Weak) => true,
            (Kind::Mod, _) => true,
            (Kind::Loose, kind) => kind != Kind::Trait || self.norm.starts_with(last.start, "异常"),
            (Kind::Node, Kind::State | Kind::Disease) => true,
            (Kind::State | Kind::Thing | Kind::Trait, Kind::Node) => !is_noun(self.norm, *last),
            (Kind::Disease, Kind::Node) => self.norm.slice(last.start, last.end) == ['转', '移'],
            (Kind::Trait, _) if is_noun(self.norm, next) && self.lacks() => false,
            (Kind::Trait | Kind::Thing | Kind::State | Kind::Disease, Kind::Thing | Kind::Disease) => {
                let plain = next.kind == Kind::Thing || next.end - next.start <= 2;
                plain && is_noun(self.norm, next) && !is_noun(self.norm, *last)
            }
            _ => false,
        }
    }

    /// 可见无强化低密度影: a lesion that lacks the property named next.
    fn lacks(&self) -> bool {
        let mut before = self.items.iter().rev().take(NEAR);
        if before.next().is_none_or(|item| item.kind != Kind::Neg) {
            return false;
        }
        before
            .map(|item| item.kind)
            .take_while(|kind| !matches!(kind, Kind::Comma | Kind::Stop | Kind::Colon | Kind::Mention(_)))
            .any(|kind| {
                use Kind::*;
                matches!(kind, Seen | Another | Each | Many | Pieces(_) | Single)
            })
    }

    fn group(&mut self, group: &[Token], next: Option<Token>) {
        let (Some(first), Some(last)) = (group.first().copied(), group.last().copied()) else { return };
        let (mut start, mut open) = (first.start, false);
        let end = last.end;
        let has = |kind: Kind| group.iter().any(|token| token.kind == kind);
        let bare = group.iter().all(|token| matches!(token.kind, Kind::Mod | Kind::Weak));
        let loose_only = group.iter().all(|token| matches!(token.kind, Kind::Mod));
        // 可见小密度影: a long weak head stands by itself.
        let whole = group.len() == 1
            && end - start == 3
            && ["密度影", "密度灶", "信号影", "回声团", "回声灶"]
                .iter()
                .any(|word| self.norm.slice(start, end).iter().copied().eq(word.chars()));
        if loose_only || bare && !has(Kind::Mod) && !whole && self.shape(group).is_none() {
            self.items.extend_from_slice(group);
            return;
        }
        let before = self.items.last().copied();
        let touches = before.is_some_and(|before| before.end == start);
        if group.len() == 1 && first.kind == Kind::Plain {
            if !(touches && before.is_some_and(|before| matches!(before.kind, Kind::Not))) {
                self.items.push(first);
                return;
            }
        } else if let Some(shape) = self.shape(group) {
            start = shape;
            open = true;
        } else if group.len() == 1 && (end - start == 1 || self.is_unwell(first)) {
            // 腮腺 + 炎: the organ is part of the name; 左下肺 + 癌: the lobe is its place.
            let organ = before.filter(|before| touches && matches!(before.kind, Kind::Organ | Kind::Solo));
            let named = organ.filter(|organ| !matches!(self.norm.at(organ.start), '上' | '中' | '下'));
            match (named, first.kind) {
                (Some(organ), Kind::Suffix | Kind::Disease) => {
                    start = organ.start;
                    self.items.pop();
                }
                (None, Kind::Suffix) => match self.stem(first) {
                    Some(stem) => (start, open) = (stem, stem < start),
                    None => return,
                },
                _ => {}
            }
        }
        if next.is_some_and(|next| matches!(next.kind, Kind::Mention(_)) && next.start == end)
            && self.leads(group)
        {
            // What touches the target from the left belongs to it.
            self.items.extend(group.iter().map(|part| Token { kind: Kind::Mod, ..*part }));
            return;
        }
        if next.is_some_and(|next| self.landmark(last, next)) {
            self.items.push(Token { start, end, kind: Kind::Organ });
            return;
        }
        let kind = if group.iter().all(|token| token.kind == Kind::Trait || self.is_uneven(*token))
            && first.kind == Kind::Trait
            || last.kind == Kind::Trait && self.enhanced(first)
        {
            FindingKind::Attribute
        } else if matches!(last.kind, Kind::Disease | Kind::Suffix) && !self.is_unwell(last)
            || is_verdict(self.norm, first, last)
        {
            FindingKind::Diagnosis
        } else {
            FindingKind::Finding
        };
        let number = self.mentions.len() as u32;
        let organ = match end - start {
            0..=2 => None,
            _ => self.lexicon.organ(self.norm, start, end),
        };
        let mention = Mention::new(start, end, kind, head(self.norm, last));
        self.mentions.push(Mention { organ, open, ..mention });
        self.items.push(Token { start, end, kind: Kind::Mention(number) });
    }

    fn is_unwell(&self, token: Token) -> bool {
        token.kind == Kind::Suffix && self.norm.slice(token.start, token.end) == ['不', '适']
    }

    /// Where the name begins that an ending closes: the characters before it that no dictionary
    /// knows (葡萄膜炎, 肌腺症), or the ending itself after a place (上腹部不适).
    fn stem(&self, ending: Token) -> Option<usize> {
        let before = self.items.last().copied();
        let placed = before.is_some_and(|before| {
            before.end == ending.start && matches!(before.kind, Kind::Organ | Kind::Solo | Kind::Part)
        });
        let letter = self.norm.at(ending.start);
        // 无特殊不适, 未述明显不适.
        let denied = before.is_some_and(|before| {
            before.kind == Kind::Neg && ending.start - before.end.min(ending.start) <= STEM
        });
        if letter == '不' && denied {
            return Some(ending.start);
        }
        if placed {
            return matches!(letter, '炎' | '不').then_some(ending.start);
        }
        let bare = self.bare(before.map_or(0, |before| before.end), ending.start);
        let length = match bare {
            1..=STEM => bare,
            0 => return None,
            _ => 2,
        };
        matches!(letter, '炎' | '症').then_some(ending.start - length)
    }

    /// Han characters right before `end`, back to `start` at most.
    fn bare(&self, start: usize, end: usize) -> usize {
        let words = self.norm.slice(start.max(end.saturating_sub(2 * STEM)), end);
        words.iter().rev().take_while(|c| is_han(**c)).count()
    }

    /// 见羽毛状影, 探及条带回声: where an unknown shape begins that a cue leads to and a weak noun ends.
    fn shape(&self, group: &[Token]) -> Option<usize> {
        let [noun] = group else { return None };
        let weak = matches!(self.norm.before(noun.end), '影' | '灶' | '声');
        let before = self.items.last().copied().filter(|_| weak && noun.kind == Kind::Weak)?;
        use Kind::*;
        let led = matches!(
            before.kind,
            Seen | Another | Each | Many | Pieces(_) | Single | Neg | Maybe | Likely | MaybeEither
        );
        let words = self.norm.slice(before.end, noun.start);
        let length = words.len();
        let known = matches!(words, ['小' | '大'])
            || NO_SHAPES.iter().any(|word| self.norm.part(before.end, noun.start).contains(word));
        (led && (1..=STEM).contains(&length) && self.bare(before.end, noun.start) == length && !known)
            .then_some(before.end)
    }

    /// 强化不均 says how a lesion enhances; it is no lesion.
    fn is_uneven(&self, token: Token) -> bool {
        token.kind == Kind::Weak
            && matches!(
                self.norm.slice(token.start, token.end),
                ['不', '均'] | ['欠', '均', '匀'] | ['减', '低'] | ['增', '高']
            )
    }

    /// 增强扫描见结节状强化: the shape of an enhancement that the clause speaks of.
    fn enhanced(&self, first: Token) -> bool {
        first.kind == Kind::Mod
            && self
                .items
                .iter()
                .rev()
                .take(NEAR)
                .take_while(|item| !matches!(item.kind, Kind::Comma | Kind::Stop | Kind::Mention(_)))
                .any(|item| item.kind == Kind::Skip && self.norm.starts_with(item.start, "增强"))
    }

    /// Whether a group that touches the target is a part of it.
    fn leads(&self, group: &[Token]) -> bool {
        match self.target {
            Some(first) => self.belongs(group, first),
            None => group.iter().all(|token| matches!(token.kind, Kind::Mod | Kind::Loose)),
        }
    }

    fn landmark(&self, last: Token, next: Token) -> bool {
        // 除肝囊肿外: what is excepted is there.
        let excepted = self.norm.at(next.start) == '外'
            && (0..EXCEPTION)
                .map_while(|back| last.start.checked_sub(back + 1).map(|at| self.norm.at(at)))
                .take_while(|c| !matches!(c, ',' | '。' | ';' | '\n'))
                .any(|c| c == '除');
        !excepted
            && last.end == next.start
            && next.kind == Kind::Part
            && is_noun(self.norm, last)
            && BESIDE
                .iter()
                .any(|word| self.norm.slice(next.start, next.end).iter().copied().eq(word.chars()))
    }
}

impl Sheet {
    /// Numbers the mentions in the order of the text and ties them to their items.
    pub(super) fn number(&mut self) {
        let mut mentions: Vec<Option<Mention>> =
            std::mem::take(&mut self.mentions).into_iter().map(Some).collect();
        let mut ordered = Vec::with_capacity(mentions.len());
        for (at, item) in self.items.iter_mut().enumerate() {
            let Kind::Mention(number) = &mut item.kind else { continue };
            let mention = mentions.get_mut(*number as usize).and_then(Option::take);
            *number = ordered.len() as u32;
            if let Some(mention) = mention {
                ordered.push(Mention { item: at, ..mention });
            }
        }
        self.mentions = ordered;
    }
}
