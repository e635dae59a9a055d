//! NIfTI-1 and NIfTI-2, single file, plain or gzip (nifti.nimh.nih.gov).
//!
//! The file's RAS+ millimetres become our LPS+ and back. The order of voxels
//! in memory is that of the file.

mod header;
mod read;
mod write;

pub use read::{decode_mask, decode_volume, read_mask, read_volume};
pub(crate) use read::{mask, volume};
pub use write::{encode_mask, encode_volume, write_mask, write_volume};

pub(crate) const FORMAT: &str = "NIfTI";

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
