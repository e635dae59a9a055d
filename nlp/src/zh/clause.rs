//! Clauses and sentences; brackets are opened or taken out first.

use super::sheet::{Clause, Sheet};
use crate::lexicon::Kind;
use crate::token::Token;

/// Most items a bracket may hold and still be read as one.
const BRACKET: usize = 40;

/// Cuts the sheet into clauses.
pub(super) fn split(sheet: &mut Sheet) {
    brackets(sheet);
    let mut clauses = Vec::new();
    let (mut first, mut start, mut sentence) = (0, 0, 0);
    for (at, item) in sheet.items.iter().enumerate() {
        if !matches!(item.kind, Kind::Stop | Kind::Comma | Kind::Colon | Kind::Ask) {
            continue;
        }
        clauses.push(Clause { first, last: at, start, end: item.start, ended: item.kind, sentence });
        (first, start) = (at + 1, item.end);
        sentence += usize::from(item.kind == Kind::Stop);
    }
    let (last, end) = (sheet.items.len(), sheet.norm.chars.len());
    clauses.push(Clause { first, last, start, end, ended: Kind::Stop, sentence });
    for (number, clause) in clauses.iter().enumerate() {
        for item in clause.first..clause.last {
            if let Some(Kind::Mention(mention)) = sheet.items.get(item).map(|item| item.kind)
                && let Some(mention) = sheet.mentions.get_mut(mention as usize)
            {
                mention.clause = number;
            }
        }
    }
    sheet.clauses = clauses;
}

/// Takes out brackets that only refer to images or dates, so that the clause
/// around them stays whole; other brackets become clauses of their own.
fn brackets(sheet: &mut Sheet) {
    let items = std::mem::take(&mut sheet.items);
    let mut out: Vec<Token> = Vec::with_capacity(items.len());
    let mut closing = Vec::new();
    let mut at = 0;
    while let Some(item) = items.get(at) {
        match item.kind {
            Kind::Open => {
                if let Some(end) = close(&items, at) {
                    let inner = items.get(at + 1..end).unwrap_or(&[]);
                    if inner.iter().all(|item| is_reference(item.kind)) {
                        at = end;
                    } else if !inner.iter().all(|item| is_place(item.kind) || is_reference(item.kind)) {
                        out.push(Token { kind: Kind::Comma, ..*item });
                        closing.push(end);
                    }
                }
            }
            Kind::Close => {
                let opened = closing.last() == Some(&at);
                let marked = items.get(at + 1).is_some_and(|next| {
                    next.start == item.end
                        && matches!(next.kind, Kind::Comma | Kind::Stop | Kind::Ask | Kind::Colon)
                });
                if opened {
                    closing.pop();
                    if !marked {
                        out.push(Token { kind: Kind::Comma, ..*item });
                    }
                }
            }
            _ => out.push(*item),
        }
        at += 1;
    }
    sheet.items = out;
    sheet.number();
}

fn close(items: &[Token], open: usize) -> Option<usize> {
    let inner = items.iter().enumerate().skip(open + 1).take(BRACKET);
    for (at, item) in inner {
        match item.kind {
            Kind::Close => return Some(at),
            Kind::Open | Kind::Stop => return None,
            _ => {}
        }
    }
    None
}

fn is_reference(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Reference | Comma | Pause | Date(_) | Skip | Measuring | Versus | Max | Colon | Grade)
}

fn is_place(kind: Kind) -> bool {
    matches!(kind, Kind::Organ | Kind::Solo | Kind::Part | Kind::Side(_) | Kind::And)
}
