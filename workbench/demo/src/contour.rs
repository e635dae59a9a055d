//! Outlines of a field on a grid of points (marching squares).

/// Closed lines along which the field is zero, positive values inside, in grid
/// units. The border of the grid counts as outside.
pub(crate) fn outlines(field: &[f64], width: usize, height: usize) -> Vec<Vec<[f64; 2]>> {
    let at = |x: usize, y: usize| {
        let edge = x == 0 || y == 0 || x + 1 == width || y + 1 == height;
        let value = field.get(y * width + x).copied().unwrap_or(-1.0);
        if edge {
            value.min(-1e-6)
        } else if value == 0.0 {
            -1e-9
        } else {
            value
        }
    };
    // Every crossed grid edge has one point; key = twice the middle of the edge.
    let cross = |a: (usize, usize), b: (usize, usize)| {
        let (u, v) = (at(a.0, a.1), at(b.0, b.1));
        let t = u / (u - v);
        let lerp = |p: usize, q: usize| p as f64 + t * (q as f64 - p as f64);
        ((a.0 + b.0, a.1 + b.1), [lerp(a.0, b.0), lerp(a.1, b.1)])
    };
    type Key = (usize, usize);
    let mut next: std::collections::BTreeMap<Key, (Key, [f64; 2])> = Default::default();
    for y in 0..height.saturating_sub(1) {
        for x in 0..width.saturating_sub(1) {
            let corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
            let inside = corners.map(|(x, y)| at(x, y) > 0.0);
            // walking round the cell, a line enters where we go in and leaves where we go out
            for k in 0..4 {
                if !inside[k] || inside[(k + 1) % 4] {
                    continue;
                }
                let back =
                    (0..4).map(|step| (k + 4 - step) % 4).find(|j| inside[*j] && !inside[(*j + 3) % 4]);
                let Some(j) = back else { continue };
                let (from, point) = cross(corners[k], corners[(k + 1) % 4]);
                let (to, _) = cross(corners[(j + 3) % 4], corners[j]);
                next.insert(from, (to, point));
            }
        }
    }
    let mut out = Vec::new();
    while let Some((&start, _)) = next.first_key_value() {
        let mut line = Vec::new();
        let mut key = start;
        while let Some((to, point)) = next.remove(&key) {
            line.push(point);
            key = to;
        }
        if line.len() > 2 {
            out.push(line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(line: &[[f64; 2]]) -> f64 {
        let twice: f64 =
            line.iter().zip(line.iter().cycle().skip(1)).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
        twice.abs() / 2.0
    }

    #[test]
    fn a_disc_and_a_touching_pair() {
        let disc: Vec<f64> = (0..441)
            .map(|n| 6.0 - (f64::from(n % 21 - 10).powi(2) + f64::from(n / 21 - 10).powi(2)).sqrt())
            .collect();
        let lines = outlines(&disc, 21, 21);
        assert_eq!(lines.len(), 1);
        assert!((area(&lines[0]) - 36.0 * std::f64::consts::PI).abs() < 1.5, "{}", area(&lines[0]));
        // two points that touch at a corner are two outlines
        let mut pair = vec![-1.0; 25];
        pair[6] = 1.0;
        pair[12] = 1.0;
        assert_eq!(outlines(&pair, 5, 5).len(), 2);
        assert!(outlines(&[1.0; 25], 5, 5).len() == 1);
    }
}
