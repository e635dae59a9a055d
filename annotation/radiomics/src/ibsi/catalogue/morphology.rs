//! Features of form (IBSI 3.1).

use super::{Entry, own, shared};

// V and A are volume and area of the mesh, a ≥ b ≥ c semi-axes of an ellipsoid.

pub(super) const ENTRIES: &[Entry] = &[
    shared("morph_volume", "RNU0"),
    shared("morph_vol_approx", "YEKZ"),
    shared("morph_area_mesh", "C0JK"),
    shared("morph_av", "2PR5"),
    shared("morph_comp_1", "SKGS"),
    shared("morph_comp_2", "BQWJ"),
    shared("morph_sph_dispr", "KRCK"),
    shared("morph_sphericity", "QCFX"),
    own("morph_asphericity", "25C7", "非球形度", "asphericity", "A / (36π V²)^(1/3) − 1; 0 a ball"),
    own(
        "morph_com",
        "KLMA",
        "质心偏移",
        "centre of mass shift",
        "‖mean position − mean position weighted by intensity‖, mm; the first over the morphological, the second \
         over the intensity mask",
    ),
    shared("morph_diam", "L0JK"),
    own(
        "morph_pca_maj_axis",
        "TDIC",
        "长轴长",
        "major axis length",
        "4 √λ_major, mm, λ of the covariance of voxel centres divided by N − 1, in PyRadiomics by N",
    ),
    own(
        "morph_pca_min_axis",
        "P9VJ",
        "短轴长",
        "minor axis length",
        "4 √λ_minor, mm, λ of the covariance of voxel centres divided by N − 1, in PyRadiomics by N",
    ),
    own(
        "morph_pca_least_axis",
        "7J51",
        "最短轴长",
        "least axis length",
        "4 √λ_least, mm, λ of the covariance of voxel centres divided by N − 1, in PyRadiomics by N",
    ),
    shared("morph_pca_elongation", "Q3CK"),
    shared("morph_pca_flatness", "N17B"),
    own(
        "morph_vol_dens_aabb",
        "PBX1",
        "体积密度（轴对齐包围盒）",
        "volume density (axis-aligned bounding box)",
        "V / volume of the box around the mesh along the axes of the image",
    ),
    own(
        "morph_area_dens_aabb",
        "R59B",
        "面积密度（轴对齐包围盒）",
        "area density (axis-aligned bounding box)",
        "A / area of the box around the mesh along the axes of the image",
    ),
    own(
        "morph_vol_dens_ombb",
        "ZH1A",
        "体积密度（最小有向包围盒）",
        "volume density (oriented minimum bounding box)",
        "V / volume of the smallest box with a side on a face of the convex hull; no IBSI consensus",
    ),
    own(
        "morph_area_dens_ombb",
        "IQYR",
        "面积密度（最小有向包围盒）",
        "area density (oriented minimum bounding box)",
        "A / area of the smallest box with a side on a face of the convex hull; no IBSI consensus",
    ),
    own(
        "morph_vol_dens_aee",
        "6BDE",
        "体积密度（近似包围椭球）",
        "volume density (approximate enclosing ellipsoid)",
        "3V / 4π a b c, semi-axes 2 √λ of the covariance of voxel centres",
    ),
    own(
        "morph_area_dens_aee",
        "RDD2",
        "面积密度（近似包围椭球）",
        "area density (approximate enclosing ellipsoid)",
        "A / area of the ellipsoid with semi-axes 2 √λ of the covariance of voxel centres; by the manual's series up to ν = 20, which is not quite an ellipsoid's area",
    ),
    own(
        "morph_vol_dens_mvee",
        "SWZ1",
        "体积密度（最小体积包围椭球）",
        "volume density (minimum volume enclosing ellipsoid)",
        "V / volume of the smallest ellipsoid around the mesh, within 10⁻³; no IBSI consensus",
    ),
    own(
        "morph_area_dens_mvee",
        "BRI8",
        "面积密度（最小体积包围椭球）",
        "area density (minimum volume enclosing ellipsoid)",
        "A / area of the smallest ellipsoid around the mesh, within 10⁻³; no IBSI consensus",
    ),
    own(
        "morph_vol_dens_conv_hull",
        "R3ER",
        "体积密度（凸包）",
        "volume density (convex hull)",
        "V / volume of the convex hull of the mesh; 1 a convex form",
    ),
    own(
        "morph_area_dens_conv_hull",
        "7T7F",
        "面积密度（凸包）",
        "area density (convex hull)",
        "A / area of the convex hull of the mesh",
    ),
    own(
        "morph_integ_int",
        "99N0",
        "积分强度",
        "integrated intensity",
        "V × mean intensity, mm³ × unit of the image",
    ),
    own(
        "morph_moran_i",
        "N365",
        "莫兰指数 I",
        "Moran's I index",
        "N Σ_{k≠l} w (x_k − μ)(x_l − μ) / (Σ w Σ (x − μ)²), w = 1 / distance in mm, over all pairs; none for equal \
         intensities or a box of more than 2²⁶ voxels",
    ),
    own(
        "morph_geary_c",
        "NPT7",
        "吉尔里指数 C",
        "Geary's C measure",
        "(N − 1) Σ_{k≠l} w (x_k − x_l)² / (2 Σ w Σ (x − μ)²), w = 1 / distance in mm, over all pairs; none for equal \
         intensities or a box of more than 2²⁶ voxels",
    ),
];
