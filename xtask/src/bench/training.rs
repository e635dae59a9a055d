//! Training on a table.

use super::{Bench, Row, peer, seconds};
use crate::Result;

/// Rows for the logistic regression and the small network, five-fold, on 569 × 30 values.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let table = bench.reference("imaging/labelled/breast_cancer_wisconsin.csv")?;
    let header = std::fs::read_to_string(&table).map_err(|e| e.to_string())?;
    let target = header.lines().next().and_then(|l| l.rsplit(',').next()).unwrap_or_default().to_owned();
    let mut rows = Vec::new();
    for learner in ["logistic", "mlp"] {
        let mut run = 0;
        let ours = seconds(3, || {
            run += 1;
            let mut command =
                bench.command(&["train", "tabular", "--cv", "5", "--seed", "1", "--learners", learner]);
            command.arg("--target").arg(&target).arg("--table").arg(&table);
            command.arg("--output").arg(bench.work.join(format!("{learner}{run}")));
            command
        })?;
        let peer = if learner == "logistic" {
            peer::python("scikit-learn", &[&["scikit-learn"]])
                .and_then(|(python, script)| peer::run(&python, &script, "logistic", &[&table]))
        } else {
            Err("torch for Python is several gigabytes; see the step time in the training crate".to_owned())
        };
        rows.push(Row {
            what: format!("training, {learner}"),
            ours: ours * 1e3,
            unit: "ms",
            peer: peer.map(|(name, s)| (name, s * 1e3)),
            note: "569 rows × 30 columns, 5 folds; ours is the whole command with metrics, curves and models written, least of 3; the peer without start-up and imports".to_owned(),
        });
    }
    Ok(rows)
}
