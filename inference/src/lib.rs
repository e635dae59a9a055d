//! Model runtimes, routing, findings and feedback 推理.
//!
//! | question | answer |
//! |---|---|
//! | which model for this series? | [`route::route`] |
//! | how probable, and why? | [`Runtime`] |
//! | what does the clinician see? | [`finding_for`] → [`Finding`] |
//! | were we right? | [`feedback::Statistics`] |
//!
//! ```
//! use inference::{ModelCard, RoiFacts, Runtime, Term, finding_for};
//! use std::ops::ControlFlow;
//! use training::{Columns, Dataset, Spec, run};
//!
//! let rows = (0..40).map(|i| format!("{i},{}\n", u8::from(i > 18)));
//! let csv = format!("size,malignant\n{}", rows.collect::<String>());
//! let data = Dataset::from_csv(csv.as_bytes(), &Columns { target: "malignant".into(), ..Columns::default() })?;
//! let outcome = run(&data, &Spec::default().check(&data)?, &mut |_| ControlFlow::Continue(()))?;
//! let runtime = Runtime::new(outcome.models)?;
//!
//! let code = Term::new("SCT", "427359005", "Solitary nodule of lung");
//! let card = ModelCard::of(&runtime.models()[0], "size", "1.0.0", code, ["恶性结节", "malignant nodule"])?;
//! let roi = RoiFacts { roi: "r1".into(), series_uid: "1.2.3".into(), long_mm: Some(12.0), ..RoiFacts::default() };
//! let probability = runtime.predict(data.table())?[0][39];
//! let finding = finding_for(probability, &roi, &card)?;
//! assert!(finding.positive && finding.text_zh.contains("恶性结节概率"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod card;
pub mod cli;
mod error;
pub mod feedback;
mod finding;
mod roi;
pub mod route;
mod runtime;
mod text;

pub use card::{ModelCard, Stage};
pub use error::{InferenceError, Result};
pub use finding::{Finding, Location, Measurement, ModelRef, Term, finding_for};
pub use roi::RoiFacts;
pub use runtime::Runtime;
