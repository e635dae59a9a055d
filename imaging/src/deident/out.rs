//! Elements to bytes (PS3.5 chapter 7, PS3.10): explicit little endian, or the compressed encoding as it was.

use dicom_core::{Tag, VR};

use super::keep::{Kept, KeptValue};
use crate::dicom::{Dataset, has_long_length};
use crate::error::{ImagingError, Result};
use crate::write::uid;

const EXPLICIT_LE: &str = "1.2.840.10008.1.2.1";
const ITEM: Tag = Tag(0xFFFE, 0xE000);
const SEQUENCE_END: Tag = Tag(0xFFFE, 0xE0DD);

/// A whole file.
pub(super) fn file(
    elements: &[Kept<'_>],
    set: &Dataset<'_>,
    class: &str,
    instance: &str,
    syntax: &str,
) -> Result<Vec<u8>> {
    if set.big_endian {
        return Err(ImagingError::Unsupported("a big endian object is not copied".into()));
    }
    let packed = elements.iter().any(|element| matches!(element.value, KeptValue::Fragments(_)));
    let syntax = if packed { syntax } else { EXPLICIT_LE };
    let mut meta = Vec::new();
    put(&mut meta, Tag(2, 1), VR::OB, &[0, 1])?;
    put(&mut meta, Tag(2, 2), VR::UI, class.as_bytes())?;
    put(&mut meta, Tag(2, 3), VR::UI, instance.as_bytes())?;
    put(&mut meta, Tag(2, 0x10), VR::UI, syntax.as_bytes())?;
    put(&mut meta, Tag(2, 0x12), VR::UI, uid("workbench", "implementation").as_bytes())?;
    let mut out = vec![0; 128];
    out.extend_from_slice(b"DICM");
    let length = u32::try_from(meta.len()).map_err(|_| too_long(Tag(2, 0)))?;
    put(&mut out, Tag(2, 0), VR::UL, &length.to_le_bytes())?;
    out.append(&mut meta);
    level(&mut out, elements)?;
    Ok(out)
}

fn level(out: &mut Vec<u8>, elements: &[Kept<'_>]) -> Result<()> {
    for element in elements {
        match &element.value {
            KeptValue::Borrowed(bytes) => put(out, element.tag, element.vr, bytes)?,
            KeptValue::Owned(bytes) => put(out, element.tag, element.vr, bytes)?,
            KeptValue::Items(items) => {
                let mut content = Vec::new();
                for item in items {
                    let mut inner = Vec::new();
                    level(&mut inner, item)?;
                    tag(&mut content, ITEM);
                    length(&mut content, ITEM, inner.len())?;
                    content.append(&mut inner);
                }
                put(out, element.tag, VR::SQ, &content)?;
            }
            KeptValue::Fragments(parts) => {
                tag(out, element.tag);
                out.extend_from_slice(b"OB\0\0");
                out.extend_from_slice(&u32::MAX.to_le_bytes());
                for part in parts {
                    tag(out, ITEM);
                    length(out, ITEM, part.len().next_multiple_of(2))?;
                    out.extend_from_slice(part);
                    out.resize(out.len() + part.len() % 2, 0);
                }
                tag(out, SEQUENCE_END);
                out.extend_from_slice(&0_u32.to_le_bytes());
            }
        }
    }
    Ok(())
}

fn put(out: &mut Vec<u8>, at: Tag, vr: VR, value: &[u8]) -> Result<()> {
    let long = has_long_length(vr);
    tag(out, at);
    out.extend_from_slice(vr.to_string().as_bytes());
    let even = value.len().next_multiple_of(2);
    if long {
        out.extend_from_slice(&[0, 0]);
        length(out, at, even)?;
    } else {
        out.extend_from_slice(&u16::try_from(even).map_err(|_| too_long(at))?.to_le_bytes());
    }
    out.extend_from_slice(value);
    if value.len() % 2 == 1 {
        let zero = matches!(vr, VR::UI | VR::OB | VR::OW | VR::UN);
        out.push(if zero { 0 } else { b' ' });
    }
    Ok(())
}

fn tag(out: &mut Vec<u8>, tag: Tag) {
    out.extend_from_slice(&tag.0.to_le_bytes());
    out.extend_from_slice(&tag.1.to_le_bytes());
}

fn length(out: &mut Vec<u8>, at: Tag, length: usize) -> Result<()> {
    out.extend_from_slice(&u32::try_from(length).map_err(|_| too_long(at))?.to_le_bytes());
    Ok(())
}

fn too_long(tag: Tag) -> ImagingError {
    ImagingError::TooLarge {
        what: format!("element ({:04X},{:04X})", tag.0, tag.1),
        limit: "its length field".into(),
    }
}
