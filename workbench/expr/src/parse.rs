//! Words to a tree: recursive descent, one look ahead, depth counted.

use crate::ast::{Arithmetic, Comparison, Kind, Node};
use crate::error::ExprError;
use crate::function::{Function, NAMES};
use crate::lex::{Token, tokens};
use std::collections::BTreeSet;

/// How deep brackets, prefixes and branches may be nested.
pub(crate) const DEPTH: usize = 64;

type Parsed = Result<Node, ExprError>;

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    names: BTreeSet<String>,
}

pub(crate) fn parse(source: &str) -> Result<(Node, BTreeSet<String>), ExprError> {
    let mut parser = Parser { tokens: tokens(source)?, next: 0, depth: 0, names: BTreeSet::new() };
    let node = parser.expression()?;
    match parser.peek() {
        Token::End => Ok((node, parser.names)),
        _ => Err(parser.left_over()),
    }
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |(at, _)| *at)
    }

    fn sees(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(s) if *s == sign)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = self.sees(sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str, zh: &str, en: &str) -> Result<(), ExprError> {
        if self.eat(sign) { Ok(()) } else { Err(ExprError::new(self.at(), zh, en)) }
    }

    /// Reads something one level deeper.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == DEPTH {
            return Err(ExprError::new(
                self.at(),
                format!("嵌套超过 {DEPTH} 层：请拆成几个字段"),
                format!("nested deeper than {DEPTH} levels: split it into several fields"),
            ));
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    fn expression(&mut self) -> Parsed {
        self.deeper(|parser| {
            let at = parser.at();
            let mut last = parser.any()?;
            let mut arms = Vec::new();
            while parser.eat("?") {
                let value = parser.expression()?;
                parser.expect(
                    ":",
                    "“?” 缺少对应的 “:”：请写成 条件 ? 成立时的值 : 否则的值",
                    "a `?` without its `:`: write condition ? value : other value",
                )?;
                arms.push((last, value));
                last = parser.any()?;
            }
            Ok(if arms.is_empty() { last } else { Node { at, kind: Kind::Choose(arms, Box::new(last)) } })
        })
    }

    fn row(&mut self, sign: &str, read: fn(&mut Self) -> Parsed, make: fn(Vec<Node>) -> Kind) -> Parsed {
        let at = self.at();
        let first = read(self)?;
        if !self.sees(sign) {
            return Ok(first);
        }
        let mut nodes = vec![first];
        while self.eat(sign) {
            nodes.push(read(self)?);
        }
        Ok(Node { at, kind: make(nodes) })
    }

    fn any(&mut self) -> Parsed {
        self.row("||", Self::all, Kind::Any)
    }

    fn all(&mut self) -> Parsed {
        self.row("&&", Self::comparison, Kind::All)
    }

    fn comparison_sign(&self) -> Option<Option<Comparison>> {
        let Token::Sign(sign) = self.peek() else { return None };
        Some(match *sign {
            "in" => None,
            "==" => Some(Comparison::Equal),
            "!=" => Some(Comparison::Unequal),
            "<" => Some(Comparison::Less),
            "<=" => Some(Comparison::AtMost),
            ">" => Some(Comparison::Greater),
            ">=" => Some(Comparison::AtLeast),
            _ => return None,
        })
    }

    fn comparison(&mut self) -> Parsed {
        let at = self.at();
        let bare_not = self.sees("!");
        let left = self.sum()?;
        let Some(sign) = self.comparison_sign() else { return Ok(left) };
        if bare_not && matches!(left.kind, Kind::Not(_)) {
            return Err(ExprError::new(
                at,
                "“非”与比较连用会有歧义：请写成 !(a == b) 或 (!a) == b",
                "`not` before a comparison can be read in two ways: write !(a == b) or (!a) == b",
            ));
        }
        self.next += 1;
        let right = self.sum()?;
        if self.comparison_sign().is_some() {
            return Err(ExprError::new(
                self.at(),
                "比较不能连写：请写成 3 < x && x < 8",
                "comparisons do not chain: write 3 < x && x < 8",
            ));
        }
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = match sign {
            Some(comparison) => Kind::Compare(comparison, left, right),
            None => Kind::In(left, right),
        };
        Ok(Node { at, kind })
    }

    fn chain(&mut self, read: fn(&mut Self) -> Parsed, signs: &[Arithmetic]) -> Parsed {
        let at = self.at();
        let first = read(self)?;
        let mut rest = Vec::new();
        while let Some(sign) = signs.iter().find(|s| self.sees(s.sign())) {
            self.next += 1;
            rest.push((*sign, read(self)?));
        }
        Ok(if rest.is_empty() { first } else { Node { at, kind: Kind::Arithmetic(Box::new(first), rest) } })
    }

    fn sum(&mut self) -> Parsed {
        self.chain(Self::product, &[Arithmetic::Add, Arithmetic::Subtract])
    }

    fn product(&mut self) -> Parsed {
        self.chain(Self::prefixed, &[Arithmetic::Multiply, Arithmetic::Divide, Arithmetic::Remainder])
    }

    fn prefixed(&mut self) -> Parsed {
        let at = self.at();
        let make: fn(Box<Node>) -> Kind = if self.eat("!") {
            Kind::Not
        } else if self.eat("-") {
            Kind::Minus
        } else {
            return self.primary();
        };
        let inner = self.deeper(Self::prefixed)?;
        Ok(Node { at, kind: make(Box::new(inner)) })
    }

    fn primary(&mut self) -> Parsed {
        let at = self.at();
        let kind = match self.peek().clone() {
            Token::Number(x) => Kind::Number(x),
            Token::Text(s) => Kind::Text(s),
            Token::Sign("true") => Kind::Bool(true),
            Token::Sign("false") => Kind::Bool(false),
            Token::Sign("null") => Kind::Null,
            Token::Name(name) => {
                self.next += 1;
                if self.eat("(") {
                    return self.call(at, &name);
                }
                self.names.insert(name.clone());
                return Ok(Node { at, kind: Kind::Name(name) });
            }
            Token::Sign("(") => {
                self.next += 1;
                let node = self.expression()?;
                self.expect(")", "缺少右括号 “)”", "a closing bracket `)` is missing")?;
                return Ok(node);
            }
            Token::Sign("[") => {
                self.next += 1;
                return Ok(Node { at, kind: Kind::List(self.items("]")?) });
            }
            _ => return Err(self.missing_value()),
        };
        self.next += 1;
        Ok(Node { at, kind })
    }

    /// What stands between commas up to the closing bracket.
    fn items(&mut self, close: &str) -> Result<Vec<Node>, ExprError> {
        let mut items = Vec::new();
        if self.eat(close) {
            return Ok(items);
        }
        loop {
            items.push(self.expression()?);
            if self.eat(close) {
                return Ok(items);
            }
            self.expect(
                ",",
                &format!("缺少逗号或右括号 “{close}”"),
                &format!("a comma or a closing `{close}` is missing"),
            )?;
        }
    }

    fn call(&mut self, at: usize, name: &str) -> Parsed {
        if name.eq_ignore_ascii_case("has") {
            return self.has(at);
        }
        let is_if = name.eq_ignore_ascii_case("if");
        let signature = Function::find(name);
        if !is_if && signature.is_none() {
            return Err(ExprError::new(
                at,
                format!("没有函数 {name}：可用的函数有 {NAMES}"),
                format!("there is no function `{name}`: the functions are {NAMES}"),
            ));
        }
        let arguments = self.items(")")?;
        let (usage, least, most) = signature.map_or(("if(c, a, b)", 3, 3), |s| (s.usage, s.least, s.most));
        if arguments.len() < least || arguments.len() > most {
            return Err(ExprError::new(
                at,
                format!("函数 {name} 的参数个数不对：请写成 {usage}"),
                format!("`{name}` has the wrong number of arguments: write {usage}"),
            ));
        }
        let kind = match signature {
            Some(signature) => Kind::Call(signature.function, arguments),
            None => choose(arguments),
        };
        Ok(Node { at, kind })
    }

    fn has(&mut self, at: usize) -> Parsed {
        let Token::Name(name) = self.peek().clone() else { return Err(self.no_field()) };
        self.next += 1;
        if !self.eat(")") {
            return Err(self.no_field());
        }
        self.names.insert(name.clone());
        Ok(Node { at, kind: Kind::Has(name) })
    }

    fn no_field(&self) -> ExprError {
        ExprError::new(
            self.at(),
            "has( ) 里只能写一个字段名：例如 has(psa)",
            "`has` takes the name of one field: for example has(psa)",
        )
    }

    fn missing_value(&self) -> ExprError {
        let (zh, en) = match self.peek() {
            Token::End if self.next == 0 => {
                ("表达式是空的：请写一个条件或算式", "the expression is empty: write a condition or a sum")
            }
            Token::End => (
                "表达式没有写完：后面还缺一个值",
                "the expression stops too early: a value is missing at the end",
            ),
            Token::Sign("=") => ("这里不能是 “=”：比较请写 “==”", "`=` cannot stand here: compare with `==`"),
            Token::Sign("&" | "|") => {
                ("请写 “&&” 或 “||”（也可写 且、或）", "write `&&` or `||` (or: and, or)")
            }
            _ => (
                "这里缺少一个值：请写字段名、数字或加引号的文字",
                "a value is missing here: write a field, a number or text between quotes",
            ),
        };
        ExprError::new(self.at(), zh, en)
    }

    /// After a whole expression something else stands.
    fn left_over(&self) -> ExprError {
        let (zh, en) = match self.peek() {
            Token::Sign("=") => ("比较请写 “==”", "compare with `==`"),
            Token::Sign("&") => ("请写 “&&” 或 且", "write `&&` or `and`"),
            Token::Sign("|") => ("请写 “||” 或 或", "write `||` or `or`"),
            Token::Sign("!") => (
                "“非”不能放在这里：不属于请写 !(x in [a, b])，不等于请写 x != a",
                "`not` cannot stand here: write !(x in [a, b]) or x != a",
            ),
            Token::Sign(")" | "]") => (
                "多了一个右括号：请删去或补上左括号",
                "a closing bracket too many: remove it or open it before",
            ),
            Token::Sign(",") => (
                "这里不能有逗号：多个值请写成 [a, b]",
                "a comma cannot stand here: several values are written [a, b]",
            ),
            Token::Sign(":") => {
                ("“:” 前面没有 “?”：请写成 条件 ? a : b", "a `:` without `?`: write condition ? a : b")
            }
            _ => (
                "两个值之间缺少运算符：例如 &&、==、+；文字要加引号",
                "an operator is missing between two values, such as && == +; text needs quotes",
            ),
        };
        ExprError::new(self.at(), zh, en)
    }
}

/// `if(c, a, b)` is `c ? a : b`.
fn choose(arguments: Vec<Node>) -> Kind {
    let mut parts = arguments.into_iter();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(condition), Some(value), Some(other)) => {
            Kind::Choose(vec![(condition, value)], Box::new(other))
        }
        _ => Kind::Null,
    }
}
