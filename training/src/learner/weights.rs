//! Fitted weights, and how they turn a row of scores into a logit.

use serde::{Deserialize, Serialize};

/// Largest number of inputs or outputs of a layer that a file may declare.
const MAX_WIDTH: usize = 1 << 20;

/// What a learner learnt. A few numbers, kept in the model file as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Weights {
    /// logit = intercept + Σ coefficient × score.
    Linear {
        /// One per feature.
        coefficients: Vec<f64>,
        /// The constant.
        intercept: f64,
    },
    /// Dense layers with ReLU between them; the last has one output, the logit.
    Network {
        /// First to last.
        layers: Vec<Layer>,
    },
}

/// A dense layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Inputs.
    pub inputs: usize,
    /// Outputs.
    pub outputs: usize,
    /// `outputs` × `inputs`, output after output.
    pub weight: Vec<f32>,
    /// `outputs`.
    pub bias: Vec<f32>,
}

impl Weights {
    /// The logit of one row of scores; the sum runs in f64 and in fixed order.
    pub fn logit(&self, scores: &[f64]) -> f64 {
        match self {
            Self::Linear { coefficients, intercept } => {
                intercept + coefficients.iter().zip(scores).map(|(w, z)| w * z).sum::<f64>()
            }
            Self::Network { layers } => {
                let mut values = scores.to_vec();
                for (depth, layer) in layers.iter().enumerate() {
                    values = layer.forward(&values);
                    if depth + 1 < layers.len() {
                        values.iter_mut().for_each(|value| *value = value.max(0.0));
                    }
                }
                values.first().copied().unwrap_or(f64::NAN)
            }
        }
    }

    /// What is wrong with weights for `width` features, if anything.
    pub fn problem(&self, width: usize) -> Option<String> {
        match self {
            Self::Linear { coefficients, intercept } => {
                if coefficients.len() != width {
                    return Some(format!("{} coefficients for {width} features", coefficients.len()));
                }
                let finite = intercept.is_finite() && coefficients.iter().all(|w| w.is_finite());
                (!finite).then(|| "a coefficient is not finite".to_owned())
            }
            Self::Network { layers } => {
                let mut expected = width;
                for (depth, layer) in layers.iter().enumerate() {
                    if layer.inputs != expected
                        || layer.inputs > MAX_WIDTH
                        || layer.outputs > MAX_WIDTH
                        || layer.outputs == 0
                    {
                        let (inputs, outputs) = (layer.inputs, layer.outputs);
                        return Some(format!(
                            "layer {depth} is {inputs} to {outputs} wide where {expected} inputs arrive"
                        ));
                    }
                    let size = layer.inputs.checked_mul(layer.outputs);
                    if size != Some(layer.weight.len()) || layer.bias.len() != layer.outputs {
                        return Some(format!("layer {depth} has the wrong number of weights"));
                    }
                    if !layer.weight.iter().chain(&layer.bias).all(|w| w.is_finite()) {
                        return Some(format!("a weight of layer {depth} is not finite"));
                    }
                    expected = layer.outputs;
                }
                (expected != 1 || layers.is_empty())
                    .then(|| "the network does not end in one output".to_owned())
            }
        }
    }
}

impl Layer {
    fn forward(&self, input: &[f64]) -> Vec<f64> {
        let rows = self.weight.chunks_exact(self.inputs.max(1));
        rows.zip(&self.bias)
            .map(|(row, &bias)| {
                f64::from(bias) + row.iter().zip(input).map(|(&w, x)| f64::from(w) * x).sum::<f64>()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_network_by_hand() {
        let first = Layer { inputs: 2, outputs: 2, weight: vec![1.0, -1.0, 0.5, 0.5], bias: vec![0.0, -1.0] };
        let last = Layer { inputs: 2, outputs: 1, weight: vec![2.0, 4.0], bias: vec![0.25] };
        let net = Weights::Network { layers: vec![first.clone(), last] };
        assert_eq!(net.problem(2), None);
        // (3, 1): hidden relu(2, 1) = 2, 1 → 0.25 + 4 + 4
        assert!((net.logit(&[3.0, 1.0]) - 8.25).abs() < 1e-12);
        assert!((net.logit(&[-3.0, 1.0]) - 0.25).abs() < 1e-12);
        assert!(net.problem(3).is_some());
        let none = Layer { inputs: 2, outputs: 0, weight: vec![], bias: vec![] };
        let from_none = Layer { inputs: 0, outputs: 1, weight: vec![], bias: vec![1.0] };
        assert!(Weights::Network { layers: vec![none, from_none] }.problem(2).is_some());
        assert!(Weights::Network { layers: vec![first] }.problem(2).is_some());
        assert!(Weights::Network { layers: vec![] }.problem(1).is_some());
    }
}
