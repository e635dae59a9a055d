//! Laws that response maps obey whatever the image, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use radiomics::response::{Field, Spec};
use workbench_core::{Geometry, Volume};

const SIZE: [usize; 3] = [13, 10, 8];
const BOUNDARIES: [&str; 5] = ["zero", "nearest", "periodic", "mirror", "-7.5"];

/// One of each kind without its boundary.
const FILTERS: &[&str] = &[
    "filter: mean\nsupport: 3",
    "filter: log\nsigma: 1.1\ntruncate: 2",
    "filter: log\nsigma: 1.1\ntruncate: 2\ndimensions: 2",
    "filter: laws\nkernels: [E5, L3, S5]",
    "filter: laws\nkernels: W5R5\ndimensions: 2",
    "filter: gabor\nsigma: 1\nlambda: 2\ngamma: 1.5\ntheta: 30\nresponse: real\ntruncate: 3",
    "filter: wavelet\nwavelet: haar\nbands: LHL\nlevel: 2",
    "filter: wavelet\nwavelet: coif1\nbands: HHL\npooling: average",
    "filter: simoncelli\nlevel: 2",
    "filter: meyer\nlevel: 2\nmap: LL\ndimensions: 2",
    "filter: simoncelli\nriesz: [1, 0, 2]",
    "filter: log\nsigma: 1.1\nriesz: [0, 2]\ndimensions: 2",
];

fn noise(size: [usize; 3], seed: u64) -> Field {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(u32::MAX >> 1) * 200.0 - 100.0
    };
    let geometry = Geometry::axis_aligned(size, [1.0, 1.0, 1.0], [3.0, -4.0, 5.0]);
    let data = (0..geometry.len()).map(|_| next()).collect();
    Field { geometry, data }
}

fn apply(yaml: &str, boundary: &str, image: &Field) -> Field {
    Spec::from_yaml(&format!("{yaml}\nboundary: {boundary}")).unwrap().apply_to(image).unwrap()
}

fn apart(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Place that stands for `at` in a row of `n`, found by walking; `None` outside a constant.
fn walk(boundary: &str, mut at: isize, n: usize) -> Option<usize> {
    let n = n as isize;
    while !(0..n).contains(&at) {
        at = match boundary {
            "nearest" => at.signum().max(0) * (n - 1),
            "periodic" => at - at.signum() * n,
            "mirror" if at < 0 => -1 - at,
            "mirror" => 2 * n - 1 - at,
            _ => return None,
        };
    }
    Some(at as usize)
}

/// Convolution as it is defined, voxel by voxel.
fn direct(image: &Field, boundary: &str, radius: [isize; 3], kernel: impl Fn([isize; 3]) -> f64) -> Vec<f64> {
    let size = image.geometry.size;
    let constant = boundary.parse().unwrap_or(0.0);
    let mut out = Vec::new();
    for voxel in 0..image.data.len() {
        let at = [voxel % size[0], voxel / size[0] % size[1], voxel / size[0] / size[1]];
        let mut sum = 0.0;
        for k in -radius[2]..=radius[2] {
            for j in -radius[1]..=radius[1] {
                for i in -radius[0]..=radius[0] {
                    let step = [i, j, k];
                    let place =
                        [0, 1, 2].map(|axis| walk(boundary, at[axis] as isize - step[axis], size[axis]));
                    let value = match place {
                        [Some(x), Some(y), Some(z)] => image.data[image.geometry.index(x, y, z)],
                        _ => constant,
                    };
                    sum += kernel(step) * value;
                }
            }
        }
        out.push(sum);
    }
    out
}

#[test]
fn separable_filters_are_the_convolution_by_definition() {
    // Smaller than some kernels, so that mirrors mirror mirrors.
    let image = noise([7, 4, 3], 5);
    let e5: [f64; 5] = [-1.0, -2.0, 0.0, 2.0, 1.0].map(|g: f64| g / 10_f64.sqrt());
    let s3: [f64; 3] = [-1.0, 2.0, -1.0].map(|g: f64| g / 6_f64.sqrt());
    let l5: [f64; 5] = [1.0, 4.0, 6.0, 4.0, 1.0].map(|g: f64| g / 70_f64.sqrt());
    let laws = |[i, j, k]: [isize; 3]| {
        if j.abs() > 1 { 0.0 } else { e5[(i + 2) as usize] * s3[(j + 1) as usize] * l5[(k + 2) as usize] }
    };
    let sigma: f64 = 1.2;
    let log = |dimensions: i32| {
        move |[i, j, k]: [isize; 3]| {
            let square = (i * i + j * j + k * k) as f64 / (sigma * sigma);
            let norm = (std::f64::consts::TAU.sqrt() * sigma).powi(-dimensions);
            -norm / (sigma * sigma) * (f64::from(dimensions) - square) * (-square / 2.0).exp()
        }
    };
    for boundary in BOUNDARIES {
        let check = |yaml: &str, expected: &[f64]| {
            let found = apply(yaml, boundary, &image);
            assert!(
                apart(&found.data, expected) < 1e-10,
                "{yaml} {boundary}: {}",
                apart(&found.data, expected)
            );
        };
        check("filter: mean\nsupport: 9", &direct(&image, boundary, [4; 3], |_| 9_f64.powi(-3)));
        check("filter: mean\nsupport: 5\ndimensions: 2", &direct(&image, boundary, [2, 2, 0], |_| 0.04));
        check("filter: laws\nkernels: E5S3L5", &direct(&image, boundary, [2; 3], laws));
        check("filter: log\nsigma: 1.2\ntruncate: 3", &direct(&image, boundary, [4; 3], log(3)));
        check(
            "filter: log\nsigma: 1.2\ntruncate: 3\ndimensions: 2",
            &direct(&image, boundary, [4, 4, 0], log(2)),
        );
        let gabor = |[i, j, _]: [isize; 3]| {
            let (sin, cos) = 30_f64.to_radians().sin_cos();
            let (x, y) = (i as f64 * cos + j as f64 * sin, j as f64 * cos - i as f64 * sin);
            (-(x * x + 0.25 * y * y) / 2.0).exp() * (std::f64::consts::TAU * x / 3.0).cos()
        };
        let yaml = "filter: gabor\nsigma: 1\nlambda: 3\ngamma: 0.5\ntheta: 30\nresponse: real\ntruncate: 2";
        check(yaml, &direct(&image, boundary, [4, 4, 0], gabor));
    }
}

#[test]
fn dilation_puts_holes_between_the_coefficients() {
    let image = noise([11, 9, 5], 6);
    let low = 0.5_f64.sqrt();
    for boundary in ["periodic", "zero"] {
        // Haar: low [h, h, 0] then high [-h, 0, h, 0, 0] around the middle.
        let first =
            direct(&image, boundary, [1, 1, 0], |[i, j, _]| if i > 0 || j > 0 { 0.0 } else { low * low });
        let smooth = Field { geometry: image.geometry.clone(), data: first };
        let high = |[i, j, _]: [isize; 3]| match (i, j) {
            (-2, -2) | (0, -2) => low * low * if i == 0 { 1.0 } else { -1.0 },
            (-2, 0) | (0, 0) => low * low * if i == 0 { 1.0 } else { -1.0 },
            _ => 0.0,
        };
        let expected = direct(&smooth, boundary, [2, 2, 0], high);
        let found =
            apply("filter: wavelet\nwavelet: haar\nbands: HL\nlevel: 2\ndimensions: 2", boundary, &image);
        assert!(apart(&found.data, &expected) < 1e-10, "{boundary}");
    }
}

#[test]
fn a_uniform_image_gives_the_sum_of_the_kernel() {
    let image = Field { data: vec![40.0; SIZE.iter().product()], ..noise(SIZE, 1) };
    for (yaml, sum) in [
        ("filter: mean\nsupport: 5", 1.0),
        ("filter: laws\nkernels: L5E5S5", 0.0),
        ("filter: laws\nkernels: L3L5\ndimensions: 2", 4.0 * 16.0 / 420_f64.sqrt()),
        ("filter: wavelet\nwavelet: coif2\nbands: LLL\nlevel: 1", 8_f64.sqrt()),
        ("filter: wavelet\nwavelet: sym5\nbands: LHL", 0.0),
        ("filter: simoncelli", 0.0),
        ("filter: simoncelli\nmap: LL\nlevel: 3", 1.0),
        ("filter: simoncelli\nriesz: [0, 1, 1]", 0.0),
    ] {
        for boundary in ["nearest", "periodic", "mirror", "40"] {
            let found = apply(yaml, boundary, &image).data;
            let off = found.iter().map(|value| (value - 40.0 * sum).abs()).fold(0.0, f64::max);
            assert!(off < 1e-8, "{yaml} {boundary}: {off}");
        }
    }
    // Sampled and cut off, a Laplacian adds up to nearly nothing.
    let found = apply("filter: log\nsigma: 1.5", "mirror", &image).data;
    assert!(found.iter().all(|value| value.abs() < 0.05), "{found:?}");
}

#[test]
fn filters_are_linear() {
    let (a, b) = (noise(SIZE, 2), noise(SIZE, 3));
    let mixed = Field {
        data: a.data.iter().zip(&b.data).map(|(a, b)| 2.0 * a - 0.5 * b).collect(),
        geometry: a.geometry.clone(),
    };
    for yaml in FILTERS {
        for boundary in ["zero", "nearest", "periodic", "mirror"] {
            let [a, b, mixed] = [&a, &b, &mixed].map(|image| apply(yaml, boundary, image).data);
            let expected: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 2.0 * a - 0.5 * b).collect();
            assert!(apart(&mixed, &expected) < 1e-9, "{yaml} {boundary}");
        }
    }
}

#[test]
fn moving_a_periodic_image_moves_its_response() {
    let image = noise(SIZE, 4);
    let move_by = |field: &Field| {
        let mut moved = field.clone();
        let [nx, ny, nz] = SIZE;
        for (at, value) in moved.data.iter_mut().enumerate() {
            let [x, y, z] = [at % nx + 4, at / nx % ny + 7, at / nx / ny + 5];
            *value = field.data[field.geometry.index(x % nx, y % ny, z % nz)];
        }
        moved
    };
    for yaml in FILTERS {
        if yaml.contains("dimensions: 2") || !yaml.contains("riesz") {
            let [before, after] =
                [apply(yaml, "periodic", &move_by(&image)), move_by(&apply(yaml, "periodic", &image))];
            assert!(apart(&before.data, &after.data) < 1e-9, "{yaml}");
            assert_eq!(before.geometry, image.geometry);
        }
    }
}

#[test]
fn pooled_responses_turn_with_the_image() {
    // A quarter turn about z: (x, y) becomes (y, n - 1 - x).
    let n = 13;
    let image = noise([n, n, 5], 8);
    let turn = |field: &Field| {
        let mut turned = field.clone();
        for (at, value) in turned.data.iter_mut().enumerate() {
            let [x, y, z] = [at % n, at / n % n, at / n / n];
            *value = field.data[field.geometry.index(y, n - 1 - x, z)];
        }
        turned
    };
    for yaml in [
        "filter: laws\nkernels: E5W5S3\npooling: max",
        "filter: laws\nkernels: E3L5L5\npooling: min\nenergy: 2",
        "filter: laws\nkernels: E5S5\npooling: average\ndimensions: 2",
        "filter: wavelet\nwavelet: db3\nbands: LLH\npooling: average",
        "filter: wavelet\nwavelet: haar\nbands: LH\nlevel: 2\npooling: max\ndimensions: 2",
        "filter: gabor\nsigma: 2\nlambda: 3\ngamma: 0.7\ntheta_step: 30\nplanes: orthogonal",
        "filter: shannon\nlevel: 2",
    ] {
        // Frequencies are symmetric only along axes of odd length.
        let boundaries = if yaml.contains("shannon") { ["periodic"; 2] } else { ["mirror", "2"] };
        for boundary in boundaries {
            let [a, b] = [apply(yaml, boundary, &turn(&image)), turn(&apply(yaml, boundary, &image))];
            assert!(apart(&a.data, &b.data) < 1e-9, "{yaml} {boundary}: {}", apart(&a.data, &b.data));
        }
    }
}

#[test]
fn aligned_transforms_turn_with_the_image() {
    let n = 16;
    let image = noise([n, n, 6], 9);
    let turn = |field: &Field| {
        let mut turned = field.clone();
        for (at, value) in turned.data.iter_mut().enumerate() {
            let [x, y, z] = [at % n, at / n % n, at / n / n];
            *value = field.data[field.geometry.index(y, n - 1 - x, z)];
        }
        turned
    };
    for order in ["[2, 0, 0]", "[0, 2, 0]", "[1, 0, 0]", "[1, 1, 0]"] {
        let yaml = format!("filter: log\nsigma: 1.5\nriesz: {order}\ntensor_sigma: 1.5");
        let [a, b] = [apply(&yaml, "mirror", &turn(&image)), turn(&apply(&yaml, "mirror", &image))];
        assert!(apart(&a.data, &b.data) < 1e-7, "{order}: {}", apart(&a.data, &b.data));
    }
    // A wave along one axis has all its change along it.
    let wave = |at: usize| (at % n) as f64 * std::f64::consts::TAU / 8.0;
    let data: Vec<f64> = (0..image.data.len()).map(|at| wave(at).sin()).collect();
    let image = Field { data, ..image };
    let aligned =
        apply("filter: simoncelli\nlevel: 2\nriesz: [2, 0, 0]\ntensor_sigma: 2", "periodic", &image);
    let fixed = apply("filter: simoncelli\nlevel: 2\nriesz: [2, 0, 0]", "periodic", &image);
    assert!(apart(&aligned.data, &fixed.data) < 1e-9);
    assert!(fixed.data.iter().any(|value| value.abs() > 0.5));
}

#[test]
fn threads_change_no_bit() {
    let image = noise([33, 21, 12], 7);
    let mut filters: Vec<&str> = FILTERS.to_vec();
    filters.extend([
        "filter: laws\nkernels: E5W5R5\npooling: max\nenergy: 3",
        "filter: gabor\nsigma: 2\nlambda: 3\ngamma: 0.7\ntheta_step: 45\nplanes: orthogonal",
        "filter: simoncelli\nriesz: [1, 1, 0]\ntensor_sigma: 1.5",
    ]);
    for yaml in filters {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                apply(yaml, "mirror", &image).data.iter().map(|v| v.to_bits()).collect::<Vec<_>>()
            })
        };
        let one = with(1);
        assert!(one == with(2) && one == with(8), "{yaml}");
    }
}

#[test]
fn spellings_mean_the_same() {
    let same = |a: &str, b: &str| assert_eq!(Spec::from_yaml(a).unwrap(), Spec::from_yaml(b).unwrap(), "{b}");
    same(
        "filter: wavelet\nwavelet: db3\nbands: LLH\nboundary: mirror",
        "Filter: Wavelet\nwavelet: Daubechies 3\nbands: llh\nboundary: symmetric\ndimensions: 3D",
    );
    same(
        "filter: wavelet\nwavelet: coif1\nbands: HL\nboundary: nearest\ndimensions: 2",
        "filter: wavelet\nwavelet: Coiflet-1\nbands: H L\nboundary: replicate\ndimensions: 2d",
    );
    same(
        "filter: simoncelli\nboundary: periodic",
        "filter: non-separable\nwavelet: Simoncelli\nlevel: 1\nmap: b\nboundary: wrap",
    );
    same(
        "filter: log\nsigma: 3\nboundary: zero",
        "filter: Laplacian of Gaussian\nsigma: 3.0\ntruncate: 4\nboundary: constant\nriesz:",
    );
    same(
        "filter: laws\nkernels: L5E5S5\nboundary: 0",
        "filter: laws\nkernels: [l5, e5, s5]\nboundary: zero\npooling: none",
    );
    same(
        "filter: gabor\nsigma: 5\nlambda: 2\ngamma: 1.5\ntheta: 0\ntheta_step: 22.5\nboundary: mirror",
        "filter: gabor\nsigma: 5\nlambda: 2\ngamma: 1.5\nThetaStep: 22.5 deg\npooling: mean\nboundary: reflect",
    );
}

#[test]
fn bad_filter_files_are_refused_by_name() {
    for (yaml, words) in [
        ("", "`filter` is missing, expected mean, log, laws"),
        ("filter: [", "not valid YAML"),
        ("- mean", "`the filter file` is"),
        ("filter: median\nboundary: zero", "`filter` is \"median\", expected one of mean"),
        ("filter: mean\nsupport: 3", "`boundary` is missing"),
        ("filter: mean\nsupport: 3\nboundary: torus", "`boundary` is \"torus\", expected zero, nearest"),
        ("filter: mean\nsupport: 4\nboundary: zero", "`support` is 4, expected an odd number"),
        ("filter: mean\nsupport: -3\nboundary: zero", "`support` is -3, expected a whole number from 1"),
        ("filter: mean\nsupport: 3\nsigma: 2\nboundary: zero", "unknown key `sigma`"),
        ("filter: mean\nsupport: 3\nboundary: zero\nBoundary: mirror", "given again"),
        ("filter: mean\nsupport: 3\nboundary: zero\ndimensions: 4", "`dimensions` is 4, expected 2"),
        ("filter: log\nboundary: zero", "`sigma` is missing, expected a number above 0 (mm)"),
        ("filter: log\nsigma: 0\nboundary: zero", "`sigma` is 0, expected a number above 0"),
        ("filter: log\nsigma: .nan\nboundary: zero", "`sigma` is"),
        ("filter: log\nsigma: 1\ntruncate: -1\nboundary: zero", "`truncate` is -1"),
        ("filter: log\nsigma: 1\ntensor_sigma: 2\nboundary: zero", "`riesz` is missing"),
        (
            "filter: log\nsigma: 1\nriesz: [1, 0]\nboundary: zero",
            "`riesz` is [1,0], expected 3 whole numbers",
        ),
        ("filter: log\nsigma: 1\nriesz: [0, 0, 0]\nboundary: zero", "`riesz` is [0,0,0]"),
        ("filter: laws\nkernels: L5X5S5\nboundary: zero", "`kernels` is \"L5X5S5\", expected 3 of L3"),
        ("filter: laws\nkernels: L5S5\nboundary: zero", "`kernels` is \"L5S5\""),
        ("filter: laws\nkernels: L5S5E5\npooling: median\nboundary: zero", "`pooling` is \"median\""),
        ("filter: gabor\nsigma: 1\nlambda: 0\ngamma: 1\ntheta: 0\nboundary: zero", "`lambda` is 0, expected"),
        ("filter: gabor\nsigma: 1\nlambda: 2\ngamma: 1\nboundary: zero", "`theta` is missing"),
        (
            "filter: gabor\nsigma: 1\nlambda: 2\ngamma: 1\ntheta: north\nboundary: zero",
            "`theta` is \"north\"",
        ),
        ("filter: gabor\nsigma: 1\nlambda: 2\ngamma: 1\ntheta_step: 0\nboundary: zero", "`theta_step` is 0"),
        (
            "filter: gabor\nsigma: 1\nlambda: 2\ngamma: 1\ntheta: 0\nplanes: orthogonal\ndimensions: 2\nboundary: zero",
            "`planes` is \"orthogonal\"",
        ),
        (
            "filter: wavelet\nwavelet: db99\nbands: LLL\nboundary: zero",
            "`wavelet` is \"db99\", expected one of haar",
        ),
        ("filter: wavelet\nwavelet: db2\nbands: LLX\nboundary: zero", "`bands` is \"LLX\""),
        ("filter: wavelet\nwavelet: db2\nbands: LLL\nlevel: 0\nboundary: zero", "`level` is 0"),
        ("filter: simoncelli\nmap: HH\nboundary: zero", "`map` is \"HH\", expected B or LL"),
    ] {
        let error = Spec::from_yaml(yaml).unwrap_err().to_string();
        assert!(error.contains(words), "{yaml:?}: {error}");
        assert!(!error.contains('\n') || yaml == "filter: [", "{error}");
    }
}

#[test]
fn images_that_do_not_fit_are_refused() {
    let image = noise(SIZE, 10);
    for (yaml, words) in [
        ("filter: mean\nsupport: 81\nboundary: zero", "81 voxels along z, more than ten times the 8 voxels"),
        ("filter: log\nsigma: 1e6\nboundary: zero", "`sigma` asks for a kernel of"),
        (
            "filter: gabor\nsigma: 100\nlambda: 1\ngamma: 1\ntheta: 0\nboundary: zero",
            "`sigma` asks for a kernel",
        ),
        ("filter: laws\nkernels: L5L5L5\nenergy: 41\nboundary: zero", "`energy` asks for a kernel of 83"),
        ("filter: wavelet\nwavelet: db2\nbands: LLL\nlevel: 3\nboundary: zero", "at most 1 is possible"),
        (
            "filter: simoncelli\nlevel: 4\nboundary: zero",
            "`level` 4 is too high for an image whose shortest axis has 8 voxel(s); at most 3",
        ),
        ("filter: log\nsigma: 1\nriesz: [2, 0, 0]\ntensor_sigma: 99\nboundary: zero", "`tensor_sigma` asks"),
    ] {
        let error = Spec::from_yaml(yaml).unwrap().apply_to(&image).unwrap_err().to_string();
        assert!(error.contains(words), "{yaml:?}: {error}");
    }
    let spec = Spec::from_yaml("filter: mean\nsupport: 3\nboundary: zero").unwrap();
    let mut volume = image.to_volume();
    volume.data[SIZE[0] * SIZE[1] + 2] = f32::NAN;
    volume.data[500] = f32::INFINITY;
    let error = spec.apply(&volume).unwrap_err().to_string();
    assert!(
        error.contains("2 voxel(s) of the image are not finite numbers, the first at x 2, y 0, z 1"),
        "{error}"
    );
    let short = Volume { data: vec![0.0; 5], ..volume };
    assert!(spec.apply(&short).unwrap_err().to_string().contains("1040 voxels, the data has 5"));
}

#[test]
fn flat_images_are_filtered() {
    for size in [[9, 7, 1], [1, 1, 1], [5, 1, 1]] {
        let image = noise(size, 11);
        for boundary in BOUNDARIES {
            for yaml in [
                "filter: mean\nsupport: 3",
                "filter: log\nsigma: 1",
                "filter: laws\nkernels: L5E5S5\npooling: max",
                "filter: wavelet\nwavelet: db2\nbands: LHL",
                "filter: log\nsigma: 0.5\nriesz: [1, 0, 0]",
            ] {
                assert!(apply(yaml, boundary, &image).data.iter().all(|value| value.is_finite()));
            }
        }
    }
}
