//! Bytes to text: which character encoding a table is written in.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

/// The encoding a text was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// GB 18030 (GBK and GB 2312 are parts of it).
    #[serde(rename = "GB18030")]
    Gb18030,
    /// UTF-16 with a byte order mark, as spreadsheets save "Unicode text".
    #[serde(rename = "UTF-16")]
    Utf16,
    /// A workbook; its texts are Unicode.
    #[serde(rename = "XLSX")]
    Workbook,
}

impl TextEncoding {
    /// The name as shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16 => "UTF-16",
            Self::Workbook => "XLSX",
        }
    }
}

/// Text and its encoding. Bytes that fit no encoding became U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> (String, TextEncoding) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return (String::from_utf8_lossy(rest).into_owned(), TextEncoding::Utf8);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return (UTF_16LE.decode_without_bom_handling(rest).0.into_owned(), TextEncoding::Utf16);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return (UTF_16BE.decode_without_bom_handling(rest).0.into_owned(), TextEncoding::Utf16);
    }
    let (good, bad) = utf8_balance(bytes);
    // a header of good UTF-8 in Chinese is no accident, whatever follows (GB 18030 taken for UTF-8 gives other scripts)
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if std::str::from_utf8(header).is_ok_and(|header| header.chars().filter(|c| *c > '\u{2E80}').count() >= 2)
    {
        return (String::from_utf8_lossy(bytes).into_owned(), TextEncoding::Utf8);
    }
    // Chinese in GB18030 is nearly all bad as UTF-8; damaged UTF-8 is nearly all good.
    if bad == 0 || good > 20 * bad {
        return (String::from_utf8_lossy(bytes).into_owned(), TextEncoding::Utf8);
    }
    (GB18030.decode_without_bom_handling(bytes).0.into_owned(), TextEncoding::Gb18030)
}

/// Multi-byte characters and bad sequences of the bytes read as UTF-8.
fn utf8_balance(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (good, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_encoding() {
        let text = "检查号,影像所见\n1,右肺上叶结节约8mm";
        assert_eq!(decode(text.as_bytes()), (text.to_owned(), TextEncoding::Utf8));
        assert_eq!(decode(format!("\u{FEFF}{text}").as_bytes()), (text.to_owned(), TextEncoding::Utf8));
        let gb = GB18030.encode(text).0;
        assert_eq!(decode(&gb), (text.to_owned(), TextEncoding::Gb18030));
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&utf16), (text.to_owned(), TextEncoding::Utf16));
    }

    #[test]
    fn one_bad_byte_does_not_turn_utf8_into_gb18030() {
        let mut bytes = "右肺上叶见磨玻璃结节影,大小约8mm,边界清,未见明显胸腔积液".repeat(2).into_bytes();
        bytes.push(0xFF);
        assert_eq!(decode(&bytes).1, TextEncoding::Utf8);
        let few = ["检查号,报告内容\nA1,".as_bytes(), b"\xff\xfe\x80\x81", "肺".as_bytes()].concat();
        assert_eq!(decode(&few).1, TextEncoding::Utf8);
    }
}
