//! The command `workbench predict` for tabular models, as a function of its arguments.

use crate::error::Result;
use crate::runtime::Runtime;
use std::path::Path;

/// Applies every model of `model` (a training outcome's folder, or one model
/// file) to the CSV table `input` and writes probabilities as CSV to `output`;
/// `-` is standard input or output. See [`Runtime::predict_csv`].
///
/// # Errors
/// Bad model, bad table, or a file that cannot be read or written. Nothing is written then.
pub fn predict(model: &Path, input: &Path, output: &Path) -> Result<()> {
    let runtime = Runtime::load(model)?;
    let answer = runtime.predict_csv(&training::cli::read(input)?)?;
    Ok(training::cli::write(output, &answer)?)
}
