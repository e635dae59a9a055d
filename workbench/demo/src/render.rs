//! From anatomy and truth to voxels.

use workbench_core::{Geometry, Volume};

use crate::anatomy::{Anatomy, POWER};
use crate::case::Case;
use crate::nodule::{Density, Nodule};
use crate::place::pleura;
use crate::random::{Clouds, Grain};
use crate::shapes::{Ball, Point, Tube, add, blend, cover, norm, scale, sub};

/// Voxels along x, y and z.
pub(crate) const SIZE: [usize; 3] = [192, 192, 64];
/// Distance of voxels, mm.
pub(crate) const SPACING: [f64; 3] = [1.75, 1.75, 3.5];

pub(crate) fn geometry() -> Geometry {
    let origin = std::array::from_fn(|axis| -0.5 * (SIZE[axis] as f64 - 1.0) * SPACING[axis]);
    Geometry::axis_aligned(SIZE, SPACING, origin)
}

/// A picture in the making.
pub(crate) struct Canvas {
    pub geometry: Geometry,
    pub data: Vec<f32>,
}

impl Canvas {
    /// Changes the voxels of a box around `center`: `paint` gets the place and
    /// the present HU and answers the new one.
    pub fn paint(&mut self, center: Point, extent: Point, paint: impl Fn(Point, f64) -> Option<f64>) {
        let range = |axis: usize| {
            let (first, step) = (self.geometry.origin[axis], self.geometry.spacing[axis]);
            let low = ((center[axis] - extent[axis] - first) / step).ceil().max(0.0) as usize;
            let high = ((center[axis] + extent[axis] - first) / step).floor();
            low..if high < 0.0 { 0 } else { (high as usize + 1).min(self.geometry.size[axis]) }
        };
        let (xs, ys, zs) = (range(0), range(1), range(2));
        for z in zs {
            for y in ys.clone() {
                for x in xs.clone() {
                    let at = self.geometry.index(x, y, z);
                    let p = self.geometry.to_patient([x as f64, y as f64, z as f64]);
                    if let Some(hu) = paint(p, f64::from(self.data[at])) {
                        self.data[at] = hu as f32;
                    }
                }
            }
        }
    }

    fn tube(&mut self, tube: &Tube, grow: f64, width: f64, paint: impl Fn(f64, f64) -> f64) {
        let center = scale(add(tube.from, tube.to), 0.5);
        let wide = tube.radii[0].max(tube.radii[1]) + grow + width;
        let extent = std::array::from_fn(|axis| 0.5 * (tube.to[axis] - tube.from[axis]).abs() + wide);
        self.paint(center, extent, |p, hu| {
            let (distance, radius) = tube.place(p);
            // a vessel thinner than a voxel fills only a part of it
            let thin = (2.0 * (radius + grow) / width).min(1.0);
            let t = cover(radius + grow - distance, width) * thin;
            (t > 0.0).then(|| blend(hu, paint(hu, t), t))
        });
    }

    fn ball(&mut self, ball: &Ball, target: f64) {
        self.paint(ball.center, ball.radii.map(|r| r + 3.0), |p, hu| {
            let t = cover(ball.depth(p), 2.0);
            (t > 0.0).then(|| blend(hu, target, t))
        });
    }
}

/// The volume of a case: HU, whole numbers in -1024..=3071.
pub(crate) fn render(case: &Case) -> Volume {
    let anatomy = case.anatomy();
    let mut canvas = tissue(anatomy);
    for vessel in anatomy.trunk_vessels() {
        canvas.tube(&vessel, 0.0, 2.0, |hu, _| if hu < -400.0 { hu } else { 43.0 });
    }
    for vessel in crate::vessels::vessels(anatomy, &mut case.stream(crate::random::Use::Vessels)) {
        canvas.tube(&vessel, 0.0, 1.9, |hu, _| hu.max(38.0));
    }
    for airway in anatomy.airways() {
        canvas.tube(&airway, 1.2, 2.0, |_, _| 12.0);
    }
    for airway in anatomy.airways() {
        canvas.tube(&airway, 0.0, 1.9, |_, _| -985.0);
    }
    extras(&mut canvas, case);
    for nodule in &case.truth.nodules {
        draw(&mut canvas, anatomy, nodule, case.texture_seed());
    }
    grain(&mut canvas, case.texture_seed());
    Volume { geometry: canvas.geometry, data: canvas.data }
}

fn tissue(anatomy: &Anatomy) -> Canvas {
    let geometry = geometry();
    let [nx, ny, nz] = SIZE;
    let mut data = Vec::with_capacity(geometry.len());
    let powers = |axis: usize, shift: f64, half: f64| -> Vec<f64> {
        let place = |n: usize| geometry.origin[axis] + n as f64 * SPACING[axis] - shift;
        (0..SIZE[axis]).map(|n| (place(n).abs() / half).powf(POWER)).collect()
    };
    let body = [powers(0, 0.0, anatomy.body[0]), powers(1, 0.0, anatomy.body[1])];
    for z in 0..nz {
        let height = geometry.origin[2] + z as f64 * SPACING[2];
        let (size, shift) = Anatomy::profile(height);
        let cavity = [powers(0, 0.0, anatomy.cavity[0] * size), powers(1, shift, anatomy.cavity[1] * size)];
        for y in 0..ny {
            for x in 0..nx {
                let p = geometry.to_patient([x as f64, y as f64, z as f64]);
                let outer = (body[0][x] + body[1][y]).powf(1.0 / POWER);
                let inner = (cavity[0][x] + cavity[1][y]).powf(1.0 / POWER);
                data.push(anatomy.hu(p, outer, inner) as f32);
            }
        }
    }
    Canvas { geometry, data }
}

/// Lymph nodes, plaque, cysts and scars.
fn extras(canvas: &mut Canvas, case: &Case) {
    let sites = [[-17.0, 4.0, 46.0], [-15.0, 22.0, 14.0], [24.0, -14.0, 24.0]];
    for (short, center) in case.truth.lymph_nodes.iter().zip(sites) {
        canvas.ball(&Ball { center, radii: [0.5 * short, 0.6 * short, 0.6 * short] }, 46.0);
    }
    if case.truth.plaque {
        for (at, r) in [([-8.0, -4.0, 43.0], 2.6), ([20.0, 12.0, 40.0], 3.2), ([30.0, -34.0, -14.0], 2.4)] {
            canvas.ball(&Ball { center: at, radii: [r, r, 1.4 * r] }, 620.0);
        }
    }
    let liver = case.anatomy().liver();
    for (n, size) in case.truth.liver_cysts.iter().enumerate() {
        let center = add(liver, [n as f64 * 34.0 - 14.0, n as f64 * 12.0, -8.0]);
        canvas.ball(&Ball { center, radii: [0.5 * size; 3] }, 8.0);
    }
    if case.truth.fibrosis {
        for side in [-1.0, 1.0] {
            for n in 0..3 {
                let from = [
                    side * (46.0 + 13.0 * f64::from(n)),
                    46.0 - 9.0 * f64::from(n),
                    -44.0 - 4.0 * f64::from(n),
                ];
                let tube = Tube::new(from, add(from, [side * 16.0, 10.0, -3.0]), 1.0);
                let anatomy = case.anatomy();
                let inside = [tube.from, tube.to].iter().all(|end| anatomy.lung_depth(*end) > 1.5);
                if inside {
                    canvas.tube(&tube, 0.0, 2.0, |hu, _| hu.max(-120.0));
                }
            }
        }
    }
}

fn draw(canvas: &mut Canvas, anatomy: &Anatomy, nodule: &Nodule, seed: u64) {
    let radius = nodule.radius();
    let core = Clouds { seed: seed ^ nodule.waves[0].to_bits(), size: 4.5 };
    if nodule.retraction
        && let Some(at) = pleura(anatomy, nodule.center, nodule)
    {
        let tag = Tube { from: nodule.center, to: at, radii: [1.6, 0.9] };
        canvas.tube(&tag, 0.0, 1.9, |hu, _| hu.max(-90.0));
    }
    if nodule.margin.spiculated() {
        for (n, to) in spikes(nodule).enumerate() {
            let length = radius * (1.35 + 0.12 * (n % 4) as f64) + 1.5;
            let end = add(nodule.center, scale(to, length));
            if anatomy.lung_depth(end) > 0.0 {
                let spike = Tube { from: nodule.center, to: end, radii: [1.3, 0.4] };
                canvas.tube(&spike, 0.0, 1.9, |hu, _| hu.max(-150.0));
            }
        }
    }
    let width = if nodule.margin == crate::nodule::Margin::Blurred { 4.0 } else { 1.9 };
    let extent = nodule.extent() + width;
    let offset = scale([nodule.waves[1].cos(), nodule.waves[1].sin(), 0.0], 0.18 * radius);
    canvas.paint(nodule.center, [extent; 3], |p, hu| {
        let reach = nodule.reach(p);
        let depth = (1.0 - reach) * radius;
        let t = cover(depth, width);
        if t <= 0.0 {
            return None;
        }
        let rough = nodule.unevenness * core.at(p);
        let target = match nodule.density {
            Density::Solid if nodule.specks && core.at(add(p, [50.0; 3])) > 0.45 && reach < 0.75 => 260.0,
            Density::Solid => 38.0 + 90.0 * rough - 30.0 * nodule.unevenness,
            Density::Calcified => 190.0 + 420.0 * (1.0 - reach).max(0.0) + 60.0 * rough,
            Density::GroundGlass => hu.max(-600.0 + 160.0 * rough),
            Density::PartSolid => {
                let glass = hu.max(-590.0 + 150.0 * rough);
                let inner = (nodule.core - norm(sub(p, add(nodule.center, offset))) / radius) * radius;
                blend(glass, 20.0 + 80.0 * rough, cover(inner, 2.4))
            }
        };
        Some(blend(hu, target, t))
    });
}

/// Directions of the spicules.
fn spikes(nodule: &Nodule) -> impl Iterator<Item = Point> {
    let [a, b, ..] = nodule.waves;
    (0..14).map(move |n| {
        let turn = a + f64::from(n) * 2.4;
        let z = 0.75 * (b + f64::from(n) * 1.7).sin();
        let ring = (1.0 - z * z).sqrt();
        [ring * turn.cos(), ring * turn.sin(), z]
    })
}

/// Noise with the short correlation of a reconstructed image; whole HU.
fn grain(canvas: &mut Canvas, seed: u64) {
    let [nx, ny, _] = SIZE;
    let mut noise = Grain(seed);
    let mut plane = vec![0.0f32; nx * ny];
    let mut rows = vec![0.0f32; nx * ny];
    for slice in canvas.data.chunks_mut(nx * ny) {
        plane.iter_mut().for_each(|v| *v = noise.next());
        // the kernel 1 2 1 along x, then along y; variance 3/8 each
        for (out, row) in rows.chunks_mut(nx).zip(plane.chunks(nx)) {
            for x in 0..nx {
                let (left, right) = (row[x.saturating_sub(1)], row[(x + 1).min(nx - 1)]);
                out[x] = 0.25 * left + 0.5 * row[x] + 0.25 * right;
            }
        }
        for y in 0..ny {
            let (up, down) = (y.saturating_sub(1) * nx, (y + 1).min(ny - 1) * nx);
            for x in 0..nx {
                let smooth = 0.25 * rows[up + x] + 0.5 * rows[y * nx + x] + 0.25 * rows[down + x];
                let hu = &mut slice[y * nx + x];
                let sigma = if *hu < -940.0 { 9.0 } else { 15.0 };
                *hu = (*hu + sigma * smooth / 0.375).round().clamp(-1024.0, 3071.0);
            }
        }
    }
}
