//! RT Structure Sets written here byte by byte, on the studies of [`dicom`](crate::dicom).

use crate::dicom::{element, text};

const RT_STRUCTURE_SET: &str = "1.2.840.10008.5.1.4.1.1.481.3";
const EXPLICIT_LITTLE: &str = "1.2.840.10008.1.2.1";

/// A square region: the same on each of its slices.
pub struct Square {
    /// ROI Name.
    pub name: String,
    /// Smallest and largest corner in voxels, both half way between two.
    pub x: [f64; 2],
    /// As `x`.
    pub y: [f64; 2],
    /// First and last slice, from 1.
    pub slices: [u32; 2],
}

/// A structure set with these regions on the only series of a study.
pub fn structure_set(study: u32, regions: &[Square]) -> Vec<u8> {
    let uid = format!("2.25.4711.{study}.2.1");
    let mut meta = Vec::new();
    element(&mut meta, 0x0002, 0x0001, b"OB", &[0, 1]);
    text(&mut meta, 0x0002, 0x0002, b"UI", RT_STRUCTURE_SET);
    text(&mut meta, 0x0002, 0x0003, b"UI", &uid);
    text(&mut meta, 0x0002, 0x0010, b"UI", EXPLICIT_LITTLE);
    text(&mut meta, 0x0002, 0x0012, b"UI", "2.25.4711");
    let mut file = vec![0; 128];
    file.extend_from_slice(b"DICM");
    element(&mut file, 0x0002, 0x0000, b"UL", &(meta.len() as u32).to_le_bytes());
    file.extend_from_slice(&meta);

    text(&mut file, 0x0008, 0x0005, b"CS", "ISO_IR 192");
    text(&mut file, 0x0008, 0x0016, b"UI", RT_STRUCTURE_SET);
    text(&mut file, 0x0008, 0x0018, b"UI", &uid);
    text(&mut file, 0x0008, 0x0060, b"CS", "RTSTRUCT");
    text(&mut file, 0x0010, 0x0010, b"PN", "测试^甲");
    text(&mut file, 0x0010, 0x0020, b"LO", &format!("P{study}"));
    text(&mut file, 0x0020, 0x000D, b"UI", &format!("2.25.4711.{study}"));
    text(&mut file, 0x0020, 0x000E, b"UI", &format!("2.25.4711.{study}.2"));
    text(&mut file, 0x3006, 0x0002, b"SH", "test");
    sequence(&mut file, 0x3006, 0x0010, &[frame(study)]);
    let numbered = || (1..).zip(regions);
    sequence(&mut file, 0x3006, 0x0020, &numbered().map(|(n, one)| named(study, n, one)).collect::<Vec<_>>());
    sequence(&mut file, 0x3006, 0x0039, &numbered().map(|(n, one)| drawn(n, one)).collect::<Vec<_>>());
    file
}

/// Which series was drawn on.
fn frame(study: u32) -> Vec<u8> {
    let mut series = Vec::new();
    text(&mut series, 0x0020, 0x000E, b"UI", &format!("2.25.4711.{study}.1"));
    let mut of_study = Vec::new();
    sequence(&mut of_study, 0x3006, 0x0014, &[series]);
    let mut frame = Vec::new();
    text(&mut frame, 0x0020, 0x0052, b"UI", &format!("2.25.4711.{study}.9"));
    sequence(&mut frame, 0x3006, 0x0012, &[of_study]);
    frame
}

fn named(study: u32, number: u32, region: &Square) -> Vec<u8> {
    let mut item = Vec::new();
    text(&mut item, 0x3006, 0x0022, b"IS", &number.to_string());
    text(&mut item, 0x3006, 0x0024, b"UI", &format!("2.25.4711.{study}.9"));
    text(&mut item, 0x3006, 0x0026, b"LO", &region.name);
    item
}

fn drawn(number: u32, region: &Square) -> Vec<u8> {
    let ([left, right], [top, bottom]) = (region.x, region.y);
    let contours = (region.slices[0]..=region.slices[1]).map(|z| {
        let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
        let points: Vec<String> = corners.iter().map(|[x, y]| format!("{x}\\{y}\\{z}")).collect();
        let mut contour = Vec::new();
        text(&mut contour, 0x3006, 0x0042, b"CS", "CLOSED_PLANAR");
        text(&mut contour, 0x3006, 0x0046, b"IS", "4");
        text(&mut contour, 0x3006, 0x0050, b"DS", &points.join("\\"));
        contour
    });
    let mut item = Vec::new();
    text(&mut item, 0x3006, 0x002A, b"IS", "255\\0\\0");
    sequence(&mut item, 0x3006, 0x0040, &contours.collect::<Vec<_>>());
    text(&mut item, 0x3006, 0x0084, b"IS", &number.to_string());
    item
}

fn sequence(out: &mut Vec<u8>, group: u16, number: u16, items: &[Vec<u8>]) {
    let mut content = Vec::new();
    for item in items {
        content.extend_from_slice(&[0xFE, 0xFF, 0x00, 0xE0]);
        content.extend_from_slice(&(item.len() as u32).to_le_bytes());
        content.extend_from_slice(item);
    }
    out.extend_from_slice(&group.to_le_bytes());
    out.extend_from_slice(&number.to_le_bytes());
    out.extend_from_slice(b"SQ\0\0");
    out.extend_from_slice(&(content.len() as u32).to_le_bytes());
    out.extend_from_slice(&content);
}
