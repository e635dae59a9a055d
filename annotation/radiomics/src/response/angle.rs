//! Angles as people write them.

use std::f64::consts::PI;

use serde_json::Value;

/// What [`read`] understands, for messages.
pub(super) const FORM: &str = "an angle: degrees such as 60, or `1.047 rad`, `pi/3`, `5pi/4`";

/// Radians of a number (degrees) or of a text: `60 deg`, `60°`, `1.05 rad`,
/// `pi/3`, `5*pi/4`, `-π`.
pub(super) fn read(value: &Value) -> Option<f64> {
    let angle = match value {
        Value::Number(degrees) => degrees.as_f64()?.to_radians(),
        Value::String(text) => parse(&text.to_lowercase().replace([' ', '*'], "").replace('π', "pi"))?,
        _ => return None,
    };
    angle.is_finite().then_some(angle)
}

fn parse(text: &str) -> Option<f64> {
    let number = |text: &str| text.parse::<f64>().ok();
    if let Some((times, over)) = text.split_once("pi") {
        let times = match times {
            "" => 1.0,
            "-" => -1.0,
            other => number(other)?,
        };
        let over = over.trim_end_matches("rad");
        let over = if over.is_empty() { 1.0 } else { number(over.strip_prefix('/')?)? };
        return Some(times * PI / over);
    }
    if let Some(radians) = text.strip_suffix("rad") {
        return number(radians);
    }
    let degrees = ["degrees", "degree", "deg", "°"].iter().find_map(|unit| text.strip_suffix(unit));
    number(degrees.unwrap_or(text)).map(f64::to_radians)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_an_angle() {
        let of = |text: &str| read(&Value::String(text.to_owned()));
        for text in ["60", "60 deg", "60°", "pi/3", "π / 3", "1 pi/3", "1.0471975511965976 rad"] {
            assert!((of(text).unwrap() - PI / 3.0).abs() < 1e-12, "{text}");
        }
        assert!((of("5*pi/4").unwrap() - 1.25 * PI).abs() < 1e-12);
        assert!((of("-pi").unwrap() + PI).abs() < 1e-12);
        assert!((read(&serde_json::json!(22.5)).unwrap() - PI / 8.0).abs() < 1e-12);
        for text in ["", "north", "pi/0", "pi3", "1e999", "nan"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
