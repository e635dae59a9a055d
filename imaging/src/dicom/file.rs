//! DICOM files (PS3.10): preamble, meta group, transfer syntax, data set.

use std::borrow::Cow;
use std::io::Read;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::charset::Charset;
use super::dataset::Dataset;
use super::parse::{Cursor, Encoding, End, elements, fragments};
use crate::error::{ImagingError, Result};

const IMPLICIT_LE: &str = "1.2.840.10008.1.2";
const EXPLICIT_LE: &str = "1.2.840.10008.1.2.1";
const DEFLATED_LE: &str = "1.2.840.10008.1.2.1.99";
const EXPLICIT_BE: &str = "1.2.840.10008.1.2.2";
/// Pixel data and its float kinds start here.
const PIXELS: Tag = Tag(0x7FE0, 0x0008);
/// A deflated data set may not unfold to more.
const MAX_INFLATED: u64 = 1 << 30;

/// How much of a file to read.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Extent {
    /// Up to the pixel data; its presence and completeness are still checked.
    Header,
    /// Everything.
    All,
}

/// The bytes of a data set with what the meta group says of them.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    bytes: Cow<'a, [u8]>,
    start: usize,
    encoding: Encoding,
    /// Transfer Syntax UID, as declared or as found.
    pub transfer_syntax: String,
    /// SOP Class UID of the meta group.
    pub media_class: Option<String>,
    /// SOP Instance UID of the meta group.
    pub media_instance: Option<String>,
}

impl<'a> Body<'a> {
    /// Finds the data set in the bytes of a file.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        if bytes.len() < 16 {
            return Err(ImagingError::NotDicom("it is nearly empty"));
        }
        let start = match bytes.get(128..132) {
            Some(b"DICM") => 132,
            _ if bytes.starts_with(b"DICM") => 4,
            _ => 0,
        };
        let mut cursor = Cursor { bytes, at: start };
        let group = bytes.get(start..start + 2);
        if group != Some(&[2, 0]) {
            return Self::without_meta(bytes, start);
        }
        let stop = Tag(0x0003, 0x0000);
        let meta = elements(
            &mut cursor,
            Encoding::EXPLICIT,
            End::At(bytes.len()),
            Some(stop),
            &Charset::default(),
            0,
        )?;
        let media_class = meta.uid(tags::MEDIA_STORAGE_SOP_CLASS_UID);
        let media_instance = meta.uid(tags::MEDIA_STORAGE_SOP_INSTANCE_UID);
        let Some(transfer_syntax) = meta.uid(tags::TRANSFER_SYNTAX_UID) else {
            // Without a declared syntax the default one holds (PS3.5 10.1).
            let (encoding, uid) = guess(bytes, cursor.at).unwrap_or((Encoding::IMPLICIT, IMPLICIT_LE));
            return Ok(Self {
                bytes: Cow::Borrowed(bytes),
                start: cursor.at,
                encoding,
                transfer_syntax: uid.to_owned(),
                media_class,
                media_instance,
            });
        };
        let mut body = Self {
            bytes: Cow::Borrowed(bytes),
            start: cursor.at,
            encoding: Encoding::EXPLICIT,
            transfer_syntax,
            media_class,
            media_instance,
        };
        match body.transfer_syntax.as_str() {
            IMPLICIT_LE => body.encoding = Encoding::IMPLICIT,
            EXPLICIT_BE => body.encoding = Encoding { explicit: true, big_endian: true },
            DEFLATED_LE => {
                body.bytes = Cow::Owned(inflate(bytes.get(cursor.at..).unwrap_or_default())?);
                body.start = 0;
            }
            _ => {}
        }
        // The meta group of some files does not tell the truth.
        if body.transfer_syntax != DEFLATED_LE
            && !plausible(&body.bytes, body.start, body.encoding)
            && let Some((encoding, uid)) = guess(&body.bytes, body.start)
            && encoding.big_endian == body.encoding.big_endian
        {
            body.encoding = encoding;
            if [IMPLICIT_LE, EXPLICIT_LE].contains(&body.transfer_syntax.as_str()) {
                body.transfer_syntax = uid.to_owned();
            }
        }
        Ok(body)
    }

    fn without_meta(bytes: &'a [u8], start: usize) -> Result<Self> {
        let Some((encoding, uid)) = guess(bytes, start) else {
            return Err(ImagingError::NotDicom("there is neither the DICM mark nor a first element"));
        };
        Ok(Self {
            bytes: Cow::Borrowed(bytes),
            start,
            encoding,
            transfer_syntax: uid.to_owned(),
            media_class: None,
            media_instance: None,
        })
    }

    /// Parses the data set.
    pub fn dataset(&self, extent: Extent) -> Result<Dataset<'_>> {
        let mut cursor = Cursor { bytes: &self.bytes, at: self.start };
        let end = End::At(self.bytes.len());
        let stop = (extent == Extent::Header).then_some(PIXELS);
        let set = elements(&mut cursor, self.encoding, end, stop, &Charset::default(), 0)?;
        if extent == Extent::Header && cursor.left() >= 8 {
            self.check_pixels(&mut cursor)?;
        }
        Ok(set)
    }

    /// Whether the pixel data is all there.
    fn check_pixels(&self, cursor: &mut Cursor) -> Result<()> {
        let header = cursor.header(self.encoding)?;
        if header.tag != tags::PIXEL_DATA {
            return Ok(());
        }
        if header.length == u32::MAX {
            return fragments(cursor, self.encoding).map(|_| ());
        }
        if header.length as usize > cursor.left() {
            return Err(ImagingError::Truncated {
                what: "the pixel data".to_owned(),
                need: u64::from(header.length),
                have: cursor.left() as u64,
            });
        }
        Ok(())
    }

    /// Whether elements lie in the file's own bytes, not in an unpacked copy.
    pub fn in_place(&self) -> bool {
        matches!(self.bytes, Cow::Borrowed(_))
    }

    /// Whether numbers are stored big end first.
    pub fn big_endian(&self) -> bool {
        self.encoding.big_endian
    }
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let read = flate2::read::DeflateDecoder::new(packed).take(MAX_INFLATED + 1).read_to_end(&mut out);
    if out.len() as u64 > MAX_INFLATED {
        return Err(ImagingError::TooLarge { what: "the deflated data set".into(), limit: "1 GiB".into() });
    }
    match read {
        Ok(_) => Ok(out),
        Err(error) => Err(ImagingError::Malformed(format!("the deflated data set is damaged: {error}"))),
    }
}

/// The encoding that makes the first element plausible.
fn guess(bytes: &[u8], start: usize) -> Option<(Encoding, &'static str)> {
    [
        (Encoding::EXPLICIT, EXPLICIT_LE),
        (Encoding { explicit: true, big_endian: true }, EXPLICIT_BE),
        (Encoding::IMPLICIT, IMPLICIT_LE),
    ]
    .into_iter()
    .find(|(encoding, _)| plausible(bytes, start, *encoding))
}

fn plausible(bytes: &[u8], start: usize, encoding: Encoding) -> bool {
    let mut cursor = Cursor { bytes, at: start };
    let vr = bytes.get(start.saturating_add(4)..start.saturating_add(6));
    let has_vr = vr.and_then(|code| <[u8; 2]>::try_from(code).ok()).and_then(VR::from_binary).is_some();
    let Ok(header) = cursor.header(encoding) else { return false };
    let low = (1..0x30).contains(&header.tag.0);
    low && has_vr == encoding.explicit && header.length != u32::MAX && header.length as usize <= cursor.left()
}
