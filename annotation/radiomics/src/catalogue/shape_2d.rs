//! Features of form within a plane; IBSI has none.

use super::{Entry, entry};

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry(
        "Elongation",
        "",
        "伸长率（平面）",
        "elongation in the plane",
        "√(λ_minor / λ_major) of the covariance of pixel centres; 1 round, 0 a line",
    ),
    entry("MajorAxisLength", "", "长轴长（平面）", "major axis length in the plane", "4 √λ_major, mm"),
    entry(
        "MaximumDiameter",
        "",
        "最大径（平面）",
        "maximum diameter in the plane",
        "max ‖v − w‖ over vertices of the outline, mm",
    ),
    entry(
        "MeshSurface",
        "",
        "轮廓面积",
        "area within the outline",
        "A = Σ (a × b) / 2 over the outline's lines, mm²",
    ),
    entry("MinorAxisLength", "", "短轴长（平面）", "minor axis length in the plane", "4 √λ_minor, mm"),
    entry("Perimeter", "", "周长", "perimeter", "P = Σ ‖a − b‖ over the outline's lines, mm"),
    entry("PerimeterSurfaceRatio", "", "周长面积比", "perimeter to area ratio", "P / A, 1/mm"),
    entry("PixelSurface", "", "像素面积", "area by pixel counting", "N_p × area of a pixel, mm²"),
    entry("SphericalDisproportion", "", "圆形不相称性", "circular disproportion", "P / (2 √(π A)), unitless")
        .deprecated(),
    entry("Sphericity", "", "圆度", "circularity", "2 √(π A) / P; 1 a disc"),
];
