//! Image types: the derived images of a parameter file and their arguments.

use serde_json::{Map, Value, json};

use super::Settings;
use super::yaml::{bad, number, whole};
use crate::error::{RadiomicsError, Result};
use crate::filter::{self, Filter, Lbp2d, Lbp3d, Log, Method, Wavelet};

/// Arguments of filters that may also stand under `setting`, for all image types.
pub(super) const ARGUMENTS: &[&str] = &[
    "sigma",
    "wavelet",
    "level",
    "start_level",
    "gradientUseSpacing",
    "lbp2DRadius",
    "lbp2DSamples",
    "lbp2DMethod",
    "lbp3DLevels",
    "lbp3DIcosphereRadius",
    "lbp3DIcosphereSubdivision",
];
/// Settings that an image type may have of its own.
const TEXTURE: &[&str] =
    &["binWidth", "binCount", "voxelArrayShift", "distances", "symmetricalGLCM", "weightingNorm", "gldm_a"];
/// Levels of a wavelet, the left-out ones included.
const MAX_LEVELS: u64 = 8;
/// Degrees of spherical harmonics.
const MAX_DEGREES: u64 = 16;
/// Splits of an icosphere: 2562 points.
const MAX_SPLITS: u64 = 4;

/// What a derived image is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// The image itself.
    Original,
    /// Laplacian of Gaussian: `sigma`, a list in mm.
    LoG,
    /// Stationary wavelet transform: `wavelet`, `level`, `start_level`.
    Wavelet,
    /// Square of intensities.
    Square,
    /// Square root of intensities.
    SquareRoot,
    /// Logarithm of intensities.
    Logarithm,
    /// Exponential of intensities.
    Exponential,
    /// Magnitude of the gradient: `gradientUseSpacing`.
    Gradient,
    /// Local binary patterns of axial slices: `lbp2DRadius` in voxels,
    /// `lbp2DSamples`, `lbp2DMethod`.
    Lbp2d,
    /// Local binary patterns on spheres: `lbp3DLevels`,
    /// `lbp3DIcosphereRadius` in voxels, `lbp3DIcosphereSubdivision`.
    Lbp3d,
}

impl ImageKind {
    /// Every kind, in the order of results.
    pub const ALL: [Self; 10] = [
        Self::Original,
        Self::LoG,
        Self::Wavelet,
        Self::Square,
        Self::SquareRoot,
        Self::Logarithm,
        Self::Exponential,
        Self::Gradient,
        Self::Lbp2d,
        Self::Lbp3d,
    ];

    /// Name in parameter files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Original => "Original",
            Self::LoG => "LoG",
            Self::Wavelet => "Wavelet",
            Self::Square => "Square",
            Self::SquareRoot => "SquareRoot",
            Self::Logarithm => "Logarithm",
            Self::Exponential => "Exponential",
            Self::Gradient => "Gradient",
            Self::Lbp2d => "LBP2D",
            Self::Lbp3d => "LBP3D",
        }
    }

    /// Its own arguments, with what they are when not given.
    fn defaults(self) -> Map<String, Value> {
        let defaults = match self {
            Self::LoG => json!({"sigma": null}),
            Self::Wavelet => json!({"wavelet": "coif1", "level": 1, "start_level": 0}),
            Self::Gradient => json!({"gradientUseSpacing": true}),
            Self::Lbp2d => json!({"lbp2DRadius": 1, "lbp2DSamples": 8, "lbp2DMethod": "uniform"}),
            Self::Lbp3d => {
                json!({"lbp3DLevels": 2, "lbp3DIcosphereRadius": 1, "lbp3DIcosphereSubdivision": 1})
            }
            _ => json!({}),
        };
        if let Value::Object(map) = defaults { map } else { Map::new() }
    }
}

/// A kind of derived image with arguments under `PyRadiomics`' key names:
/// those of its filter, and settings that hold for its features only
/// (`binWidth`, `binCount`, …).
#[derive(Clone, Debug, PartialEq)]
pub struct ImageType {
    /// Kind.
    pub kind: ImageKind,
    /// Arguments that differ from the defaults.
    pub arguments: Map<String, Value>,
}

impl ImageType {
    /// `kind` with its defaults.
    pub fn new(kind: ImageKind) -> Self {
        Self { kind, arguments: Map::new() }
    }

    /// The same with an argument.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.arguments.insert(key.to_owned(), value.into());
        self
    }
}

/// A checked image type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Checked {
    kind: ImageKind,
    arguments: Map<String, Value>,
    /// Filters, each with one or more images.
    pub filters: Vec<Filter>,
    /// Settings that hold for its features.
    pub settings: Settings,
}

/// The section `imageType` of a parameter file.
pub(super) fn read(content: &Map<String, Value>) -> Result<Vec<ImageType>> {
    let names = || ImageKind::ALL.map(ImageKind::key).join(", ");
    let read_one = |(name, arguments): (&String, &Value)| {
        let key = format!("imageType.{name}");
        let kind = ImageKind::ALL.into_iter().find(|kind| kind.key() == name);
        let Some(kind) = kind else {
            return Err(RadiomicsError::UnknownKey { key, supported: names() });
        };
        let arguments = match arguments {
            Value::Null => Map::new(),
            Value::Object(map) => map.clone(),
            other => return Err(bad(&key, other, "a mapping of keys to values")),
        };
        Ok(ImageType { kind, arguments })
    };
    content.iter().map(read_one).collect()
}

/// Checks the image types of `settings`, in the order of results.
pub(super) fn check(settings: &Settings) -> Result<Vec<Checked>> {
    let kinds = ImageKind::ALL.into_iter();
    let asked = kinds.flat_map(|kind| settings.images.iter().filter(move |image| image.kind == kind));
    let images: Vec<Checked> = asked.map(|image| check_one(settings, image)).collect::<Result<_>>()?;
    let mut names: Vec<String> =
        images.iter().flat_map(|image| &image.filters).flat_map(Filter::names).collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].as_str());
    let repeated = images.windows(2).find(|pair| pair[0].kind == pair[1].kind).map(|pair| pair[0].kind.key());
    match twice.or(repeated) {
        Some(name) => Err(bad("imageType", &json!(name), "every image once")),
        None if images.is_empty() => Err(bad("imageType", &json!([]), "at least one image type")),
        None => Ok(images),
    }
}

fn check_one(settings: &Settings, image: &ImageType) -> Result<Checked> {
    let kind = image.kind;
    let path = |key: &str| format!("imageType.{}.{key}", kind.key());
    let mut own = Settings { images: Vec::new(), ..settings.clone() };
    let mut arguments = kind.defaults();
    for (key, value) in settings.image_arguments.iter().filter(|(_, value)| !value.is_null()) {
        if let Some(argument) = arguments.get_mut(key) {
            *argument = value.clone();
        }
    }
    let mut overrides = Map::new();
    for (key, value) in &image.arguments {
        if let Some(argument) = arguments.get_mut(key) {
            if !value.is_null() {
                *argument = value.clone();
            }
        } else if TEXTURE.contains(&key.as_str()) {
            own.read_key(&path(key), key, value)?;
            overrides.insert(key.clone(), value.clone());
        } else {
            let known: Vec<&str> =
                arguments.keys().map(String::as_str).chain(TEXTURE.iter().copied()).collect();
            return Err(RadiomicsError::UnknownKey { key: path(key), supported: known.join(", ") });
        }
    }
    own.check_values()?;
    let filters = filters(settings, kind, &arguments, &path)?;
    arguments.extend(overrides);
    Ok(Checked { kind, arguments, filters, settings: own })
}

fn filters(
    settings: &Settings,
    kind: ImageKind,
    arguments: &Map<String, Value>,
    path: &impl Fn(&str) -> String,
) -> Result<Vec<Filter>> {
    let value = |key: &str| arguments.get(key).unwrap_or(&Value::Null);
    let one = match kind {
        ImageKind::Original => Filter::Original,
        ImageKind::LoG => return sigmas(&path("sigma"), value("sigma")),
        ImageKind::Wavelet => {
            let name = value("wavelet");
            let low = name.as_str().and_then(filter::low_pass);
            let Some(low) = low else {
                let expected = format!("one of {}", filter::wavelet_names());
                return Err(bad(&path("wavelet"), name, &expected));
            };
            let start_level = whole(&path("start_level"), value("start_level"), 0, MAX_LEVELS - 1)?;
            let level = whole(&path("level"), value("level"), 1, MAX_LEVELS - start_level)? as usize;
            Filter::Wavelet(Wavelet {
                low,
                level,
                start_level: start_level as usize,
                across: settings.across(),
            })
        }
        ImageKind::Square => Filter::Map(filter::Map::Square),
        ImageKind::SquareRoot => Filter::Map(filter::Map::SquareRoot),
        ImageKind::Logarithm => Filter::Map(filter::Map::Logarithm),
        ImageKind::Exponential => Filter::Map(filter::Map::Exponential),
        ImageKind::Gradient => {
            let key = "gradientUseSpacing";
            let use_spacing = value(key).as_bool();
            let use_spacing = use_spacing.ok_or_else(|| bad(&path(key), value(key), "true or false"))?;
            Filter::Gradient { use_spacing }
        }
        ImageKind::Lbp2d => {
            if settings.across().is_some_and(|across| across != 2) {
                return Err(RadiomicsError::BadValue {
                    key: "setting.force2Ddimension".to_owned(),
                    found: settings.force_2d_dimension.to_string(),
                    expected: "0 where LBP2D is asked for: its patterns are axial".to_owned(),
                });
            }
            let radius = radius(&path("lbp2DRadius"), value("lbp2DRadius"))?;
            // More bits do not fit the 16-bit images that PyRadiomics writes them to.
            let samples = whole(&path("lbp2DSamples"), value("lbp2DSamples"), 2, 15)? as usize;
            Filter::Lbp2d(Lbp2d::new(radius, samples, method(&path("lbp2DMethod"), value("lbp2DMethod"))?))
        }
        ImageKind::Lbp3d => {
            let count = |key: &str, least, most| whole(&path(key), value(key), least, most);
            let levels = count("lbp3DLevels", 1, MAX_DEGREES)? as usize;
            let splits = count("lbp3DIcosphereSubdivision", 0, MAX_SPLITS)? as usize;
            let radius = radius(&path("lbp3DIcosphereRadius"), value("lbp3DIcosphereRadius"))?;
            Filter::Lbp3d(Lbp3d::new(levels, radius, splits, settings.preparation.number_type))
        }
    };
    Ok(vec![one])
}

fn radius(key: &str, value: &Value) -> Result<f64> {
    let expected = "a number above 0 and at most 1000, in voxels";
    Some(number(key, value)?).filter(|r| *r > 0.0 && *r <= 1000.0).ok_or_else(|| bad(key, value, expected))
}

fn sigmas(key: &str, value: &Value) -> Result<Vec<Filter>> {
    let expected = "a list of standard deviations in mm above 0, such as [1.0, 3.0]";
    let list = value.as_array().filter(|list| !list.is_empty()).ok_or_else(|| bad(key, value, expected))?;
    let sigma = |item: &Value| {
        let sigma = item.as_f64().filter(|sigma| *sigma > 0.0 && *sigma <= 1000.0);
        let sigma = sigma.ok_or_else(|| bad(key, item, expected))?;
        Ok(Filter::Log(Log { sigma, label: item.to_string() }))
    };
    list.iter().map(sigma).collect()
}

fn method(key: &str, value: &Value) -> Result<Method> {
    Ok(match value.as_str() {
        Some("uniform") => Method::Uniform,
        Some("nri_uniform") => Method::NonRotationInvariant,
        Some("default") => Method::Default,
        Some("ror") => Method::RotationInvariant,
        _ => return Err(bad(key, value, "uniform, nri_uniform, default or ror")),
    })
}

/// The section `imageType`, every argument written out.
pub(super) fn to_json(images: &[Checked]) -> Value {
    let mut section = Map::new();
    for image in images {
        section.insert(image.kind.key().to_owned(), Value::Object(image.arguments.clone()));
    }
    Value::Object(section)
}
