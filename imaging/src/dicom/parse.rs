//! Elements out of bytes (PS3.5 chapter 7).

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use super::charset::Charset;
use super::dataset::{Dataset, Element, Value};
use crate::error::{ImagingError, Result};

const ITEM: Tag = Tag(0xFFFE, 0xE000);
const ITEM_END: Tag = Tag(0xFFFE, 0xE00D);
const SEQUENCE_END: Tag = Tag(0xFFFE, 0xE0DD);
const UNDEFINED: u32 = u32::MAX;
/// Real objects nest a handful of levels; the bound keeps the stack small.
const MAX_DEPTH: usize = 40;

/// How elements are encoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Encoding {
    pub explicit: bool,
    pub big_endian: bool,
}

impl Encoding {
    pub const IMPLICIT: Self = Self { explicit: false, big_endian: false };
    pub const EXPLICIT: Self = Self { explicit: true, big_endian: false };
}

/// A position in the bytes of a file.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

pub(super) struct Header {
    pub tag: Tag,
    pub vr: VR,
    pub length: u32,
}

impl<'a> Cursor<'a> {
    pub fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    fn take(&mut self, length: usize, what: impl FnOnce() -> String) -> Result<&'a [u8]> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let Some(part) = end.and_then(|end| self.bytes.get(self.at..end)) else {
            return Err(ImagingError::Truncated {
                what: what(),
                need: length as u64,
                have: self.left() as u64,
            });
        };
        self.at += length;
        Ok(part)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let part = self.take(N, || "an element header".to_owned())?;
        part.try_into().map_err(|_| ImagingError::Malformed("element header".to_owned()))
    }

    fn u16(&mut self, big: bool) -> Result<u16> {
        let raw = self.array()?;
        Ok(if big { u16::from_be_bytes(raw) } else { u16::from_le_bytes(raw) })
    }

    fn u32(&mut self, big: bool) -> Result<u32> {
        let raw = self.array()?;
        Ok(if big { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) })
    }

    fn tag(&mut self, big: bool) -> Result<Tag> {
        Ok(Tag(self.u16(big)?, self.u16(big)?))
    }

    /// The header of the next element.
    pub fn header(&mut self, encoding: Encoding) -> Result<Header> {
        let big = encoding.big_endian;
        let tag = self.tag(big)?;
        if tag.0 == 0xFFFE || !encoding.explicit {
            return Ok(Header { tag, vr: dictionary_vr(tag), length: self.u32(big)? });
        }
        let code: [u8; 2] = self.array()?;
        let Some(vr) = VR::from_binary(code) else {
            // Some writers put implicit elements into explicit files.
            if !code.iter().all(u8::is_ascii_uppercase) {
                self.at -= 2;
                return Ok(Header { tag, vr: dictionary_vr(tag), length: self.u32(big)? });
            }
            let length = u32::from(self.u16(big)?);
            return Ok(Header { tag, vr: VR::UN, length });
        };
        let long = has_long_length(vr);
        let length = if long {
            self.u16(big)?;
            self.u32(big)?
        } else {
            u32::from(self.u16(big)?)
        };
        Ok(Header { tag, vr, length })
    }
}

fn dictionary_vr(tag: Tag) -> VR {
    if tag.1 == 0 {
        return VR::UL;
    }
    StandardDataDictionary.by_tag(tag).map_or(VR::UN, |entry| entry.vr().relaxed())
}

/// Where a level ends.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// At this position.
    At(usize),
    /// At an item delimiter.
    Delimiter,
}

/// Reads the elements of one level; `stop` ends the top level before the
/// first element whose tag is not less.
pub(super) fn elements<'a>(
    cursor: &mut Cursor<'a>,
    encoding: Encoding,
    end: End,
    stop: Option<Tag>,
    charset: &Charset,
    depth: usize,
) -> Result<Dataset<'a>> {
    if depth > MAX_DEPTH {
        return Err(ImagingError::Malformed(format!("sequences nested deeper than {MAX_DEPTH}")));
    }
    let mut set = Dataset { elements: Vec::new(), big_endian: encoding.big_endian, charset: charset.clone() };
    loop {
        match end {
            End::At(position) if cursor.at >= position => return Ok(set),
            _ => {}
        }
        // Media are padded with zeros up to a block.
        if depth == 0 && cursor.bytes.get(cursor.at..).is_some_and(|rest| rest.iter().all(|b| *b == 0)) {
            return Ok(set);
        }
        let before = cursor.at;
        let header = cursor.header(encoding)?;
        if header.tag == ITEM_END || header.tag == SEQUENCE_END {
            match end {
                End::Delimiter => return Ok(set),
                End::At(_) => continue,
            }
        }
        if depth == 0 && stop.is_some_and(|stop| header.tag >= stop) {
            cursor.at = before;
            return Ok(set);
        }
        if header.tag == ITEM {
            return Err(ImagingError::Malformed(format!("an item outside of a sequence at byte {before}")));
        }
        let value = value(cursor, encoding, &header, &set.charset, depth)?;
        if header.tag == tags::SPECIFIC_CHARACTER_SET
            && let Value::Bytes(bytes) = value
        {
            set.charset = Charset::parse(bytes);
        }
        set.elements.push(Element { tag: header.tag, vr: header.vr, value });
    }
}

fn value<'a>(
    cursor: &mut Cursor<'a>,
    encoding: Encoding,
    header: &Header,
    charset: &Charset,
    depth: usize,
) -> Result<Value<'a>> {
    let known = dictionary_vr(header.tag);
    if header.length == UNDEFINED {
        let pixels = matches!(header.vr, VR::OB | VR::OW) || header.tag == tags::PIXEL_DATA;
        if pixels {
            return fragments(cursor, encoding);
        }
        // PS3.5 6.2.2: UN of undefined length is implicit little endian inside.
        let inner = if header.vr == VR::UN && known != VR::SQ { Encoding::IMPLICIT } else { encoding };
        let inner = if header.vr == VR::UN && encoding.explicit { guess_items(cursor, inner) } else { inner };
        return items(cursor, inner, End::Delimiter, charset, depth).map(Value::Items);
    }
    let length = header.length as usize;
    if header.vr == VR::SQ || (header.vr == VR::UN && known == VR::SQ) {
        let end = cursor.at.saturating_add(length);
        if end > cursor.bytes.len() {
            return Err(ImagingError::Truncated {
                what: name(header.tag),
                need: length as u64,
                have: cursor.left() as u64,
            });
        }
        let inner = if header.vr == VR::UN { guess_items(cursor, Encoding::IMPLICIT) } else { encoding };
        let mut part = Cursor { bytes: cursor.bytes.get(..end).unwrap_or_default(), at: cursor.at };
        let found = items(&mut part, inner, End::At(end), charset, depth);
        match found {
            Ok(found) => {
                cursor.at = end;
                return Ok(Value::Items(found));
            }
            Err(error) if header.vr == VR::SQ => return Err(error),
            Err(_) => {}
        }
    }
    cursor.take(length, || name(header.tag)).map(Value::Bytes)
}

/// The encoding inside an item of a UN sequence: implicit by the standard,
/// explicit by some writers.
fn guess_items(cursor: &Cursor, otherwise: Encoding) -> Encoding {
    let vr = cursor.bytes.get(cursor.at.saturating_add(12)..cursor.at.saturating_add(14));
    match vr.and_then(|code| <[u8; 2]>::try_from(code).ok()).and_then(VR::from_binary) {
        Some(_) => Encoding::EXPLICIT,
        None if otherwise.explicit => Encoding::IMPLICIT,
        None => otherwise,
    }
}

fn items<'a>(
    cursor: &mut Cursor<'a>,
    encoding: Encoding,
    end: End,
    charset: &Charset,
    depth: usize,
) -> Result<Vec<Dataset<'a>>> {
    let mut found = Vec::new();
    loop {
        match end {
            End::At(position) if cursor.at >= position => return Ok(found),
            _ => {}
        }
        let header = cursor.header(encoding)?;
        match header.tag {
            ITEM => {
                let inner_end = if header.length == UNDEFINED {
                    End::Delimiter
                } else {
                    let end = cursor.at.saturating_add(header.length as usize);
                    if end > cursor.bytes.len() {
                        return Err(ImagingError::Truncated {
                            what: "a sequence item".to_owned(),
                            need: u64::from(header.length),
                            have: cursor.left() as u64,
                        });
                    }
                    End::At(end)
                };
                found.push(elements(cursor, encoding, inner_end, None, charset, depth + 1)?);
            }
            SEQUENCE_END => return Ok(found),
            // A stray item delimiter.
            ITEM_END => {}
            tag => {
                return Err(ImagingError::Malformed(format!("{} inside a sequence, not an item", name(tag))));
            }
        }
    }
}

/// Encapsulated pixel data: items of bytes up to the sequence delimiter.
pub(super) fn fragments<'a>(cursor: &mut Cursor<'a>, encoding: Encoding) -> Result<Value<'a>> {
    let mut found = Vec::new();
    while cursor.left() >= 8 {
        let header = cursor.header(encoding)?;
        match header.tag {
            ITEM => found
                .push(cursor.take(header.length as usize, || {
                    format!("fragment {} of the pixel data", found.len())
                })?),
            SEQUENCE_END => return Ok(Value::Fragments(found)),
            tag => {
                return Err(ImagingError::Malformed(format!(
                    "{} between the fragments of the pixel data",
                    name(tag)
                )));
            }
        }
    }
    // Without the closing delimiter the last fragment may be missing, but
    // whole fragments are whole.
    Ok(Value::Fragments(found))
}

/// Keyword and number of a tag, for messages.
pub(crate) fn name(tag: Tag) -> String {
    match StandardDataDictionary.by_tag(tag) {
        Some(entry) => format!("{} ({:04X},{:04X})", entry.alias(), tag.0, tag.1),
        None => format!("element ({:04X},{:04X})", tag.0, tag.1),
    }
}

/// Whether the length of such a value takes four bytes in explicit VR (PS3.5 §7.1.2).
pub fn has_long_length(vr: VR) -> bool {
    matches!(
        vr,
        VR::OB
            | VR::OD
            | VR::OF
            | VR::OL
            | VR::OV
            | VR::OW
            | VR::SQ
            | VR::SV
            | VR::UC
            | VR::UN
            | VR::UR
            | VR::UT
            | VR::UV
    )
}
