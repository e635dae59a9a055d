//! A parsed data set: elements that point into the file's bytes.

use dicom_core::{Tag, VR};

use super::charset::Charset;

/// A value as found: bytes, items or encapsulated fragments.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    /// The bytes of a primitive value, in the file's byte order.
    Bytes(&'a [u8]),
    /// The items of a sequence.
    Items(Vec<Dataset<'a>>),
    /// Encapsulated pixel data: the basic offset table first (PS3.5 A.4).
    Fragments(Vec<&'a [u8]>),
}

/// One element.
#[derive(Debug)]
pub(crate) struct Element<'a> {
    pub tag: Tag,
    pub vr: VR,
    pub value: Value<'a>,
}

/// Elements of one level, in file order, with the byte order of their numbers
/// and the character set of their text.
#[derive(Debug)]
pub(crate) struct Dataset<'a> {
    pub elements: Vec<Element<'a>>,
    pub big_endian: bool,
    pub charset: Charset,
}

impl<'a> Dataset<'a> {
    /// The element, when present.
    pub fn get(&self, tag: Tag) -> Option<&Element<'a>> {
        self.elements.iter().find(|element| element.tag == tag)
    }

    /// The bytes of a primitive element; `None` when absent or empty.
    pub fn bytes(&self, tag: Tag) -> Option<&'a [u8]> {
        match self.get(tag)?.value {
            Value::Bytes(bytes) if !bytes.is_empty() => Some(bytes),
            _ => None,
        }
    }

    /// The items of a sequence; empty when absent.
    pub fn items(&self, tag: Tag) -> &[Dataset<'a>] {
        match self.get(tag).map(|element| &element.value) {
            Some(Value::Items(items)) => items,
            _ => &[],
        }
    }

    /// The first item of a sequence.
    pub fn item(&self, tag: Tag) -> Option<&Dataset<'a>> {
        self.items(tag).first()
    }

    /// Text, decoded and trimmed; `None` when absent or blank.
    pub fn text(&self, tag: Tag) -> Option<String> {
        let text = self.charset.decode(self.bytes(tag)?);
        let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A unique identifier (PS3.5 9.1): at most 64 digits and dots. Old files
    /// with letters in it are let through, since nothing else names them.
    pub fn uid(&self, tag: Tag) -> Option<String> {
        let uid = self.text(tag)?;
        let fits = uid.len() <= 64 && uid.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
        fits.then_some(uid)
    }

    /// The numbers of an element, whatever its representation; values that
    /// are not numbers are left out.
    pub fn numbers(&self, tag: Tag) -> Vec<f64> {
        let Some(element) = self.get(tag) else { return Vec::new() };
        let Value::Bytes(bytes) = element.value else { return Vec::new() };
        let big = self.big_endian;
        match element.vr {
            VR::US | VR::OW => words::<2>(bytes, big).map(|b| f64::from(u16::from_le_bytes(b))).collect(),
            VR::SS => words::<2>(bytes, big).map(|b| f64::from(i16::from_le_bytes(b))).collect(),
            VR::UL | VR::OL => words::<4>(bytes, big).map(|b| f64::from(u32::from_le_bytes(b))).collect(),
            VR::SL => words::<4>(bytes, big).map(|b| f64::from(i32::from_le_bytes(b))).collect(),
            VR::FL | VR::OF => words::<4>(bytes, big).map(|b| f64::from(f32::from_le_bytes(b))).collect(),
            VR::FD | VR::OD => words::<8>(bytes, big).map(f64::from_le_bytes).collect(),
            _ => std::str::from_utf8(bytes)
                .unwrap_or_default()
                .split('\\')
                .filter_map(|part| part.trim_matches(|c: char| c == '\0' || c.is_whitespace()).parse().ok())
                .filter(|number: &f64| number.is_finite())
                .collect(),
        }
    }

    /// The first number.
    pub fn number(&self, tag: Tag) -> Option<f64> {
        self.numbers(tag).first().copied()
    }

    /// The first number when it is whole and not negative.
    pub fn count(&self, tag: Tag) -> Option<u32> {
        let number = self.number(tag)?;
        (number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0).then_some(number as u32)
    }

    /// Exactly `N` numbers.
    pub fn vector<const N: usize>(&self, tag: Tag) -> Option<[f64; N]> {
        self.numbers(tag).get(..N)?.try_into().ok()
    }
}

/// Words of `N` bytes in little-endian order; a rest is left out.
pub(crate) fn words<const N: usize>(bytes: &[u8], big_endian: bool) -> impl Iterator<Item = [u8; N]> + '_ {
    bytes.as_chunks::<N>().0.iter().map(move |chunk| {
        let mut word = *chunk;
        if big_endian {
            word.reverse();
        }
        word
    })
}
