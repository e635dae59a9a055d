//! The network as tensors.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use tch::{Kind, Tensor, nn};
use training::learner::{Layer, Weights};

use crate::Result;

/// Weight and bias of each layer.
pub struct Network(Vec<(Tensor, Tensor)>);

impl Network {
    /// Uniform first weights of width 1/√inputs.
    pub fn new(
        store: &nn::VarStore,
        inputs: usize,
        hidden: &[usize],
        random: &mut ChaCha8Rng,
    ) -> Result<Self> {
        let mut layers = Vec::new();
        let mut from = inputs;
        for (depth, &to) in hidden.iter().chain(&[1]).enumerate() {
            let bound = 1.0 / (from as f32).sqrt();
            let mut draw =
                |count: usize| -> Vec<f32> { (0..count).map(|_| random.gen_range(-bound..bound)).collect() };
            let weight = Tensor::f_from_slice(&draw(to * from))?.f_reshape([to as i64, from as i64])?;
            let bias = Tensor::f_from_slice(&draw(to))?;
            let root = store.root();
            layers.push((
                root.f_var_copy(&format!("weight{depth}"), &weight)?,
                root.f_var_copy(&format!("bias{depth}"), &bias)?,
            ));
            from = to;
        }
        Ok(Self(layers))
    }

    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut value = x.shallow_clone();
        for (depth, (weight, bias)) in self.0.iter().enumerate() {
            value = value.f_linear(weight, Some(bias))?;
            if depth + 1 < self.0.len() {
                value = value.f_relu()?;
            }
        }
        Ok(value.f_squeeze_dim(1)?)
    }

    pub fn logits(&self, x: &Tensor) -> Result<Vec<f64>> {
        let out = tch::no_grad(|| self.forward(x))?;
        Ok(Vec::try_from(out.f_to_kind(Kind::Double)?)?)
    }

    pub fn weights(&self) -> Result<Weights> {
        let numbers =
            |tensor: &Tensor| -> Result<Vec<f32>> { Ok(Vec::try_from(tensor.f_detach()?.f_reshape([-1])?)?) };
        let mut layers = Vec::with_capacity(self.0.len());
        for (weight, bias) in &self.0 {
            let (outputs, inputs) = weight.size2()?;
            layers.push(Layer {
                inputs: inputs as usize,
                outputs: outputs as usize,
                weight: numbers(weight)?,
                bias: numbers(bias)?,
            });
        }
        Ok(Weights::Network { layers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn plain_and_tensor_forward_agree() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let store = nn::VarStore::new(tch::Device::Cpu);
        let network = Network::new(&store, 3, &[7, 5], &mut random).unwrap();
        let row = [0.5f64, -1.25, 2.0];
        let x = Tensor::from_slice(&row.map(|v| v as f32)).reshape([1, 3]);
        let gap = network.logits(&x).unwrap()[0] - network.weights().unwrap().logit(&row);
        assert!(gap.abs() < 1e-6);
    }
}
