//! Progress bars on the terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::work::Tick;

/// Runs work while a bar on stderr follows its tick.
pub async fn with_bar<T>(tick: &Tick, work: impl Future<Output = T>) -> T {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg:32!} {bar:32.cyan/blue} {pos}/{len} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let (shown, followed) = (bar.clone(), tick.clone());
    let follower = tokio::spawn(async move {
        loop {
            let progress = followed.progress();
            shown.set_length(progress.total.unsigned_abs());
            shown.set_position(progress.done.unsigned_abs());
            shown.set_message(progress.message);
            tokio::time::sleep(Duration::from_millis(120)).await;
        }
    });
    let out = work.await;
    follower.abort();
    bar.finish_and_clear();
    out
}
