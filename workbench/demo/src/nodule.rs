//! A nodule: its words and its shape.

use crate::shapes::{Point, sub};

/// A lobe of the lungs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lobe {
    /// Right upper.
    Rul,
    /// Right middle.
    Rml,
    /// Right lower.
    Rll,
    /// Left upper.
    Lul,
    /// Left lower.
    Lll,
}

impl Lobe {
    /// Every lobe.
    pub const ALL: [Self; 5] = [Self::Rul, Self::Rml, Self::Rll, Self::Lul, Self::Lll];

    /// `RUL`, `RML`, `RLL`, `LUL` or `LLL`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rul => "RUL",
            Self::Rml => "RML",
            Self::Rll => "RLL",
            Self::Lul => "LUL",
            Self::Lll => "LLL",
        }
    }
}

/// What a nodule is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Density {
    /// 实性.
    Solid,
    /// 部分实性.
    PartSolid,
    /// 磨玻璃.
    GroundGlass,
    /// 钙化.
    Calcified,
}

impl Density {
    /// The word of the database field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Solid => "实性",
            Self::PartSolid => "部分实性",
            Self::GroundGlass => "磨玻璃",
            Self::Calcified => "钙化",
        }
    }
}

/// How the edge of a nodule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Margin {
    /// 光滑.
    Smooth,
    /// 分叶.
    Lobulated,
    /// 毛刺.
    Spiculated,
    /// 分叶 and 毛刺.
    LobulatedSpiculated,
    /// 模糊.
    Blurred,
}

impl Margin {
    /// The words of the database field.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Smooth => &["光滑"],
            Self::Lobulated => &["分叶"],
            Self::Spiculated => &["毛刺"],
            Self::LobulatedSpiculated => &["分叶", "毛刺"],
            Self::Blurred => &["模糊"],
        }
    }

    pub(crate) fn lobulated(self) -> bool {
        matches!(self, Self::Lobulated | Self::LobulatedSpiculated)
    }

    pub(crate) fn spiculated(self) -> bool {
        matches!(self, Self::Spiculated | Self::LobulatedSpiculated)
    }
}

/// One nodule as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Nodule {
    /// Middle, LPS mm.
    pub center: [f64; 3],
    /// Lobe of the middle.
    pub lobe: Lobe,
    /// Longest diameter in an axial plane, mm.
    pub long_mm: f64,
    /// Diameter across it, mm.
    pub short_mm: f64,
    /// Diameter from foot to head, mm.
    pub height_mm: f64,
    /// Angle of the longest diameter to the x axis, radians.
    pub angle: f64,
    /// What it is made of.
    pub density: Density,
    /// Diameter of the solid part, as a share of the whole; part-solid nodules only.
    pub core: f64,
    /// Edge.
    pub margin: Margin,
    /// Specks of calcium in a nodule that is not calcified as a whole.
    pub specks: bool,
    /// Pulls the pleura.
    pub retraction: bool,
    /// Unevenness of its density, 0 to 1.
    pub unevenness: f64,
    /// Phases of its surface waves.
    pub(crate) waves: [f64; 4],
}

impl Nodule {
    /// Distance to the middle in units of the surface: below 1 inside.
    pub(crate) fn reach(&self, p: Point) -> f64 {
        let d = sub(p, self.center);
        let (sin, cos) = self.angle.sin_cos();
        let q = [
            (cos * d[0] + sin * d[1]) * 2.0 / self.long_mm,
            (cos * d[1] - sin * d[0]) * 2.0 / self.short_mm,
            d[2] * 2.0 / self.height_mm,
        ];
        let r = (q[0] * q[0] + q[1] * q[1] + q[2] * q[2]).sqrt();
        if r < 1e-9 {
            return 0.0;
        }
        let polar = q[2] / r;
        let ring = 1.0 - polar * polar;
        let surface = self.surface(q[1].atan2(q[0]), polar, ring);
        // waves may change the longest diameter by some percent only
        let along = 0.5 * (self.surface(0.0, 0.0, 1.0) + self.surface(std::f64::consts::PI, 0.0, 1.0));
        let along = 0.5 * (1.0 + along);
        r * along / surface
    }

    fn surface(&self, azimuth: f64, polar: f64, ring: f64) -> f64 {
        let [a, b, c, d] = self.waves;
        let mut surface = 1.0 + 0.03 * (2.0 * azimuth + a).sin() * ring + 0.03 * (3.0 * polar + b).sin();
        if self.margin.lobulated() {
            surface +=
                0.13 * (4.0 * azimuth + c).sin() * ring + 0.07 * (5.0 * polar + 2.0 * azimuth + d).sin();
        }
        if self.margin.spiculated() {
            surface += 0.055 * (9.0 * azimuth + d + 4.0 * polar).sin() * ring.sqrt();
        }
        surface
    }

    /// Mean radius, mm.
    pub(crate) fn radius(&self) -> f64 {
        0.5 * (self.long_mm * self.short_mm * self.height_mm).cbrt()
    }

    /// Half the largest extent with its waves, mm.
    pub(crate) fn extent(&self) -> f64 {
        0.5 * self.long_mm.max(self.height_mm) * 1.35
    }
}
