//! The one small expression language of the workbench: conclusions of report rules, conditions and calculated
//! fields of forms, routing of findings to models.
//!
//! ```
//! use std::collections::BTreeMap;
//! use workbench_expr::{Expr, Value};
//!
//! let density = Expr::parse("psa / prostate_vol >= 0.15 且 has(pirads) ? '建议穿刺' : '随访'")?;
//! assert!(density.names().contains("pirads"));
//!
//! let mut report: BTreeMap<String, Value> = BTreeMap::new();
//! report.insert("psa".into(), 8.0.into());
//! report.insert("prostate_vol".into(), 40.0.into());
//! report.insert("pirads".into(), "4".into());
//! assert_eq!(density.eval(&report)?, Value::from("建议穿刺"));
//!
//! let fault = Expr::parse("psa => 4").unwrap_err();
//! assert_eq!((fault.at, fault.zh.as_str()), (4, "比较请写 “==”"));
//! # Ok::<(), workbench_expr::ExprError>(())
//! ```
//!
//! `tests/vectors.json` holds the meaning as data: `{expr, scope, value}` or `{expr, scope, error: true, at}`.
//! Every implementation of the language passes all of it, places of faults included.
//!
//! # Values
//!
//! null, yes/no, numbers (64-bit floating point), text, lists. **Null** is what is not mentioned, not filled
//! in or not to be computed. No infinite number and no minus zero is ever seen: what would be one, such as a
//! division by zero or the root of −1, is null (or zero).
//!
//! # Writing
//!
//! | | |
//! |---|---|
//! | number | `3` `0.5` `1.5e3`; begins with a digit, no unit |
//! | text | `"实性"` `'solid'` `“实性”` `‘实性’`; ends at a quote of the family that began it; nothing is escaped, so text with one kind of quote is written in another |
//! | constant | `true` 真, `false` 假, `null` 空 |
//! | name | a field: letters of any script, digits, `_`, and `.` between them; begins with a letter or `_`; case matters |
//! | list | `[1, 2]`, `[]` |
//!
//! Full-width signs, letters and digits outside quotes are their half-width forms; `、` is a comma, `【 】` are
//! `[ ]`, `×` `÷` `−` are `*` `/` `-`. White space is what Unicode calls so. The words `and or not in true false
//! null` and the names of functions may be written in any case. 且 and 或 are operators wherever they stand
//! outside quotes and so never part of a name; 非 真 假 空 are words only when they stand alone (空洞 is a name).
//!
//! # Operators, from the loosest to the tightest
//!
//! | | | |
//! |---|---|---|
//! | `c ? a : b` | choice | from the right: `c ? a : d ? b : e` is a ladder |
//! | <code>\|\|</code> `or` 或 | at least one | |
//! | `&&` `and` 且 | all | |
//! | `==` `!=` ≠ `<` `<=` ≤ `>` `>=` ≥ `in` | comparison, membership | do not chain: `3 < x && x < 8` |
//! | `+` `-` | | from the left |
//! | `*` `/` `%` | the remainder has the sign of the left side | from the left |
//! | `!` `not` 非, `-` | before a value | `!a == b` is refused: `!(a == b)` or `(!a) == b` |
//! | `( )` `[ ]` `f( )` | | |
//!
//! # What null does
//!
//! - Arithmetic and comparison with null give null; so does `in` when either side is null.
//! - The **written** `null` asks: `x == null` and `x != null` are always true or false. Two fields that are
//!   both missing are not equal, `a == b` is null.
//! - Logic knows three values: `null && false` is false, `null || true` is true, else a null makes null; `!null`
//!   is null.
//! - A choice whose condition is null takes the last branch.
//! - `x in [a, null]` is true when `x == a` and else null: the missing element might be it.
//!
//! # What is compared
//!
//! Two numbers; two texts, by code points (case and width matter; ISO dates come in order); two yes/no values and
//! two lists with `==` and `!=` only. Lists are compared as sets: order and repeats do not count, elements of
//! unlike kinds differ, null is an element. Anything else is a fault; so is an element of another kind in
//! `x in list`.
//!
//! # Functions
//!
//! | | |
//! |---|---|
//! | `min max sum mean` (a, b, …) | of numbers and lists of numbers; nulls are passed over, null when nothing is left |
//! | `round(x, places)` | of the number as it is written in decimals, halves away from zero; places 0 to 15, 0 when left out |
//! | `abs floor ceil sqrt` (x), `pow(x, y)` | |
//! | `has(name)` | whether the field is mentioned; true or false |
//! | `size(list)`, `len(text)` | number of elements; of code points |
//! | `if(c, a, b)` | `c ? a : b` |
//! | `coalesce(a, b, …)` | the first that is not null |
//! | `contains(text, part)`, `contains(list, x)` | case matters; the second is `x in list` |
//! | `lower(text)` | small letters |
//! | `days(from, to)`, `year(date)` | dates as text YYYY-MM-DD, years 0001 to 9999; another text is a fault |
//!
//! Null as an argument gives null, except where the table says otherwise. First all arguments are computed and their kinds
//! judged, from the left; then a null gives null; then dates and places are judged.
//!
//! # What is not computed
//!
//! The branch not taken, what follows the deciding `false` of `&&` or `true` of `||`, and what follows the
//! first value of `coalesce`. Everything else is computed and judged even when the result is null already.
//!
//! # Faults
//!
//! An [`ExprError`] has the place (code points before it) and one sentence each in Chinese and English that names
//! the cure. Values of kinds that do not fit are faults; the place is that of the operand, in a comparison the right one.
//! A source has at most [`MAX_LENGTH`] code points; brackets, lists, calls, prefixes and branches nest to 64 levels,
//! the outermost expression counted.

mod ast;
mod call;
mod compare;
mod date;
mod error;
mod eval;
mod expr;
mod function;
mod kinds;
mod lex;
mod order;
mod parse;
mod print;
mod scope;
mod value;

pub use error::ExprError;
pub use expr::{Expr, MAX_LENGTH};
pub use order::order;
pub use scope::Scope;
pub use value::Value;
