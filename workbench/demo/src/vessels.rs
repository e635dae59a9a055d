//! Vessels of the lungs: trees from the hilum to random places. Radii follow
//! Murray's law: a power of a branch's radius is the sum over its children.

use rand::Rng;

use crate::anatomy::Anatomy;
use crate::shapes::{Point, Tube, add, norm, scale, sub};

/// Ends of a tree in one lung.
const TIPS: usize = 210;
/// Radius of an end, mm.
const TIP_RADIUS: f64 = 0.68;
/// Murray's power; measured lungs lie between 2.3 and 3.
const POWER: f64 = 2.6;
/// Length of a piece, mm.
const PIECE: f64 = 11.0;

struct Node {
    at: Point,
    parent: usize,
    flow: f64,
}

/// Arteries and veins of both lungs.
pub(crate) fn vessels(anatomy: &Anatomy, rng: &mut impl Rng) -> Vec<Tube> {
    let mut out = Vec::new();
    for side in [-1.0, 1.0] {
        for root in [[side * 34.0, 6.0, 8.0], [side * 32.0, -2.0, -10.0]] {
            tree(anatomy, side, root, rng, &mut out);
        }
    }
    out
}

fn tree(anatomy: &Anatomy, side: f64, root: Point, rng: &mut impl Rng, out: &mut Vec<Tube>) {
    let mut tips = Vec::new();
    for _ in 0..TIPS * 12 {
        let [w, d] = anatomy.cavity;
        let p = [side * rng.gen_range(20.0..w), rng.gen_range(-d..d), rng.gen_range(-100.0..102.0)];
        if anatomy.lung_depth(p) > 4.0 {
            tips.push(p);
        }
        if tips.len() == TIPS {
            break;
        }
    }
    tips.sort_by(|a, b| norm(sub(*a, root)).total_cmp(&norm(sub(*b, root))));
    let mut nodes = vec![Node { at: root, parent: 0, flow: 0.0 }];
    for tip in tips {
        // a branch leaves the nearest node that is not farther out than the tip
        let reach = norm(sub(tip, root));
        let cost = |node: &Node| norm(sub(tip, node.at)) + 0.35 * norm(sub(node.at, root));
        let near = nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| norm(sub(node.at, root)) <= reach)
            .min_by(|(_, a), (_, b)| cost(a).total_cmp(&cost(b)));
        let Some((mut from, _)) = near else { continue };
        loop {
            let gap = sub(tip, nodes[from].at);
            let left = norm(gap);
            let last = left < 1.5 * PIECE;
            let mut at = if last { tip } else { add(nodes[from].at, scale(gap, PIECE / left)) };
            if !last {
                at = add(at, [(); 3].map(|()| rng.gen_range(-1.6..1.6)));
            }
            nodes.push(Node { at, parent: from, flow: 0.0 });
            from = nodes.len() - 1;
            if last {
                break;
            }
        }
        let mut node = from;
        while node != 0 {
            nodes[node].flow += TIP_RADIUS.powf(POWER);
            node = nodes[node].parent;
        }
    }
    for node in nodes.iter().skip(1) {
        let radius = node.flow.powf(1.0 / POWER);
        let parent = &nodes[node.parent];
        let wide = if node.parent == 0 { radius } else { parent.flow.powf(1.0 / POWER).min(1.25 * radius) };
        out.push(Tube { from: parent.at, to: node.at, radii: [wide, radius] });
    }
}
