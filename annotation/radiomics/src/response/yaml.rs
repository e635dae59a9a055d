//! Filter files: one filter in YAML.

use serde_json::Value;

use super::boundary::Boundary;
use super::gabor::{Gabor, Part};
use super::pool::Pooling;
use super::radial::{Frame, Map, Radial};
use super::read::{Reader, bad, missing, plain};
use super::riesz::Riesz;
use super::spec::{Kernel, Spec};
use super::{angle, laws};
use crate::error::Result;
use crate::filter::{low_pass, wavelet_names};

const FILTERS: &str = "mean, log, laws, gabor, wavelet, simoncelli, shannon, meyer, papadakis";
const BOUNDARIES: &str = "zero, nearest, periodic, mirror, or a number: the constant outside";
const POOLINGS: &str = "none, max, min or average";

impl Spec {
    /// A filter from the text of a filter file; [the module](super) shows every
    /// kind of filter and its keys.
    ///
    /// # Errors
    /// When the text is not YAML, or a key is unknown, missing or holds a value
    /// of the wrong kind; the error names the key and what it takes.
    pub fn from_yaml(text: &str) -> Result<Self> {
        let mut reader = Reader::new(text)?;
        let Some(filter) = reader.take("filter") else { return Err(missing("filter", FILTERS)) };
        let name = filter.as_str().map(plain).unwrap_or_default();
        let dimensions = dimensions(&mut reader)?;
        let boundary = boundary(&mut reader)?;
        let kernel = match name.as_str() {
            "mean" => mean(&mut reader)?,
            "log" | "laplacianofgaussian" => log(&mut reader, dimensions)?,
            "laws" => laws_kernels(&mut reader, dimensions)?,
            "gabor" => gabor(&mut reader, dimensions)?,
            "wavelet" | "separablewavelet" => separable(&mut reader, dimensions)?,
            "nonseparable" | "nonseparablewavelet" => {
                let expected = "simoncelli, shannon, meyer or papadakis";
                let frame = reader.word("wavelet", expected, Frame::from_name)?;
                radial(&mut reader, frame.ok_or_else(|| missing("wavelet", expected))?, dimensions)?
            }
            other => match Frame::from_name(other) {
                Some(frame) => radial(&mut reader, frame, dimensions)?,
                None => return Err(bad("filter", &filter, &format!("one of {FILTERS}"))),
            },
        };
        reader.finish(&name)?;
        Ok(Self { kernel, dimensions, boundary })
    }
}

fn dimensions(reader: &mut Reader) -> Result<usize> {
    let expected = "2 (slice by slice) or 3";
    let Some(value) = reader.take("dimensions") else { return Ok(3) };
    let text = value.as_str().map_or_else(|| value.to_string(), plain);
    match text.as_str() {
        "2" | "2d" => Ok(2),
        "3" | "3d" => Ok(3),
        _ => Err(bad("dimensions", &value, expected)),
    }
}

fn boundary(reader: &mut Reader) -> Result<Boundary> {
    let Some(value) = reader.take("boundary") else { return Err(missing("boundary", BOUNDARIES)) };
    let constant = value.as_f64().filter(|number| number.is_finite()).map(Boundary::Constant);
    let named = value.as_str().and_then(|text| Boundary::from_name(&plain(text)));
    constant.or(named).ok_or_else(|| bad("boundary", &value, BOUNDARIES))
}

/// `None` when the filter is not turned.
fn pooling(reader: &mut Reader) -> Result<Option<Pooling>> {
    let read = |text: &str| match text {
        "none" | "no" | "off" => Some(None),
        other => Pooling::from_name(other).map(Some),
    };
    Ok(reader.word("pooling", POOLINGS, read)?.flatten())
}

fn mean(reader: &mut Reader) -> Result<Kernel> {
    let support = reader.whole("support", 1, 100_001)?;
    let expected = "an odd number of voxels";
    match support.ok_or_else(|| missing("support", expected))? {
        support if support % 2 == 1 => Ok(Kernel::Mean { support: support as usize }),
        support => Err(bad("support", &Value::from(support), expected)),
    }
}

fn log(reader: &mut Reader, dimensions: usize) -> Result<Kernel> {
    let sigma = reader.needed("sigma", " (mm)")?;
    let truncate = reader.positive("truncate", " (standard deviations)")?.unwrap_or(4.0);
    Ok(Kernel::Log { sigma, truncate, riesz: riesz(reader, dimensions)? })
}

fn laws_kernels(reader: &mut Reader, dimensions: usize) -> Result<Kernel> {
    let example = if dimensions == 3 { "E5L5S5" } else { "L5E5" };
    let expected = format!(
        "{dimensions} of {}, for x, y{}, such as {example}",
        laws::NAMES,
        [", z", ""][3 - dimensions]
    );
    let Some(value) = reader.take("kernels") else { return Err(missing("kernels", &expected)) };
    let names = match &value {
        Value::Array(list) => list.iter().map(|item| item.as_str().map(plain).unwrap_or_default()).collect(),
        other => plain(other.as_str().unwrap_or_default()),
    };
    let letters: Vec<char> = names.chars().collect();
    let kernels = letters.chunks(2).map(|pair| laws::kernel(&pair.iter().collect::<String>()));
    let kernels: Option<Vec<_>> = kernels.collect();
    let found = kernels.filter(|kernels| kernels.len() == dimensions);
    let kernels = found.ok_or_else(|| bad("kernels", &value, &expected))?;
    let energy = reader.whole("energy", 1, 50_000)?.map(|distance| distance as usize);
    Ok(Kernel::Laws { kernels, pooling: pooling(reader)?, energy })
}

fn gabor(reader: &mut Reader, dimensions: usize) -> Result<Kernel> {
    let sigma = reader.needed("sigma", " (mm)")?;
    let lambda = reader.needed("lambda", " (mm)")?;
    let gamma = reader.needed("gamma", "")?;
    let mut angle_of = |key: &'static str| match reader.take(key) {
        None => Ok(None),
        Some(value) => angle::read(&value).map(Some).ok_or_else(|| bad(key, &value, angle::FORM)),
    };
    let theta = angle_of("theta")?;
    let step = angle_of("theta_step")?;
    let first = match (theta, step) {
        (None, None) => return Err(missing("theta", angle::FORM)),
        (theta, _) => theta.unwrap_or(0.0),
    };
    let angles = match step {
        None => vec![first],
        Some(step) if step >= 1e-3 => {
            let count = (std::f64::consts::TAU / step - 1e-9).ceil() as usize;
            (0..count.max(1)).map(|k| first + k as f64 * step).collect()
        }
        Some(step) => {
            return Err(bad(
                "theta_step",
                &Value::from(step.to_degrees()),
                "an angle of at least 0.06 degrees",
            ));
        }
    };
    let planes = |text: &str| match text {
        "axial" => Some(false),
        "orthogonal" | "all" => Some(true),
        _ => None,
    };
    let orthogonal = reader.word("planes", "axial or orthogonal", planes)?.unwrap_or(false);
    if orthogonal && dimensions == 2 {
        return Err(bad("planes", &Value::from("orthogonal"), "axial, with `dimensions: 2`"));
    }
    let pooling = reader.word("pooling", "max, min or average", Pooling::from_name)?;
    let part = reader.word("response", "modulus, real, imaginary or phase", Part::from_name)?;
    Ok(Kernel::Gabor(Gabor {
        sigma,
        lambda,
        gamma,
        angles,
        orthogonal,
        pooling: pooling.unwrap_or(Pooling::Average),
        part: part.unwrap_or(Part::Modulus),
        truncate: reader.positive("truncate", " (standard deviations)")?.unwrap_or(6.0),
    }))
}

fn separable(reader: &mut Reader, dimensions: usize) -> Result<Kernel> {
    let wavelets = format!("one of {}", wavelet_names());
    let low = reader.word("wavelet", &wavelets, |text| {
        let long = [
            ("daubechies", "db"),
            ("coiflets", "coif"),
            ("coiflet", "coif"),
            ("symlets", "sym"),
            ("symlet", "sym"),
        ];
        let short =
            long.iter().find_map(|(long, short)| Some(format!("{short}{}", text.strip_prefix(long)?)));
        low_pass(short.as_deref().unwrap_or(text))
    })?;
    let low = low.ok_or_else(|| missing("wavelet", &wavelets))?;
    let expected = format!(
        "{dimensions} letters L or H, for x, y{}, such as {}",
        [", z", ""][3 - dimensions],
        &"LHL"[..dimensions]
    );
    let read = |text: &str| {
        let letters = text.chars().map(|letter| match letter {
            'l' => Some(false),
            'h' => Some(true),
            _ => None,
        });
        letters.collect::<Option<Vec<bool>>>().filter(|letters| letters.len() == dimensions)
    };
    let high = reader.word("bands", &expected, read)?.ok_or_else(|| missing("bands", &expected))?;
    let level = reader.whole("level", 1, 32)?.unwrap_or(1) as u32;
    Ok(Kernel::Wavelet { low, high, level, pooling: pooling(reader)? })
}

fn radial(reader: &mut Reader, frame: Frame, dimensions: usize) -> Result<Kernel> {
    let level = reader.whole("level", 1, 32)?.unwrap_or(1) as u32;
    let map = reader.word("map", "B or LL", |text| match text {
        "b" => Some(Map::B),
        "ll" => Some(Map::LL),
        _ => None,
    })?;
    let wavelet = Radial { frame, level, map: map.unwrap_or(Map::B) };
    Ok(Kernel::Radial { wavelet, riesz: riesz(reader, dimensions)? })
}

fn riesz(reader: &mut Reader, dimensions: usize) -> Result<Option<Riesz>> {
    let value = reader.take("riesz");
    let tensor_sigma = reader.positive("tensor_sigma", " (mm)")?;
    let example = &"[0, 2, 0]"[..3 * dimensions - 1];
    let expected =
        format!("{dimensions} whole numbers that add up to 1 to 10, for each axis, such as {example}]");
    let Some(value) = value else {
        return if tensor_sigma.is_some() { Err(missing("riesz", &expected)) } else { Ok(None) };
    };
    let numbers = value.as_array().map(|list| list.iter().map(Value::as_u64).collect::<Option<Vec<_>>>());
    let fits = |order: &Vec<u64>| {
        let total = order.iter().try_fold(0_u64, |sum, l| sum.checked_add(*l));
        order.len() == dimensions && total.is_some_and(|total| (1..=10).contains(&total))
    };
    let order = numbers.flatten().filter(fits).ok_or_else(|| bad("riesz", &value, &expected))?;
    Ok(Some(Riesz { order: order.iter().map(|l| *l as u32).collect(), tensor_sigma }))
}
