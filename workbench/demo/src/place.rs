//! Places for nodules: inside their lobe, wholly inside the lung, apart.

use rand::Rng;

use crate::anatomy::Anatomy;
use crate::nodule::{Lobe, Nodule};
use crate::shapes::{Point, add, norm, scale, sub};

/// Directions looked into from a place.
fn directions() -> impl Iterator<Item = Point> {
    // evenly spread over the sphere (Fibonacci lattice)
    (0..48).map(|n| {
        let z = 1.0 - (2.0 * f64::from(n) + 1.0) / 48.0;
        let turn = f64::from(n) * 2.399_963_229_728_653;
        let ring = (1.0 - z * z).sqrt();
        [ring * turn.cos(), ring * turn.sin(), z]
    })
}

/// Gives every nodule a place. One for which its lobe has no room moves to
/// another, and if there is none it shrinks.
pub(crate) fn place_all(anatomy: &Anatomy, nodules: &mut [Nodule], rng: &mut impl Rng) {
    for index in 0..nodules.len() {
        let (placed, rest) = nodules.split_at_mut(index);
        let Some(nodule) = rest.first_mut() else { return };
        for attempt in 0.. {
            if let Some(center) = find(anatomy, nodule, placed, rng) {
                nodule.center = center;
                break;
            }
            nodule.lobe = Lobe::ALL[attempt % 5];
            if attempt >= 5 {
                nodule.long_mm *= 0.85;
                nodule.short_mm *= 0.85;
                nodule.height_mm *= 0.85;
            }
            if attempt >= 5 && nodule.retraction {
                nodule.retraction = false;
            }
        }
    }
}

fn find(anatomy: &Anatomy, nodule: &Nodule, placed: &[Nodule], rng: &mut impl Rng) -> Option<Point> {
    let [w, d] = anatomy.cavity;
    let side = if matches!(nodule.lobe, Lobe::Rul | Lobe::Rml | Lobe::Rll) { -1.0 } else { 1.0 };
    let extent = nodule.extent() + 2.5;
    for _ in 0..600 {
        let p = [side * rng.gen_range(20.0..w), rng.gen_range(-d..d), rng.gen_range(-92.0..92.0)];
        if anatomy.lobe(p) != nodule.lobe || anatomy.lung_depth(p) < 0.8 * extent {
            continue;
        }
        let clear = directions().all(|to| {
            let edge = add(p, scale(to, extent));
            anatomy.lung_depth(edge) > 0.5
        });
        let apart = placed.iter().all(|other| norm(sub(other.center, p)) > extent + other.extent() + 6.0);
        // nodules live among the outer vessels, not at the hilum
        let outer = norm(sub(p, [side * 34.0, 6.0, 2.0])) > 30.0 + 0.4 * extent;
        let pleura = !nodule.retraction || pleura(anatomy, p, nodule).is_some();
        if clear && apart && outer && pleura {
            return Some(p);
        }
    }
    None
}

/// The nearest place on the outer pleura, if it is near enough to be pulled.
pub(crate) fn pleura(anatomy: &Anatomy, center: Point, nodule: &Nodule) -> Option<Point> {
    let radius = nodule.radius();
    let mut best: Option<(f64, Point)> = None;
    for to in directions().filter(|to| to[2].abs() < 0.5) {
        // only outwards: the mediastinum is no place for a tag
        if to[0] * center[0] + to[1] * center[1] < 0.0 {
            continue;
        }
        let hit = (0..30)
            .map(|step| radius + f64::from(step))
            .find(|r| anatomy.lung_depth(add(center, scale(to, *r))) < 0.0);
        if let Some(far) = hit
            && best.is_none_or(|(least, _)| far < least)
        {
            best = Some((far, add(center, scale(to, far))));
        }
    }
    best.filter(|(far, _)| *far < radius + 22.0).map(|(_, at)| at)
}
