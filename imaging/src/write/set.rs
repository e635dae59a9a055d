//! A data set being filled.

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};

use crate::error::{ImagingError, Result};

/// Values over this length do not fit the 16-bit lengths of explicit VR.
const SHORT: usize = 65_534;

pub(super) struct Set {
    object: InMemDicomObject,
    /// A value needs the implicit encoding.
    long: bool,
}

impl Set {
    pub fn new() -> Self {
        Self { object: InMemDicomObject::new_empty(), long: false }
    }

    /// Text; empty text makes an empty element (type 2).
    pub fn text(&mut self, tag: Tag, vr: VR, text: impl Into<String>) -> &mut Self {
        let text = text.into();
        let value = if text.is_empty() { PrimitiveValue::Empty } else { PrimitiveValue::from(text) };
        self.object.put(DataElement::new(tag, vr, value));
        self
    }

    /// Text that may be absent: then the element is empty (type 2).
    pub fn maybe(&mut self, tag: Tag, vr: VR, text: Option<&String>) -> &mut Self {
        self.text(tag, vr, text.cloned().unwrap_or_default())
    }

    /// Text that may be absent: then so is the element (type 3).
    pub fn optional(&mut self, tag: Tag, vr: VR, text: Option<&String>) -> &mut Self {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.text(tag, vr, text);
        }
        self
    }

    /// Decimal strings.
    pub fn decimals(&mut self, tag: Tag, numbers: &[f64]) -> &mut Self {
        let text = numbers.iter().map(|number| decimal(*number)).collect::<Vec<_>>().join("\\");
        self.long |= text.len() > SHORT;
        self.text(tag, VR::DS, text)
    }

    /// A whole number as text.
    pub fn integer(&mut self, tag: Tag, number: i64) -> &mut Self {
        self.text(tag, VR::IS, number.to_string())
    }

    /// An unsigned short.
    pub fn short(&mut self, tag: Tag, number: u16) -> &mut Self {
        self.object.put(DataElement::new(tag, VR::US, PrimitiveValue::from(number)));
        self
    }

    /// 16-bit samples.
    pub fn samples(&mut self, tag: Tag, samples: Vec<u16>) -> &mut Self {
        self.object.put(DataElement::new(tag, VR::OW, PrimitiveValue::U16(samples.into())));
        self
    }

    /// Items.
    pub fn items(&mut self, tag: Tag, items: Vec<Set>) -> &mut Self {
        self.long |= items.iter().any(|item| item.long);
        let objects: Vec<InMemDicomObject> = items.into_iter().map(|item| item.object).collect();
        self.object.put(DataElement::new(tag, VR::SQ, DataSetSequence::from(objects)));
        self
    }

    /// A file with meta group; explicit little endian when the values fit.
    pub fn file(self, class: &str, instance: &str) -> Result<Vec<u8>> {
        let fault =
            |error: &dyn std::error::Error| ImagingError::Malformed(format!("cannot be written: {error}"));
        let mut set = self;
        set.text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192")
            .text(tags::SOP_CLASS_UID, VR::UI, class)
            .text(tags::SOP_INSTANCE_UID, VR::UI, instance);
        let syntax = if set.long { uids::IMPLICIT_VR_LITTLE_ENDIAN } else { uids::EXPLICIT_VR_LITTLE_ENDIAN };
        let meta = FileMetaTableBuilder::new()
            .media_storage_sop_class_uid(class)
            .media_storage_sop_instance_uid(instance)
            .transfer_syntax(syntax);
        let file = set.object.with_meta(meta).map_err(|error| fault(&error))?;
        let mut bytes = Vec::new();
        file.write_all(&mut bytes).map_err(|error| fault(&error))?;
        Ok(bytes)
    }
}

/// A number in at most 16 characters (PS3.5 6.2, DS), to a nanometre when that
/// fits.
pub(super) fn decimal(number: f64) -> String {
    for digits in (0..=6).rev() {
        let text = format!("{number:.digits$}");
        let text = if digits > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        if text.len() <= 16 {
            return if text == "-0" { "0".to_owned() } else { text.to_owned() };
        }
    }
    format!("{number:.6e}")
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals_fit() {
        let table = [
            (0.0, "0"),
            (-0.0000001, "0"),
            (10.0, "10"),
            (0.976562, "0.976562"),
            (-100.400_001_525, "-100.400002"),
            (123456789012.5, "123456789012.5"),
            (-1.0 / 3.0 * 1e12, "-333333333333.33"),
            (1e300, "1.000000e300"),
        ];
        for (number, expected) in table {
            assert_eq!(decimal(number), expected);
            assert!(decimal(number).len() <= 16);
        }
    }
}
