//! Report text to findings and variables, each value with the words it rests on.
//!
//! ```
//! use nlp::{Engine, Lang};
//!
//! let engine = Engine::new(Lang::Zh);
//! let found = engine.findings("右肺上叶见2个结节，较大者约9mm×7mm。");
//! assert_eq!(found.findings[0].term, "结节");
//! assert_eq!(found.findings[0].sizes[0].mm, [9.0, 7.0]);
//! assert_eq!(found.totals["结节"], 2);
//! ```
//!
//! Everything is a pure function of the text: no clock, no files, no state
//! besides the compiled dictionaries. Offsets count Unicode code points of the
//! untouched text.

mod anatomy;
mod en;
mod engine;
mod error;
pub mod evaluation;
mod findings;
mod grade;
mod lexicon;
mod lines;
pub mod rules;
mod section;
mod text;
mod token;
mod zh;

pub use engine::{Engine, Lang};
pub use error::NlpError;
pub use findings::{
    Certainty, Change, Count, CountKind, Experiencer, Finding, FindingKind, Findings, Grade, Laterality,
    Located, Size, SizeRole, Temporality,
};
pub use lines::{InputLine, analyse_line, analyse_lines, answer_lines};
pub use section::{Section, SectionKind, sections};
