//! Computing a tree over a scope.

use crate::ast::{Comparison, Kind, Node};
use crate::compare::{compare, within};
use crate::{ExprError, Scope, Value, call, kinds};

pub(crate) type Computed = Result<Value, ExprError>;

pub(crate) fn eval(node: &Node, scope: &dyn Scope) -> Computed {
    match &node.kind {
        Kind::Null => Ok(Value::Null),
        Kind::Bool(b) => Ok(Value::Bool(*b)),
        Kind::Number(x) => Ok(Value::number(*x)),
        Kind::Text(s) => Ok(Value::Text(s.clone())),
        Kind::Name(name) => Ok(scope.get(name).clean()),
        Kind::Has(name) => Ok(Value::Bool(scope.has(name))),
        Kind::List(items) => {
            items.iter().map(|item| eval(item, scope)).collect::<Result<_, _>>().map(Value::List)
        }
        Kind::Not(inner) => Ok(truth(inner, scope)?.map_or(Value::Null, |b| Value::Bool(!b))),
        Kind::Minus(inner) => {
            Ok(kinds::number(inner.at, &eval(inner, scope)?)?.map_or(Value::Null, |x| Value::number(-x)))
        }
        Kind::Arithmetic(first, rest) => {
            let mut total = kinds::number(first.at, &eval(first, scope)?)?;
            for (sign, node) in rest {
                // the operand is computed and judged even when the total is null already
                let next = kinds::number(node.at, &eval(node, scope)?)?;
                total = total.zip(next).map(|(a, b)| sign.apply(a, b)).filter(|x| x.is_finite());
            }
            Ok(total.map_or(Value::Null, Value::number))
        }
        Kind::Compare(sign, left, right) => {
            let (a, b) = (eval(left, scope)?, eval(right, scope)?);
            let asks_null = matches!(left.kind, Kind::Null) || matches!(right.kind, Kind::Null);
            match sign {
                Comparison::Equal | Comparison::Unequal if asks_null => {
                    Ok(Value::Bool((a == b) == (*sign == Comparison::Equal)))
                }
                _ => Ok(compare(*sign, &a, &b, right.at)?.map_or(Value::Null, Value::Bool)),
            }
        }
        Kind::In(left, right) => {
            let (x, items) = (eval(left, scope)?, eval(right, scope)?);
            Ok(within(&x, &items, left.at, right.at)?.map_or(Value::Null, Value::Bool))
        }
        Kind::All(nodes) => row(nodes, scope, false),
        Kind::Any(nodes) => row(nodes, scope, true),
        Kind::Choose(arms, other) => {
            for (condition, value) in arms {
                if truth(condition, scope)? == Some(true) {
                    return eval(value, scope);
                }
            }
            eval(other, scope)
        }
        Kind::Call(function, arguments) => call::call(*function, arguments, scope),
    }
}

fn truth(node: &Node, scope: &dyn Scope) -> Result<Option<bool>, ExprError> {
    kinds::truth(node.at, &eval(node, scope)?)
}

/// Three-valued and (`decides` false) and or (`decides` true): the deciding value ends the row, else a
/// null makes it null.
fn row(nodes: &[Node], scope: &dyn Scope, decides: bool) -> Computed {
    let mut result = Value::Bool(!decides);
    for node in nodes {
        match truth(node, scope)? {
            Some(b) if b == decides => return Ok(Value::Bool(decides)),
            Some(_) => {}
            None => result = Value::Null,
        }
    }
    Ok(result)
}
