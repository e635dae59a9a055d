//! Shapes by their signed distance: millimetres inside are positive.

pub(crate) type Point = [f64; 3];

pub(crate) fn add(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(crate) fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn scale(a: Point, k: f64) -> Point {
    [a[0] * k, a[1] * k, a[2] * k]
}

pub(crate) fn norm(a: Point) -> f64 {
    (a[0] * a[0] + a[1] * a[1] + a[2] * a[2]).sqrt()
}

/// An ellipsoid along the axes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ball {
    pub center: Point,
    pub radii: Point,
}

impl Ball {
    /// Right at the surface, roughly right elsewhere.
    pub fn depth(&self, p: Point) -> f64 {
        let q = sub(p, self.center);
        let q = [q[0] / self.radii[0], q[1] / self.radii[1], q[2] / self.radii[2]];
        (1.0 - norm(q)) * self.radii[0].min(self.radii[1]).min(self.radii[2])
    }
}

/// A tube between two points whose radius changes evenly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tube {
    pub from: Point,
    pub to: Point,
    pub radii: [f64; 2],
}

impl Tube {
    pub fn new(from: Point, to: Point, radius: f64) -> Self {
        Self { from, to, radii: [radius, radius] }
    }

    /// Distance to the axis and the radius there.
    pub fn place(&self, p: Point) -> (f64, f64) {
        let (along, offset) = (sub(self.to, self.from), sub(p, self.from));
        let length2: f64 = along.iter().map(|v| v * v).sum();
        let dot: f64 = along.iter().zip(offset).map(|(a, o)| a * o).sum();
        let t = if length2 > 0.0 { (dot / length2).clamp(0.0, 1.0) } else { 0.0 };
        (norm(sub(offset, scale(along, t))), self.radii[0] + t * (self.radii[1] - self.radii[0]))
    }
}

/// 0 outside, 1 inside, a ramp of `width` mm between.
pub(crate) fn cover(depth: f64, width: f64) -> f64 {
    (0.5 + depth / width).clamp(0.0, 1.0)
}

pub(crate) fn blend(a: f64, b: f64, t: f64) -> f64 {
    a + (b - a) * t
}
