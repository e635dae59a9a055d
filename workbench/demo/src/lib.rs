//! A synthetic chest-CT cohort with known truth: people who do not exist, drawn
//! from a seed, each with a CT volume, nodule outlines and a Chinese report.
//!
//! Nothing here reads a file, a clock or a random device; the same seed gives
//! the same cohort. Every identifier and name says that it is synthetic
//! (`SYN-…`, `合成患者…`).

mod anatomy;
mod case;
mod contour;
mod date;
mod expected;
mod nodule;
mod place;
mod random;
mod render;
pub mod report;
mod shapes;
mod truth;
mod vessels;

pub use case::{Case, Cohort, NoduleContours, Sex};
pub use date::Date;
pub use expected::Expected;
pub use nodule::{Density, Lobe, Margin, Nodule};
pub use report::ReportText;
pub use truth::{Change, Effusion, Truth};
