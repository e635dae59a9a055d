//! What the functions give.

use crate::ast::Node;
use crate::eval::{Computed, eval};
use crate::function::Function;
use crate::value::EXACT;
use crate::{ExprError, Scope, Value, compare, date, kinds};

/// Most decimal places that `round` keeps.
const PLACES: f64 = 15.0;

pub(crate) fn call(function: Function, arguments: &[Node], scope: &dyn Scope) -> Computed {
    if function == Function::Coalesce {
        for argument in arguments {
            let value = eval(argument, scope)?;
            if value != Value::Null {
                return Ok(value);
            }
        }
        return Ok(Value::Null);
    }
    let values: Vec<(usize, Value)> =
        arguments.iter().map(|a| Ok((a.at, eval(a, scope)?))).collect::<Result<_, ExprError>>()?;
    match function {
        Function::Min | Function::Max | Function::Sum | Function::Mean => {
            Ok(over_many(function, &numbers(&values)?))
        }
        _ => one_or_two(function, &values).map(Option::unwrap_or_default),
    }
}

/// The numbers among the arguments and in lists among them; nulls are passed over.
fn numbers(values: &[(usize, Value)]) -> Result<Vec<f64>, ExprError> {
    let mut found = Vec::new();
    for (at, value) in values {
        let items =
            if let Value::List(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
        for item in items {
            found.extend(kinds::number(*at, item)?);
        }
    }
    Ok(found)
}

fn over_many(function: Function, numbers: &[f64]) -> Value {
    let all = numbers.iter().copied();
    let result = match function {
        Function::Min => all.reduce(f64::min),
        Function::Max => all.reduce(f64::max),
        Function::Mean => all.reduce(|a, b| a + b).map(|total| total / numbers.len() as f64),
        _ => all.reduce(|a, b| a + b),
    };
    result.map_or(Value::Null, Value::number)
}

/// Functions of one or two arguments. Kinds are judged first, then a null gives null (`None`), then the
/// rest is computed.
fn one_or_two(function: Function, values: &[(usize, Value)]) -> Result<Option<Value>, ExprError> {
    let null = (0, Value::Null);
    let (at, x) = values.first().unwrap_or(&null);
    let (at_second, y) = values.get(1).unwrap_or(&null);
    let x_number = || kinds::number(*at, x);
    let of = |f: fn(f64) -> f64| Ok(x_number()?.map(|x| Value::number(f(x))));
    match function {
        Function::Abs => of(f64::abs),
        Function::Floor => of(f64::floor),
        Function::Ceil => of(f64::ceil),
        Function::Sqrt => of(f64::sqrt),
        Function::Round if values.len() == 1 => of(|x| round(x, 0.0)),
        Function::Round => {
            let pair = x_number()?.zip(kinds::number(*at_second, y)?);
            pair.map(|(x, places)| Ok(Value::number(round(x, checked_places(*at_second, places)?))))
                .transpose()
        }
        Function::Pow => {
            let pair = x_number()?.zip(kinds::number(*at_second, y)?);
            Ok(pair.map(|(x, y)| Value::number(x.powf(y))))
        }
        Function::Size => Ok(kinds::list(*at, x)?.map(|items| Value::Number(items.len() as f64))),
        Function::Len => Ok(kinds::text(*at, x)?.map(|s| Value::Number(s.chars().count() as f64))),
        Function::Lower => Ok(kinds::text(*at, x)?.map(|s| Value::Text(s.to_lowercase()))),
        Function::Contains if matches!(x, Value::List(_)) => {
            Ok(compare::within(y, x, *at_second, *at)?.map(Value::Bool))
        }
        Function::Contains => {
            let pair = kinds::text(*at, x)?.zip(kinds::text(*at_second, y)?);
            Ok(pair.map(|(whole, part)| Value::Bool(whole.contains(part))))
        }
        Function::Days => {
            let pair = kinds::text(*at, x)?.zip(kinds::text(*at_second, y)?);
            pair.map(|(from, to)| {
                let (from, to) = (date::parse(*at, from)?, date::parse(*at_second, to)?);
                Ok(Value::Number((to.day_number() - from.day_number()) as f64))
            })
            .transpose()
        }
        Function::Year => kinds::text(*at, x)?
            .map(|s| date::parse(*at, s).map(|date| Value::Number(f64::from(date.year))))
            .transpose(),
        // handled by the caller
        Function::Min | Function::Max | Function::Sum | Function::Mean | Function::Coalesce => Ok(None),
    }
}

fn checked_places(at: usize, places: f64) -> Result<f64, ExprError> {
    if places.fract() == 0.0 && (0.0..=PLACES).contains(&places) {
        return Ok(places);
    }
    Err(ExprError::new(
        at,
        "小数位数必须是 0 到 15 的整数：例如 round(x, 1)",
        "the number of decimal places must be a whole number from 0 to 15: for example round(x, 1)",
    ))
}

/// Rounds the shortest decimal form of `x`, halves away from zero: 1.005 to two places is 1.01, as on paper.
fn round(x: f64, places: f64) -> f64 {
    if x.abs() >= EXACT {
        return x;
    }
    let shifted = format!("{x}e{places}").parse::<f64>().unwrap_or(x);
    format!("{}e-{places}", shifted.round()).parse().unwrap_or(x)
}
