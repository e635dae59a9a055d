//! NIfTI-1 and NIfTI-2, single file, plain or gzip (nifti.nimh.nih.gov).
//!
//! The file's RAS+ millimetres become our LPS+ and back. The order of voxels
//! in memory is that of the file.

mod header;
mod read;
mod within;
mod write;

pub use read::{decode_mask, decode_volume, read_mask, read_volume};
pub(crate) use read::{grid, mask, volume};
pub use within::{encode_within, write_within};
pub use write::{encode_mask, encode_volume, write_mask, write_volume};

use crate::error::ImagingError;

pub(crate) const FORMAT: &str = "NIfTI";

fn fault(error: std::io::Error) -> ImagingError {
    ImagingError::format(FORMAT, error.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use workbench_core::{Geometry, Mask, Volume};

    use super::*;

    fn grid(angle: f64, flip: bool) -> Geometry {
        let (s, c) = angle.sin_cos();
        let z = if flip { -1.0 } else { 1.0 };
        Geometry {
            size: [3, 4, 2],
            spacing: [0.5, 0.75, 2.5],
            origin: [-100.25, 20.5, -7.0],
            direction: [[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, z]],
        }
    }

    proptest! {
        #[test]
        fn a_part_is_the_whole_around_it(
            size in [1..9usize, 1..9, 1..9], cut in [(0.0..1.0, 0.0..1.0), (0.0..1.0, 0.0..1.0), (0.0..1.0, 0.0..1.0)],
            outside in prop_oneof![Just(0.0f32), Just(f32::NAN), Just(-7.5)],
        ) {
            let first = [0, 1, 2].map(|axis| (cut[axis].0 * size[axis] as f64) as usize);
            let room = [0, 1, 2].map(|axis| (cut[axis].1 * (size[axis] - first[axis]) as f64) as usize + 1);
            let whole = Geometry { size, ..grid(0.3, true) };
            let part = Geometry { size: room, ..whole.clone() };
            let values: Vec<f32> = (0..part.len()).map(|k| (k as f32).sin()).collect();
            let mut data = vec![outside; whole.len()];
            for (k, value) in values.iter().enumerate() {
                let (x, y, z) = (k % room[0], k / room[0] % room[1], k / (room[0] * room[1]));
                data[whole.index(x + first[0], y + first[1], z + first[2])] = *value;
            }
            let bytes = encode_within(&whole, first, &Volume::new(part, values).unwrap(), outside).unwrap();
            let back = decode_volume(&bytes).unwrap();
            let bits = |data: &[f32]| data.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back.data), bits(&data));
            prop_assert!(whole.check_same(&back.geometry, 1e-5).is_ok());
        }

        #[test]
        fn volumes_round_trip(
            values in proptest::collection::vec(-5000.0f32..5000.0, 24),
            whole: bool, angle in -3.0f64..3.0, flip: bool,
        ) {
            let values = if whole { values.iter().map(|v| v.round()).collect() } else { values };
            let volume = Volume::new(grid(angle, flip), values).unwrap();
            let back = decode_volume(&encode_volume(&volume).unwrap()).unwrap();
            prop_assert_eq!(&back.data, &volume.data);
            volume.geometry.check_same(&back.geometry, 1e-5).unwrap();
        }

        #[test]
        fn damage_never_panics(at in 0usize..400, byte: u8, cut in 0usize..1000) {
            let mask = Mask::new(grid(0.3, false), vec![1; 24]).unwrap();
            let packed = encode_mask(&mask).unwrap();
            let mut plain = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut plain).unwrap();
            if let Some(place) = plain.get_mut(at) { *place = byte; }
            plain.truncate(cut);
            let _ = decode_mask(&plain);
            let _ = decode_volume(&packed[..cut.min(packed.len())]);
        }
    }

    #[test]
    fn masks_round_trip() {
        let labels: Vec<u8> = (0..24).map(|v| v * 10).collect();
        let mask = Mask::new(grid(0.0, false), labels).unwrap();
        assert_eq!(decode_mask(&encode_mask(&mask).unwrap()).unwrap().data, mask.data);
        let volume = Volume::new(grid(0.0, false), vec![0.5; 24]).unwrap();
        let error = decode_mask(&encode_volume(&volume).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "NIfTI: 0.5 is not a label (a whole number from 0 to 255)");
    }
}
