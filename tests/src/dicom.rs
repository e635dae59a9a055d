//! Small DICOM files written here byte by byte, so that a test of the importer does not rest on our own writer.

use std::path::Path;

const EXPLICIT_LITTLE: &str = "1.2.840.10008.1.2.1";
const CT_IMAGE: &str = "1.2.840.10008.5.1.4.1.1.2";

/// One CT slice of `size`×`size` 16-bit samples; `number` makes its UID, place and content its own.
pub fn slice(study: u32, number: u32, size: u16) -> Vec<u8> {
    let uid = format!("2.25.4711.{study}.1.{number}");
    let mut meta = Vec::new();
    element(&mut meta, 0x0002, 0x0001, b"OB", &[0, 1]);
    text(&mut meta, 0x0002, 0x0002, b"UI", CT_IMAGE);
    text(&mut meta, 0x0002, 0x0003, b"UI", &uid);
    text(&mut meta, 0x0002, 0x0010, b"UI", EXPLICIT_LITTLE);
    text(&mut meta, 0x0002, 0x0012, b"UI", "2.25.4711");

    let mut file = vec![0; 128];
    file.extend_from_slice(b"DICM");
    element(&mut file, 0x0002, 0x0000, b"UL", &(meta.len() as u32).to_le_bytes());
    file.extend_from_slice(&meta);

    text(&mut file, 0x0008, 0x0005, b"CS", "ISO_IR 192");
    text(&mut file, 0x0008, 0x0016, b"UI", CT_IMAGE);
    text(&mut file, 0x0008, 0x0018, b"UI", &uid);
    text(&mut file, 0x0008, 0x0020, b"DA", "20240102");
    text(&mut file, 0x0008, 0x0050, b"SH", &format!("A{study}"));
    text(&mut file, 0x0008, 0x0060, b"CS", "CT");
    text(&mut file, 0x0010, 0x0010, b"PN", "测试^甲");
    text(&mut file, 0x0010, 0x0020, b"LO", &format!("P{study}"));
    text(&mut file, 0x0020, 0x000D, b"UI", &format!("2.25.4711.{study}"));
    text(&mut file, 0x0020, 0x000E, b"UI", &format!("2.25.4711.{study}.1"));
    text(&mut file, 0x0020, 0x0013, b"IS", &number.to_string());
    text(&mut file, 0x0020, 0x0032, b"DS", &format!("0\\0\\{number}"));
    text(&mut file, 0x0020, 0x0037, b"DS", "1\\0\\0\\0\\1\\0");
    text(&mut file, 0x0020, 0x0052, b"UI", &format!("2.25.4711.{study}.9"));
    short(&mut file, 0x0028, 0x0002, 1);
    text(&mut file, 0x0028, 0x0004, b"CS", "MONOCHROME2");
    short(&mut file, 0x0028, 0x0010, size);
    short(&mut file, 0x0028, 0x0011, size);
    text(&mut file, 0x0028, 0x0030, b"DS", "1\\1");
    short(&mut file, 0x0028, 0x0100, 16);
    short(&mut file, 0x0028, 0x0101, 16);
    short(&mut file, 0x0028, 0x0102, 15);
    short(&mut file, 0x0028, 0x0103, 1);
    let mut state = number.wrapping_mul(2_654_435_761) | 1;
    let mut pixels = Vec::with_capacity(usize::from(size) * usize::from(size) * 2);
    for _ in 0..u32::from(size) * u32::from(size) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        pixels.extend_from_slice(&((state >> 20) as u16).to_le_bytes());
    }
    element(&mut file, 0x7FE0, 0x0010, b"OW", &pixels);
    file
}

/// Writes a study of `count` slices into a folder, without file suffix.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_study(folder: &Path, study: u32, count: u32, size: u16) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    (1..=count).try_for_each(|n| std::fs::write(folder.join(format!("IM{n:04}")), slice(study, n, size)))
}

pub(crate) fn element(out: &mut Vec<u8>, group: u16, number: u16, vr: &[u8; 2], value: &[u8]) {
    out.extend_from_slice(&group.to_le_bytes());
    out.extend_from_slice(&number.to_le_bytes());
    out.extend_from_slice(vr);
    if matches!(vr, b"OB" | b"OW") {
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&(value.len() as u32).to_le_bytes());
    } else {
        out.extend_from_slice(&(value.len() as u16).to_le_bytes());
    }
    out.extend_from_slice(value);
}

pub(crate) fn text(out: &mut Vec<u8>, group: u16, number: u16, vr: &[u8; 2], value: &str) {
    let mut bytes = value.as_bytes().to_vec();
    if bytes.len() % 2 == 1 {
        bytes.push(if vr == b"UI" { 0 } else { b' ' });
    }
    element(out, group, number, vr, &bytes);
}

fn short(out: &mut Vec<u8>, group: u16, number: u16, value: u16) {
    element(out, group, number, b"US", &value.to_le_bytes());
}
