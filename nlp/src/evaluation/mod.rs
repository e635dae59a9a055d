//! How well rules do against values that people have checked.
//!
//! A checked value says what a report states of a variable ([`Truth`]); a
//! prediction is the value that rules give for it now. [`evaluate`] counts:
//!
//! | checked | predicted | counts as |
//! |---|---|---|
//! | not mentioned | not mentioned | true negative |
//! | not mentioned | a value | false positive, *invented* |
//! | a value | nothing, or a contradiction | false negative, *missed* |
//! | a value | the same | true positive |
//! | a value | another | one false positive and one false negative, *wrong* |
//! | only "this value is wrong" | that value | false positive, *wrong* |
//! | only "this value is wrong" | anything else | left out: the truth is not known |
//!
//! Precision and recall are thus those of "mentioned with the right value".
//! Two values are the same by the type of the variable: a set for `multi`, the
//! exact number (or the same bounds) for `count`, up to rounding for numbers.
//! Whether a value is hedged is not judged here.
//!
//! Every rate has a Wilson 95 % interval (Wilson, J Am Stat Assoc 1927;22:209),
//! F1 one by the delta method, numbers have limits of agreement (Bland and
//! Altman, Lancet 1986;327:307), and two checkers Cohen's kappa (Cohen, Educ
//! Psychol Meas 1960;20:37).

mod agreement;
mod confusion;
mod field;
mod label;
mod numeric;
mod rate;

pub use agreement::{Agreement, Opinion, agreement};
pub use confusion::Confusion;
pub use field::{
    Bucket, ErrorKind, Fault, FieldEvaluation, Judged, MAX_FAULTS, Micro, Truth, bucket, evaluate,
};
pub use label::{Label, right};
pub use numeric::{NumericAgreement, Point};
pub use rate::{Rate, Score};
pub use workbench_core::{Misfit, fit};
