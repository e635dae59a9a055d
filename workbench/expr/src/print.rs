//! A tree as text again: one spelling for each sign, brackets only where they are needed.

use crate::ast::{Arithmetic, Kind, Node};
use crate::lex::fits;
use crate::value::EXACT;
use std::fmt::{self, Display, Formatter};

/// How tightly a node binds; the table of the front page from the bottom up.
fn strength(kind: &Kind) -> u8 {
    match kind {
        Kind::Choose(..) => 0,
        Kind::Any(_) => 1,
        Kind::All(_) => 2,
        Kind::Compare(..) | Kind::In(..) => 3,
        Kind::Arithmetic(_, rest) => match rest.first() {
            Some((Arithmetic::Add | Arithmetic::Subtract, _)) => 4,
            _ => 5,
        },
        Kind::Not(_) | Kind::Minus(_) => 6,
        _ => 7,
    }
}

/// A node, in brackets when it binds less tightly than its place asks.
struct Part<'a>(&'a Node, u8);

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if strength(&self.0.kind) < self.1 { write!(f, "({})", self.0) } else { Display::fmt(self.0, f) }
    }
}

fn row(f: &mut Formatter<'_>, nodes: &[Node], least: u8, between: &str) -> fmt::Result {
    for (i, node) in nodes.iter().enumerate() {
        write!(f, "{}{}", if i == 0 { "" } else { between }, Part(node, least))?;
    }
    Ok(())
}

fn text(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    let pairs = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’')];
    // a text that was read lacks at least the quotes that ended it
    let (open, close) = pairs.into_iter().find(|(open, _)| fits(text, *open)).unwrap_or(('"', '"'));
    write!(f, "{open}{text}{close}")
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Null => f.write_str("null"),
            Kind::Bool(b) => write!(f, "{b}"),
            Kind::Number(x) if x.fract() == 0.0 && *x < EXACT => write!(f, "{x}"),
            // very large and very small ones with an exponent
            Kind::Number(x) => write!(f, "{x:?}"),
            Kind::Text(s) => text(f, s),
            Kind::Name(name) => f.write_str(name),
            Kind::Has(name) => write!(f, "has({name})"),
            Kind::List(items) => {
                f.write_str("[")?;
                row(f, items, 0, ", ")?;
                f.write_str("]")
            }
            Kind::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                row(f, arguments, 0, ", ")?;
                f.write_str(")")
            }
            Kind::Not(inner) => write!(f, "!{}", Part(inner, 6)),
            Kind::Minus(inner) => write!(f, "-{}", Part(inner, 6)),
            Kind::Arithmetic(first, rest) => {
                let least = strength(&self.kind) + 1;
                write!(f, "{}", Part(first, least))?;
                rest.iter().try_for_each(|(sign, node)| write!(f, " {} {}", sign.sign(), Part(node, least)))
            }
            Kind::Compare(sign, left, right) => {
                write!(f, "{} {} {}", Left(left), sign.sign(), Part(right, 4))
            }
            Kind::In(left, right) => write!(f, "{} in {}", Left(left), Part(right, 4)),
            Kind::All(nodes) => row(f, nodes, 3, " && "),
            Kind::Any(nodes) => row(f, nodes, 2, " || "),
            Kind::Choose(arms, other) => {
                for (condition, value) in arms {
                    write!(f, "{} ? {value} : ", Part(condition, 1))?;
                }
                write!(f, "{}", Part(other, 0))
            }
        }
    }
}

/// The left side of a comparison: a bare `!` may not stand there.
struct Left<'a>(&'a Node);

impl Display for Left<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let least = if matches!(self.0.kind, Kind::Not(_)) { 7 } else { 4 };
        Display::fmt(&Part(self.0, least), f)
    }
}
