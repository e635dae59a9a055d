//! Products of linear forms, multiplied out.

use nalgebra::Matrix3;

/// `Π_i (e_i · ω)^{l_i}` for given l as a polynomial in ω.
pub(super) struct Expansion {
    /// The direction that each factor takes.
    factors: Vec<usize>,
    /// Orders of the monomials after 0, 1, … factors.
    orders: Vec<Vec<Vec<u32>>>,
    /// Monomial that another becomes by each axis, after 0, 1, … factors.
    steps: Vec<Vec<Vec<usize>>>,
}

/// Coefficients before and after a factor.
pub(super) type Desk = [Vec<f64>; 2];

impl Expansion {
    /// For the exponents l, one an axis.
    pub fn of(exponents: &[u32]) -> Self {
        let axes = exponents.len();
        let times = exponents.iter().enumerate();
        let factors: Vec<usize> = times.flat_map(|(row, l)| std::iter::repeat_n(row, *l as usize)).collect();
        let mut orders = vec![vec![vec![0; axes]]];
        let mut steps = Vec::new();
        for done in 0..factors.len() {
            let mut next: Vec<Vec<u32>> = Vec::new();
            let mut step = Vec::new();
            for order in &orders[done] {
                let raised = (0..axes).map(|axis| {
                    let mut order: Vec<u32> = order.clone();
                    order[axis] += 1;
                    next.iter().position(|old| *old == order).unwrap_or_else(|| {
                        next.push(order);
                        next.len() - 1
                    })
                });
                step.push(raised.collect());
            }
            orders.push(next);
            steps.push(step);
        }
        Self { factors, orders, steps }
    }

    /// Orders of the monomials.
    pub fn orders(&self) -> &[Vec<u32>] {
        self.orders.last().map_or(&[], Vec::as_slice)
    }

    /// Room for [`coefficients`](Self::coefficients).
    pub fn desk(&self) -> Desk {
        [vec![0.0; self.orders().len()], vec![0.0; self.orders().len()]]
    }

    /// Coefficients of the monomials, the rows of `directions` being e.
    pub fn coefficients<'d>(&self, directions: &Matrix3<f64>, desk: &'d mut Desk) -> &'d [f64] {
        let [old, new] = desk;
        old[0] = 1.0;
        for ((row, step), next) in self.factors.iter().zip(&self.steps).zip(&self.orders[1..]) {
            new[..next.len()].fill(0.0);
            for (share, targets) in old.iter().zip(step) {
                for (axis, target) in targets.iter().enumerate() {
                    new[*target] += share * directions[(*row, axis)];
                }
            }
            std::mem::swap(old, new);
        }
        old
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_polynomial_is_the_product() {
        let directions = Matrix3::new(0.6, -0.8, 0.1, 0.3, 0.5, -0.9, 1.5, 0.2, 0.4);
        let omega = [0.7, -1.3, 2.1_f64];
        for exponents in [&[2, 0, 0][..], &[1, 3, 2], &[0, 0, 4], &[2, 1]] {
            let expansion = Expansion::of(exponents);
            let mut desk = expansion.desk();
            // Twice, so that what is left of the first time would show.
            expansion.coefficients(&Matrix3::repeat(9.0), &mut desk);
            let shares = expansion.coefficients(&directions, &mut desk);
            let monomial =
                |order: &Vec<u32>| order.iter().zip(omega).map(|(l, w)| w.powi(*l as i32)).product::<f64>();
            let sum: f64 =
                expansion.orders().iter().zip(shares).map(|(order, share)| share * monomial(order)).sum();
            let form =
                |row: usize| (0..exponents.len()).map(|k| directions[(row, k)] * omega[k]).sum::<f64>();
            let product: f64 =
                exponents.iter().enumerate().map(|(row, l)| form(row).powi(*l as i32)).product();
            assert!((sum - product).abs() < 1e-9 * product.abs(), "{exponents:?}: {sum} {product}");
        }
    }
}
