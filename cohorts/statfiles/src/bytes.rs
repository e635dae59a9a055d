//! Numbers and padded text as little-endian formats want them.

pub(crate) fn int(out: &mut Vec<u8>, n: i32) {
    out.extend_from_slice(&n.to_le_bytes());
}

/// A length that the caller has bounded, as a 32-bit integer.
pub(crate) fn size(out: &mut Vec<u8>, n: usize) {
    int(out, i32::try_from(n).unwrap_or(i32::MAX));
}

/// Text filled with spaces, or cut at a character, to so many bytes.
pub(crate) fn padded(out: &mut Vec<u8>, text: &str, bytes: usize) {
    filled(out, text, bytes, b' ');
}

/// The same, filled with zeros.
pub(crate) fn zeroed(out: &mut Vec<u8>, text: &str, bytes: usize) {
    filled(out, text, bytes, 0);
}

fn filled(out: &mut Vec<u8>, text: &str, bytes: usize, fill: u8) {
    let text = cut(text, bytes);
    out.extend_from_slice(text.as_bytes());
    out.resize(out.len() + bytes - text.len(), fill);
}

/// The beginning of a text, of at most so many bytes.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    text.split_at(text.floor_char_boundary(bytes)).0
}
