//! The table at the end of the demo.

use std::path::Path;
use std::time::Duration;

use super::chain::Done;
use super::measure::Measured;
use crate::AppError;
use crate::cli::print as line;

pub fn print(done: &Done, measured: &Measured, took: Duration, data: &Path) -> Result<(), AppError> {
    line("\n合成数据演示 / demo on SYNTHETIC data (no real patient)")?;
    line("──────────────────────────────────────────────────────────────────────────────")?;
    for step in &done.steps {
        line(&format!("{:>7.1} s  {} {}: {}", step.took.as_secs_f64(), step.zh, step.en, step.what))?;
    }
    line("──────────────────────────────────────────────────────────────────────────────")?;
    line("与真值对照 / against the truth")?;
    let (right, all) = measured.fields.values().fold((0, 0), |sum, field| (sum.0 + field.0, sum.1 + field.1));
    line(&format!(
        "  报告变量正确率 extraction accuracy   {}   (报告提及的 of those mentioned {})",
        share((right, all)),
        share(measured.mentioned)
    ))?;
    for (field, tally) in &measured.fields {
        line(&format!("    {field:<24} {}", share(*tally)))?;
    }
    let (found, truth) = measured.search;
    line(&format!("  关键词检索 keyword search             {found} found, {truth} hold the word"))?;
    let (alike, drawn) = &measured.rois;
    let mean = alike.iter().sum::<f64>() / alike.len().max(1) as f64;
    line(&format!(
        "  勾画→掩膜 contour to mask            mean Dice {mean:.3} with the truth over {} ROIs ({drawn} nodules drawn)",
        alike.len()
    ))?;
    for (learner, auc) in &done.auc {
        line(&format!(
            "  交叉验证 out-of-fold AUC ({learner:<8})   {}",
            auc.map_or("–".to_owned(), |auc| format!("{auc:.3}"))
        ))?;
    }
    let interval = measured.held_out.map_or("–".to_owned(), |(auc, low, high)| match low.zip(high) {
        Some((low, high)) => format!("{auc:.3} [{low:.3}, {high:.3}]"),
        None => format!("{auc:.3}"),
    });
    line(&format!("  留出患者 held-out AUC (logistic)      {interval}  n = {}", measured.unseen))?;
    line("──────────────────────────────────────────────────────────────────────────────")?;
    line(&format!("{:.0} s, 数据 data in {}", took.as_secs_f64(), data.display()))
}

fn share((right, all): (usize, usize)) -> String {
    if all == 0 {
        return "–".to_owned();
    }
    format!("{:5.1} % ({right}/{all})", 100.0 * right as f64 / all as f64)
}
