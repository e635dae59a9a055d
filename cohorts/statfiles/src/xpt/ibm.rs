//! IBM System/360 double precision: sign, exponent of 16 biased by 64, fraction of 56 bits.

/// What eight bytes stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Value(f64),
    /// `.` is 0, `.A` to `.Z` are 1 to 26; `._` counts as `.`.
    Missing(usize),
}

/// The bytes of a finite number; none beyond ±7.2e75 or closer to zero than 5.4e-79.
pub(super) fn encode(x: f64) -> Option<[u8; 8]> {
    if x == 0.0 {
        return Some([0; 8]);
    }
    let bits = x.to_bits();
    let exponent = i64::try_from((bits >> 52) & 0x7ff).ok()?;
    if exponent == 0 || exponent == 0x7ff {
        return None;
    }
    // x = fraction / 2^53 · 2^two, the fraction having 53 bits
    let fraction = (bits & ((1 << 52) - 1)) | (1 << 52);
    let two = exponent - 1022;
    let sixteen = two.div_euclid(4) + i64::from(two.rem_euclid(4) != 0);
    let shift = 3 - u32::try_from(sixteen * 4 - two).ok()?;
    let biased = u64::try_from(sixteen + 64).ok().filter(|e| *e < 128)?;
    Some(((bits & (1 << 63)) | (biased << 56) | (fraction << shift)).to_be_bytes())
}

/// A missing value: `.` for none, else the reason's letter.
pub(super) fn missing(reason: Option<usize>) -> [u8; 8] {
    let letter = reason.and_then(|r| u8::try_from(r).ok()).map_or(b'.', |r| b'A' + r.min(25));
    [letter, 0, 0, 0, 0, 0, 0, 0]
}

/// Reads a number of two to eight bytes; shorter ones lack the last of the fraction.
#[expect(clippy::cast_precision_loss, reason = "56 bits round to 53 as they must")]
pub(super) fn decode(bytes: &[u8]) -> Number {
    let mut all = [0; 8];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    let bits = u64::from_be_bytes(all);
    let fraction = bits & ((1 << 56) - 1);
    if fraction == 0 {
        return match all[0] {
            b'.' | b'_' => Number::Missing(0),
            letter @ b'A'..=b'Z' => Number::Missing(usize::from(letter - b'A') + 1),
            _ => Number::Value(0.0),
        };
    }
    let exponent = i32::from(all[0] & 0x7f) - 64;
    let x = fraction as f64 * 2_f64.powi(4 * exponent - 56);
    Number::Value(if bits >> 63 == 1 { -x } else { x })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_bit() {
        for x in [
            1.0,
            -1.0,
            0.1,
            1e75,
            -1e-78,
            118.625,
            f64::EPSILON,
            9_007_199_254_740_991.0,
            1.0 / 3.0,
            15.999_999_999_999_998,
        ] {
            assert_eq!(decode(&encode(x).unwrap()), Number::Value(x), "{x}");
        }
        // the example of every text on this format
        assert_eq!(encode(-118.625), Some([0xc2, 0x76, 0xa0, 0, 0, 0, 0, 0]));
        assert_eq!(encode(1.0), Some([0x41, 0x10, 0, 0, 0, 0, 0, 0]));
        assert_eq!((encode(1e76), encode(1e-80), encode(f64::MIN_POSITIVE / 2.0)), (None, None, None));
        assert_eq!(decode(&missing(Some(2))), Number::Missing(3));
        assert_eq!(decode(&missing(None)), Number::Missing(0));
    }
}
