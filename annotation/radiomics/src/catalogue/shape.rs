//! Features of form (IBSI 3.1).

use super::{Entry, entry};

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry("Compactness1", "SKGS", "紧致度1", "compactness 1", "V / (√π A^(3/2)), unitless").deprecated(),
    entry("Compactness2", "BQWJ", "紧致度2", "compactness 2", "36π V² / A³, unitless").deprecated(),
    entry(
        "Elongation",
        "Q3CK",
        "伸长率",
        "elongation",
        "√(λ_minor / λ_major) of the covariance of voxel centres; 1 round, 0 a line",
    ),
    entry(
        "Flatness",
        "N17B",
        "扁平率",
        "flatness",
        "√(λ_least / λ_major) of the covariance of voxel centres; 1 a ball, 0 a plane",
    ),
    entry("LeastAxisLength", "7J51", "最短轴长", "least axis length", "4 √λ_least, mm"),
    entry("MajorAxisLength", "TDIC", "长轴长", "major axis length", "4 √λ_major, mm"),
    entry(
        "Maximum2DDiameterColumn",
        "",
        "列平面最大径",
        "maximum diameter in a plane of equal y",
        "max ‖v − w‖ over mesh vertices with equal y, mm",
    ),
    entry(
        "Maximum2DDiameterRow",
        "",
        "行平面最大径",
        "maximum diameter in a plane of equal x",
        "max ‖v − w‖ over mesh vertices with equal x, mm",
    ),
    entry(
        "Maximum2DDiameterSlice",
        "",
        "层面最大径",
        "maximum diameter in a slice",
        "max ‖v − w‖ over mesh vertices with equal z, mm",
    ),
    entry(
        "Maximum3DDiameter",
        "L0JK",
        "最大三维直径",
        "maximum 3D diameter",
        "max ‖v − w‖ over mesh vertices, mm",
    ),
    entry(
        "MeshVolume",
        "RNU0",
        "网格体积",
        "volume of the mesh",
        "V = Σ a·(b×c) / 6 over the triangles of the mesh, mm³",
    ),
    entry("MinorAxisLength", "P9VJ", "短轴长", "minor axis length", "4 √λ_minor, mm"),
    entry(
        "SphericalDisproportion",
        "KRCK",
        "球形不相称性",
        "spherical disproportion",
        "A / (36π V²)^(1/3), unitless",
    )
    .deprecated(),
    entry("Sphericity", "QCFX", "球形度", "sphericity", "(36π V²)^(1/3) / A; 1 a ball"),
    entry(
        "SurfaceArea",
        "C0JK",
        "表面积",
        "surface area of the mesh",
        "A = Σ ‖(b−a)×(c−a)‖ / 2 over the triangles of the mesh, mm²",
    ),
    entry("SurfaceVolumeRatio", "2PR5", "表面积体积比", "surface to volume ratio", "A / V, 1/mm"),
    entry("VoxelVolume", "YEKZ", "体素体积", "volume by voxel counting", "N_p × volume of a voxel, mm³"),
];
