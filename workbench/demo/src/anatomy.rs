//! A chest: where its organs lie, in LPS millimetres around the middle of the
//! thorax (x to the left, y to the back, z to the head).

use rand::Rng;

use crate::nodule::Lobe;
use crate::random::{Clouds, normal};
use crate::shapes::{Ball, Point, Tube, blend, cover};
use crate::truth::{Effusion, Truth};

/// Exponent of the super-ellipse of the trunk.
pub(crate) const POWER: f64 = 2.4;
/// Height at which the lungs begin to narrow, and their tip.
const SHOULDER: f64 = 50.0;
const TIP: f64 = 108.0;

pub(crate) struct Anatomy {
    /// Half width and half depth of the body.
    pub body: [f64; 2],
    /// Half width and half depth of the chest cavity at its widest.
    pub cavity: [f64; 2],
    fat: f64,
    female: bool,
    dome: [f64; 2],
    heart: Ball,
    /// Depth of fluid on the right and left, mm.
    fluid: [f64; 2],
    rib_offset: f64,
    lung_hu: f64,
    texture: Clouds,
    coarse: Clouds,
    breasts: [Ball; 2],
}

impl Anatomy {
    pub fn new(rng: &mut impl Rng, female: bool, truth: &Truth) -> Self {
        let width = (if female { 143.0 } else { 151.0 } + 5.0 * normal(rng)).clamp(132.0, 160.0);
        let depth = width * rng.gen_range(0.66..0.74);
        let fat = rng.gen_range(6.0..15.0);
        let wall = rng.gen_range(17.0..22.0);
        let cavity = [width - fat - wall, depth - fat - wall - 2.0];
        let size = rng.gen_range(0.9..1.12);
        let heart =
            Ball { center: [21.0, -0.22 * depth, -46.0], radii: [55.0 * size, 43.0 * size, 46.0 * size] };
        let level = |rng: &mut dyn rand::RngCore| 14.0 + 16.0 * rng.r#gen::<f64>();
        let fluid = match truth.effusion {
            Effusion::None => [0.0, 0.0],
            Effusion::Right => [level(rng), 0.0],
            Effusion::Left => [0.0, level(rng)],
            Effusion::Both => [level(rng), level(rng)],
        };
        let breast =
            |side: f64| Ball { center: [side * 70.0, 13.0 - depth, -24.0], radii: [52.0, 29.0, 46.0] };
        Self {
            body: [width, depth],
            cavity,
            fat,
            female,
            dome: [rng.gen_range(42.0..54.0), rng.gen_range(34.0..46.0)],
            heart,
            fluid,
            rib_offset: rng.gen_range(0.0..25.0),
            lung_hu: rng.gen_range(-885.0..-840.0),
            texture: Clouds { seed: rng.r#gen(), size: 6.0 },
            coarse: Clouds { seed: rng.r#gen(), size: 26.0 },
            breasts: [breast(-1.0), breast(1.0)],
        }
    }

    /// Size of the cavity at a height, 1 at its widest, and how far it shifts back.
    pub fn profile(z: f64) -> (f64, f64) {
        let t = ((z - SHOULDER) / (TIP - SHOULDER)).clamp(0.0, 1.0);
        ((1.0 - 0.95 * t * t).sqrt(), 9.0 * t - 5.0)
    }

    /// Radius of the super-ellipse through a point, 1 at the wall of the body.
    fn radius(p: [f64; 2], axes: [f64; 2]) -> f64 {
        ((p[0].abs() / axes[0]).powf(POWER) + (p[1].abs() / axes[1]).powf(POWER)).powf(1.0 / POWER)
    }

    /// Depth in the cavity, given the radius of its super-ellipse.
    fn cavity_depth(&self, radius: f64, z: f64) -> f64 {
        (1.0 - radius) * self.cavity[1] * Self::profile(z).0
    }

    /// Millimetres inside a lung; negative outside.
    pub fn lung_depth(&self, p: Point) -> f64 {
        let (size, shift) = Self::profile(p[2]);
        let axes = [self.cavity[0] * size, self.cavity[1] * size];
        self.lung_depth_at(p, Self::radius([p[0], p[1] - shift], axes))
    }

    pub fn lung_depth_at(&self, p: Point, cavity_radius: f64) -> f64 {
        let cavity = self.cavity_depth(cavity_radius, p[2]);
        if cavity < -3.0 {
            return cavity;
        }
        cavity
            .min(-self.mediastinum_depth(p))
            .min(self.above_diaphragm(p))
            .min(self.above_fluid(p))
            .min((TIP - 4.0 - p[2]) * 0.7)
    }

    /// Which lobe a place in a lung belongs to: above or below the oblique
    /// fissure, on the right also the horizontal one.
    pub fn lobe(&self, p: Point) -> Lobe {
        let upper = p[2] > -12.0 + 0.9 * p[1];
        match (p[0] < 0.0, upper) {
            (true, true) if p[2] > 2.0 => Lobe::Rul,
            (true, true) => Lobe::Rml,
            (true, false) => Lobe::Rll,
            (false, true) => Lobe::Lul,
            (false, false) => Lobe::Lll,
        }
    }

    /// Distance to the nearest fissure of that lung.
    fn fissure_distance(&self, p: Point) -> f64 {
        let oblique = (p[2] + 12.0 - 0.9 * p[1]) / 1.345;
        let horizontal = if p[0] < 0.0 && oblique > 0.0 { (p[2] - 2.0).abs() } else { f64::INFINITY };
        oblique.abs().min(horizontal)
    }

    fn mediastinum_depth(&self, p: Point) -> f64 {
        let [x, y, z] = p;
        let back = self.cavity[1];
        let ellipse = |cx: f64, cy: f64, rx: f64, ry: f64| {
            (1.0 - (((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2)).sqrt()) * rx.min(ry)
        };
        let waist = 25.0 + 4.0 * ((z - 30.0) / 25.0).clamp(-1.0, 1.0);
        let mut depth = ellipse(1.0, -4.0, waist, 0.78 * back)
            .max(ellipse(0.0, back - 11.0, 23.0, 24.0))
            .max(ellipse(23.0, back - 30.0, 15.0, 15.0).min(36.0 - z))
            .max(6.0 - x.abs() - if y < 0.0 { 0.0 } else { 100.0 })
            .max(self.heart.depth(p) + 2.0);
        let hilum = 13.0 - ((x.abs() - 30.0).powi(2) + (y - 8.0).powi(2) + (z - 2.0).powi(2)).sqrt();
        depth = depth.max(hilum);
        depth
    }

    fn above_diaphragm(&self, p: Point) -> f64 {
        let top = |side: f64, base: f64, height: f64| {
            let (u, v) = ((p[0] - side * 0.5 * self.cavity[0]) / 60.0, (p[1] + 6.0) / 62.0);
            base + height * (-(u * u + v * v)).exp()
        };
        (p[2] - top(-1.0, -101.0, self.dome[0]).max(top(1.0, -105.0, self.dome[1]))) * 0.75
    }

    fn above_fluid(&self, p: Point) -> f64 {
        let depth = self.fluid[usize::from(p[0] > 0.0)];
        if depth == 0.0 {
            return f64::INFINITY;
        }
        // the level rises towards the chest wall, as fluid does in a lying patient
        let level = self.cavity[1] - depth - 0.0016 * (p[0].abs() - 62.0).powi(2);
        (level - p[1]).max(p[2] - 30.0)
    }

    /// Depth below the skin, given the radius of the body's super-ellipse.
    fn body_depth(&self, p: Point, body_radius: f64) -> f64 {
        let mut trunk = (1.0 - body_radius) * self.body[1];
        if trunk < 14.0 {
            // the furrow along the spine, the muscles beside it and on the breast
            let bump = |x: f64, width: f64| (-(x / width).powi(2)).exp();
            trunk += match p[1] > 0.0 {
                true => 3.5 * bump(p[0].abs() - 34.0, 22.0) - 5.0 * bump(p[0], 13.0),
                false => 4.0 * bump(p[0].abs() - 62.0, 34.0) - 3.0 * bump(p[0], 16.0),
            };
        }
        if !self.female || trunk > self.fat {
            return trunk;
        }
        self.breasts.iter().map(|breast| breast.depth(p)).fold(trunk, f64::max)
    }

    /// HU of a place, vessels, airways and nodules apart. The radii are those
    /// of the body's and the cavity's super-ellipses.
    pub fn hu(&self, p: Point, body_radius: f64, cavity_radius: f64) -> f64 {
        let depth = self.body_depth(p, body_radius);
        if depth < -1.5 {
            return self.outside(p);
        }
        let lung = self.lung_depth_at(p, cavity_radius);
        let inside = if lung > 1.0 {
            self.lung_tissue(p)
        } else {
            let solid = self.solid(p, depth, cavity_radius);
            if lung < -1.0 { solid } else { blend(solid, self.lung_tissue(p), cover(lung, 2.0)) }
        };
        blend(-1000.0, inside, cover(depth, 2.0))
    }

    /// Air, and the table beneath the patient.
    fn outside(&self, p: Point) -> f64 {
        let under = p[1] - (self.body[1] + 7.0 - 0.0011 * p[0] * p[0]);
        if p[0].abs() > 150.0 || !(0.0..22.0).contains(&under) {
            return -1000.0;
        }
        if (2.0..20.0).contains(&under) { -930.0 } else { -250.0 }
    }

    fn lung_tissue(&self, p: Point) -> f64 {
        let gravity = 45.0 * (p[1] / self.cavity[1]);
        let fissure = 90.0 * cover(0.5 - self.fissure_distance(p), 1.4);
        self.lung_hu + gravity + 14.0 * self.coarse.at(p) + 16.0 * self.texture.at(p) + fissure
    }

    fn solid(&self, p: Point, depth: f64, cavity_radius: f64) -> f64 {
        let grain = self.texture.at(p);
        if let Some(bone) = self.spine(p, grain) {
            return bone;
        }
        let cavity = self.cavity_depth(cavity_radius, p[2]);
        if cavity < 0.0 {
            return self.wall(p, depth, -cavity, grain);
        }
        if self.above_diaphragm(p) < 0.0 {
            return self.abdomen(p, grain);
        }
        if self.mediastinum_depth(p) <= 0.0 && self.above_fluid(p) < 0.0 {
            return 9.0 + 3.0 * grain;
        }
        let heart = self.heart.depth(p);
        if heart > 0.0 {
            return blend(-70.0, 44.0 + 5.0 * self.coarse.at(p), cover(heart - 3.0, 4.0));
        }
        -82.0 + 22.0 * self.coarse.at(p) + 16.0 * grain
    }

    /// Chest wall; `out` is the distance from the cavity.
    fn wall(&self, p: Point, depth: f64, out: f64, grain: f64) -> f64 {
        if depth < 2.0 {
            return 25.0;
        }
        let fat = -102.0 + 10.0 * grain;
        if depth < self.fat || (self.female && p[1] < -self.cavity[1] - 14.0 && p[0].abs() > 22.0) {
            let gland = self.breasts.iter().any(|breast| breast.depth(p) > 9.0);
            return if gland && self.coarse.at(p) > 0.05 { 30.0 } else { fat };
        }
        if out < 12.0
            && let Some(bone) = self.rib(p, out)
        {
            return bone;
        }
        if self.scapula(p) {
            return 380.0 + 90.0 * grain;
        }
        // fat between the layers of muscle
        let layers = 0.6 * self.coarse.at([p[0], p[1], 2.0 * p[2]]) + 0.5 * grain;
        if layers > 0.42 { -60.0 } else { 56.0 + 8.0 * grain }
    }

    fn rib(&self, p: Point, out: f64) -> Option<f64> {
        let angle = (p[0].abs() / self.cavity[0]).atan2(p[1] / self.cavity[1]);
        let front = angle / std::f64::consts::PI;
        if front > 0.94 && p[2].abs() < 62.0 {
            let shell = (out - 6.5).abs();
            return (shell < 5.0).then_some(if shell > 3.5 { 320.0 } else { 150.0 });
        }
        let height = p[2] + 52.0 * (1.0 - angle.cos()) / 2.0 + self.rib_offset;
        let off = height.rem_euclid(25.0) - 12.5;
        let depth = 1.0 - (((out - 5.0) / 4.2).powi(2) + (off / 6.2).powi(2)).sqrt();
        if depth < 0.0 {
            return None;
        }
        Some(match front {
            f if f > 0.8 => 105.0,
            _ if depth < 0.38 => 560.0,
            _ => 190.0,
        })
    }

    fn scapula(&self, p: Point) -> bool {
        if p[2] < 5.0 {
            return false;
        }
        let [w, d] = self.cavity;
        let q = [p[0].abs(), p[1], 0.0];
        let middle = [0.86 * w, 0.86 * d + 4.0, 0.0];
        let inner = Tube::new([0.58 * w, d + 5.0, 0.0], middle, 2.0);
        let outer = Tube::new(middle, [w + 9.0, 0.5 * d, 0.0], 3.4);
        [inner, outer].iter().any(|plate| {
            let (distance, radius) = plate.place(q);
            distance < radius
        })
    }

    fn spine(&self, p: Point, grain: f64) -> Option<f64> {
        let [x, y, z] = [p[0], p[1] - self.cavity[1] + 3.0, p[2]];
        if x.abs() > 36.0 || y < -30.0 {
            return None;
        }
        let level = (z + 130.0).rem_euclid(24.0);
        let body = (1.0 - ((x / 18.0).powi(2) + ((y + 12.0) / 14.5).powi(2)).sqrt()) * 14.5;
        if body > 0.0 {
            return Some(match () {
                () if level < 4.5 => 95.0,
                () if body < 1.8 || !(6.0..22.5).contains(&level) => 430.0,
                () => 175.0 + 45.0 * grain,
            });
        }
        let canal = (x * x + (y - 11.0).powi(2)).sqrt();
        if canal < 8.0 {
            return Some(if canal < 5.0 { 32.0 } else { 12.0 });
        }
        let arch = canal < 11.5 && level > 7.0;
        let process = x.abs() < 3.0 && (18.0..34.0).contains(&y) && level > 8.0;
        let transverse =
            (8.0..31.0).contains(&x.abs()) && (y - 9.0 - 0.2 * x.abs()).abs() < 4.0 && level > 14.0;
        (arch || process || transverse).then_some(410.0 + 70.0 * grain)
    }

    fn abdomen(&self, p: Point, grain: f64) -> f64 {
        let spleen =
            Ball { center: [0.66 * self.cavity[0], 0.4 * self.cavity[1], -104.0], radii: [32.0, 30.0, 40.0] };
        let stomach = Ball { center: [0.42 * self.cavity[0], -14.0, -104.0], radii: [38.0, 36.0, 42.0] };
        if p[0] < 18.0 - 0.25 * p[1] {
            return 58.0 + 5.0 * grain;
        }
        if spleen.depth(p) > 0.0 {
            return 50.0 + 5.0 * grain;
        }
        if stomach.depth(p) > 0.0 {
            return if stomach.depth(p) < 4.0 {
                40.0
            } else if p[1] < -22.0 {
                -930.0
            } else {
                18.0 + 12.0 * grain
            };
        }
        -98.0 + 10.0 * grain
    }

    /// Places of liver cysts, aortic plaques and mediastinal nodes.
    pub fn liver(&self) -> Point {
        [-0.42 * self.cavity[0], 0.1 * self.cavity[1], -86.0]
    }

    /// Vessels and gullet of the mediastinum, soft tissue in fat.
    pub fn trunk_vessels(&self) -> Vec<Tube> {
        let back = self.cavity[1] - 30.0;
        let tube = Tube::new;
        vec![
            tube([-12.0, -20.0, -12.0], [-11.0, -20.0, 34.0], 16.0),
            tube([-11.0, -20.0, 34.0], [6.0, -2.0, 41.0], 14.0),
            tube([6.0, -2.0, 41.0], [22.0, back, 30.0], 13.0),
            tube([22.0, back, 30.0], [17.0, back + 2.0, -112.0], 12.0),
            tube([-23.0, -14.0, -15.0], [-20.0, -20.0, 112.0], 8.5),
            tube([12.0, -30.0, -14.0], [14.0, -14.0, 12.0], 13.0),
            tube([14.0, -14.0, 12.0], [38.0, 10.0, 6.0], 10.0),
            tube([12.0, -8.0, 8.0], [-36.0, 8.0, 2.0], 9.5),
            tube([-13.0, -14.0, 44.0], [-20.0, -14.0, 112.0], 6.0),
            tube([2.0, -8.0, 46.0], [14.0, -8.0, 112.0], 4.5),
            tube([14.0, 6.0, 44.0], [24.0, 8.0, 112.0], 5.0),
            tube([6.0, back + 4.0, -112.0], [3.0, 24.0, 112.0], 6.5),
        ]
    }

    /// Trachea and large bronchi.
    pub fn airways(&self) -> Vec<Tube> {
        let tube = |from, to, a: f64, b: f64| Tube { from, to, radii: [a, b] };
        vec![
            tube([0.0, 6.0, 112.0], [0.0, 8.0, 24.0], 8.6, 8.6),
            tube([0.0, 8.0, 24.0], [-32.0, 10.0, 4.0], 6.8, 6.2),
            tube([0.0, 8.0, 24.0], [38.0, 14.0, 0.0], 6.2, 5.6),
            tube([-32.0, 10.0, 4.0], [-46.0, 18.0, -22.0], 5.2, 4.2),
            tube([-28.0, 10.0, 8.0], [-54.0, 4.0, 26.0], 4.2, 2.8),
            tube([-46.0, 18.0, -22.0], [-58.0, 34.0, -50.0], 3.4, 2.2),
            tube([-44.0, 16.0, -18.0], [-58.0, -22.0, -26.0], 3.0, 2.0),
            tube([38.0, 14.0, 0.0], [52.0, 24.0, -24.0], 4.4, 3.6),
            tube([38.0, 14.0, 0.0], [60.0, 0.0, 18.0], 4.0, 2.6),
            tube([52.0, 24.0, -24.0], [64.0, 36.0, -50.0], 3.2, 2.2),
        ]
    }
}
