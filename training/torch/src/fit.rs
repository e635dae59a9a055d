//! Fits a dense network.
//!
//! Every random choice (first weights, order of rows, inner split) comes from
//! ChaCha seeded by the caller, and libtorch runs on one thread here, so one
//! seed gives one set of bits.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tch::nn::OptimizerConfig;
use tch::{Reduction, Tensor, nn};
use training::learner::{Design, Epoch, Mlp, OnEpoch, Weights, log_loss};
use training::metrics::auc;
use training::stratified_groups;
use training::torch::Failure;

use crate::Result;
use crate::network::Network;

/// Weights of the epoch with the least loss on held-back rows.
pub fn fit(mlp: &Mlp, design: &Design<'_>, seed: u64, on_epoch: OnEpoch<'_>) -> Result<Weights> {
    let _threads = OneThread::begin();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (train, held) = hold_back(design, seed);
    let (x, y) = tensors(design, &train)?;
    let (held_x, _) = tensors(design, &held)?;
    let held_labels: Vec<bool> = held.iter().map(|&row| design.labels[row]).collect();
    let store = nn::VarStore::new(tch::Device::Cpu);
    let network = Network::new(&store, design.width, &mlp.hidden, &mut random)?;
    let mut optimizer =
        nn::AdamW { wd: mlp.weight_decay, ..nn::AdamW::default() }.build(&store, mlp.learning_rate)?;

    let mut order: Vec<i64> = (0..train.len() as i64).collect();
    let mut best: Option<(f64, Weights)> = None;
    let mut since_best = 0;
    for epoch in 1..=mlp.epochs {
        order.shuffle(&mut random);
        let mut sum = 0.0;
        for rows in order.chunks(mlp.batch) {
            let index = Tensor::f_from_slice(rows)?;
            let logits = network.forward(&x.f_index_select(0, &index)?)?;
            let truth = y.f_index_select(0, &index)?;
            let loss =
                logits.f_binary_cross_entropy_with_logits::<Tensor>(&truth, None, None, Reduction::Mean)?;
            optimizer.zero_grad();
            loss.f_backward()?;
            optimizer.step();
            sum += loss.f_double_value(&[])? * rows.len() as f64;
        }
        let train_loss = sum / train.len() as f64;
        let logits = if held.is_empty() { Vec::new() } else { network.logits(&held_x)? };
        let validation_loss = (!held.is_empty()).then(|| log_loss(&logits, &held_labels));
        let validation_auc = auc(&held_labels, &logits).map(|auc| auc.value);
        let judged = validation_loss.unwrap_or(train_loss);
        if !train_loss.is_finite() || !judged.is_finite() {
            let problem = format!("the loss of epoch {epoch} is not a number");
            return Err(Failure::Diverged(problem).into());
        }
        if on_epoch(Epoch { epoch, train_loss, validation_loss, validation_auc }).is_break() {
            return Err(Failure::Cancelled.into());
        }
        if best.as_ref().is_none_or(|(loss, _)| judged < *loss) {
            best = Some((judged, network.weights()?));
            since_best = 0;
        } else {
            since_best += 1;
            if since_best >= mlp.patience {
                break;
            }
        }
    }
    best.map(|(_, weights)| weights).ok_or_else(|| Failure::Diverged("no epoch was run".into()).into())
}

/// Rows to train on and rows held back for early stopping (a sixth, whole
/// patients). Nothing is held back when either side would lose a class.
fn hold_back(design: &Design<'_>, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let rows = design.labels.len();
    let both =
        |list: &[usize]| list.iter().any(|&r| design.labels[r]) && list.iter().any(|&r| !design.labels[r]);
    if let Ok(folds) = stratified_groups(design.labels, design.groups, 6, seed) {
        let (train, held) = (folds.train(0, rows), folds.test()[0].clone());
        if both(&train) && both(&held) {
            return (train, held);
        }
    }
    ((0..rows).collect(), Vec::new())
}

fn tensors(design: &Design<'_>, rows: &[usize]) -> Result<(Tensor, Tensor)> {
    let width = design.width;
    let mut scores = Vec::with_capacity(rows.len() * width);
    for &row in rows {
        scores.extend(design.scores[row * width..(row + 1) * width].iter().map(|&score| score as f32));
    }
    let labels: Vec<f32> = rows.iter().map(|&row| f32::from(u8::from(design.labels[row]))).collect();
    let x = Tensor::f_from_slice(&scores)?.f_reshape([rows.len() as i64, width as i64])?;
    Ok((x, Tensor::f_from_slice(&labels)?))
}

/// One libtorch thread until dropped: sums in a fixed order, and a network this
/// small is faster so.
struct OneThread(i32);

impl OneThread {
    fn begin() -> Self {
        let before = tch::get_num_threads();
        tch::set_num_threads(1);
        Self(before)
    }
}

impl Drop for OneThread {
    fn drop(&mut self) {
        tch::set_num_threads(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stop;
    use rand::Rng;
    use std::ops::ControlFlow;

    /// Two rings, which no straight line parts.
    fn rings() -> (Vec<f64>, Vec<bool>, Vec<String>) {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let (mut scores, mut labels, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..240 {
            let far = row % 2 == 0;
            let radius = if far { 1.6 } else { 0.6 } + random.gen_range(-0.3..0.3);
            let angle: f64 = random.gen_range(0.0..std::f64::consts::TAU);
            scores.extend([radius * angle.cos(), radius * angle.sin()]);
            labels.push(far);
            groups.push((row / 3).to_string());
        }
        (scores, labels, groups)
    }

    #[test]
    fn rings_are_learnt_and_bits_repeat() {
        let (scores, labels, groups) = rings();
        let design = Design { scores: &scores, width: 2, labels: &labels, groups: &groups };
        let learner = Mlp::new(&[16, 8], 80).unwrap();
        let fit = |seed| {
            let mut curve = Vec::new();
            let weights = super::fit(&learner, &design, seed, &mut |epoch| {
                curve.push(epoch);
                ControlFlow::Continue(())
            })
            .unwrap();
            (weights, curve)
        };
        let (weights, curve) = fit(5);
        let threads = tch::get_num_threads();
        tch::set_num_threads(threads + 1);
        assert_eq!((weights.clone(), curve.clone()), fit(5));
        assert_eq!(tch::get_num_threads(), threads + 1);
        tch::set_num_threads(threads);
        assert_ne!(weights, fit(6).0);
        assert_eq!(weights.problem(2), None);
        assert!(curve.iter().all(|epoch| epoch.validation_auc.is_some()));
        let right =
            scores.chunks(2).zip(&labels).filter(|(row, y)| (weights.logit(row) > 0.0) == **y).count();
        assert!(right > 220, "{right} of 240");
    }

    #[test]
    fn cancel_and_tiny_tables() {
        let (scores, labels, groups) = rings();
        let design = Design { scores: &scores, width: 2, labels: &labels, groups: &groups };
        let cancelled = fit(&Mlp::default(), &design, 0, &mut |_| ControlFlow::Break(()));
        assert!(matches!(cancelled, Err(Stop(Failure::Cancelled))));
        let tiny = Design { scores: &scores[..4], width: 2, labels: &labels[..2], groups: &groups[..2] };
        let mut held = false;
        let weights = fit(&Mlp::new(&[4], 5).unwrap(), &tiny, 0, &mut |epoch| {
            held |= epoch.validation_loss.is_some();
            ControlFlow::Continue(())
        });
        assert!(weights.is_ok() && !held);
    }
}
