//! The cohort from outside.

use std::collections::HashMap;

use workbench_core::State;
use workbench_demo::{Case, Cohort, Density};

/// Whether a place lies inside a closed outline (even-odd rule).
fn inside(line: &[[f64; 3]], x: f64, y: f64) -> bool {
    let ends = line.iter().zip(line.iter().cycle().skip(1));
    let crossings = ends
        .filter(|(a, b)| (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
    crossings.count() % 2 == 1
}

#[test]
fn a_seed_gives_the_same_cohort() {
    let (a, b) = (Cohort::new(5, 3).case(1), Cohort::new(5, 200).case(1));
    assert_eq!((a.truth.clone(), a.report(), a.birth_date), (b.truth.clone(), b.report(), b.birth_date));
    assert_eq!(a.volume(), b.volume());
    assert_eq!(a.contours(), b.contours());
    let other = Cohort::new(6, 3).case(1);
    assert_ne!(a.truth, other.truth);
}

#[test]
fn volumes_look_like_ct() {
    for index in [0, 4] {
        let case = Cohort::new(7, 10).case(index);
        let volume = case.volume();
        assert_eq!(volume.data.len(), volume.geometry.len());
        assert!(volume.data.iter().all(|hu| (-1024.0..=3071.0).contains(hu) && hu.fract() == 0.0));
        let share = |low: f32, high: f32| {
            let count = volume.data.iter().filter(|hu| (low..high).contains(*hu)).count();
            count as f64 / volume.data.len() as f64
        };
        let (lung, fat, soft, bone) =
            (share(-930.0, -780.0), share(-130.0, -60.0), share(0.0, 100.0), share(200.0, 3072.0));
        assert!((0.1..0.35).contains(&lung), "lung {lung}");
        assert!((0.02..0.2).contains(&fat), "fat {fat}");
        assert!((0.1..0.4).contains(&soft), "soft {soft}");
        assert!((0.005..0.06).contains(&bone), "bone {bone}");
    }
}

/// Mean HU of a label.
fn mean_hu(case: &Case, label: u8) -> Option<f64> {
    let (volume, mask) = (case.volume(), case.mask());
    let held: Vec<f64> = volume
        .data
        .iter()
        .zip(&mask.data)
        .filter(|(_, l)| **l == label)
        .map(|(hu, _)| f64::from(*hu))
        .collect();
    (!held.is_empty()).then(|| held.iter().sum::<f64>() / held.len() as f64)
}

#[test]
fn nodules_have_the_density_they_are_said_to_have() {
    let mut seen = HashMap::new();
    for case in Cohort::new(11, 60).cases() {
        let Some(main) = case.truth.nodules.first().filter(|n| n.long_mm > 9.0) else { continue };
        if seen.contains_key(&main.density) {
            continue;
        }
        let mean = mean_hu(&case, 1).unwrap();
        let range = match main.density {
            Density::Solid => -250.0..120.0,
            Density::PartSolid => -620.0..-180.0,
            Density::GroundGlass => -780.0..-480.0,
            Density::Calcified => 80.0..700.0,
        };
        assert!(range.contains(&mean), "{:?} {mean}", main.density);
        seen.insert(main.density, mean);
    }
    assert_eq!(seen.len(), 4);
}

#[test]
fn outlines_hold_the_voxels_of_the_mask_and_lie_in_the_lung() {
    let mut measured = 0;
    for case in Cohort::new(3, 40).cases() {
        let (grid, mask, contours) = (case.geometry(), case.mask(), case.contours());
        assert_eq!(contours.len(), case.truth.nodules.len());
        for (n, (nodule, outline)) in case.truth.nodules.iter().zip(&contours).enumerate() {
            let label = n as u8 + 1;
            assert!(
                !outline.contours.is_empty(),
                "{} nodule {label} {:.1} mm",
                case.patient_id,
                nodule.long_mm
            );
            let mut held = 0;
            for z in 0..grid.size[2] {
                let height = grid.to_patient([0.0, 0.0, z as f64])[2];
                let lines: Vec<_> =
                    outline.contours.iter().filter(|line| (line[0][2] - height).abs() < 1e-6).collect();
                let slice = z * grid.size[0] * grid.size[1];
                if lines.is_empty() {
                    let plane = &mask.data[slice..slice + grid.size[0] * grid.size[1]];
                    assert!(!plane.contains(&label));
                    continue;
                }
                for y in 0..grid.size[1] {
                    for x in 0..grid.size[0] {
                        let p = grid.to_patient([x as f64, y as f64, z as f64]);
                        let in_line = lines.iter().filter(|line| inside(line, p[0], p[1])).count() % 2 == 1;
                        let in_mask = mask.data[grid.index(x, y, z)] == label;
                        assert_eq!(in_line, in_mask, "{} {label} {p:?}", case.patient_id);
                        held += usize::from(in_mask);
                    }
                }
            }
            // long and short diameter, height: an ellipsoid with waves
            let ellipsoid = std::f64::consts::PI / 6.0 * nodule.long_mm * nodule.short_mm * nodule.height_mm;
            let ratio = held as f64 * grid.voxel_volume() / ellipsoid;
            if nodule.long_mm > 12.0 {
                assert!(
                    (0.7..1.35).contains(&ratio),
                    "{} nodule {label} volume ratio {ratio:.2}",
                    case.patient_id
                );
                measured += 1;
            }
        }
    }
    assert!(measured > 10);
}

#[test]
fn nodules_lie_in_air() {
    // what surrounds an outline is lung, so the outline is inside it
    for index in [0, 2, 4, 8] {
        let case = Cohort::new(3, 60).case(index);
        let (volume, mask) = (case.volume(), case.mask());
        for label in 1..=case.truth.nodules.len() as u8 {
            let Some([xs, ys, zs]) = mask.bounding_box(label) else { continue };
            let mut rim = Vec::new();
            for z in zs[0]..=zs[1] {
                for y in ys[0] - 2..=ys[1] + 2 {
                    for x in xs[0] - 2..=xs[1] + 2 {
                        let edge = x + 2 == xs[0] || x == xs[1] + 2 || y + 2 == ys[0] || y == ys[1] + 2;
                        if edge {
                            rim.push(volume.data[volume.geometry.index(x, y, z)]);
                        }
                    }
                }
            }
            let air = rim.iter().filter(|hu| **hu < -650.0).count() as f64 / rim.len() as f64;
            assert!(air > 0.75, "{} nodule {label}: {air:.2} of the rim is lung", case.patient_id);
        }
    }
}

#[test]
fn everything_is_marked_synthetic() {
    let case = Cohort::new(1, 9).case(8);
    assert_eq!((case.patient_id.as_str(), case.name_zh.as_str()), ("SYN-0009", "合成患者0009"));
    assert!(case.accession.starts_with("SYN-"));
    assert!(case.birth_date < case.study_date);
    for case in Cohort::new(1, 40).cases() {
        assert!(case.contours().iter().all(|outline| outline.name.contains("synthetic")));
    }
}

#[test]
fn the_main_nodule_is_the_largest_and_keeps_its_size() {
    for case in Cohort::new(2, 300).cases() {
        let sizes: Vec<f64> = case.truth.nodules.iter().map(|n| n.long_mm).collect();
        assert!(sizes.iter().skip(1).all(|other| *other < sizes[0] - 0.5), "{} {sizes:?}", case.patient_id);
        assert!(case.truth.nodules.iter().all(|n| n.short_mm <= n.long_mm && n.long_mm <= 32.0));
    }
}

#[test]
fn reports_say_what_is_expected_and_what_is_true() {
    let mut silent = HashMap::new();
    let (mut no_findings, mut no_impression, mut texts) = (0, 0, std::collections::HashSet::new());
    let cohort = Cohort::new(7, 600);
    for case in cohort.cases() {
        let report = case.report();
        let whole = format!("{}{}", report.findings, report.impression);
        assert!(!whole.is_empty());
        no_findings += usize::from(report.findings.is_empty());
        no_impression += usize::from(report.impression.is_empty());
        for wrong in ["，，", ",,", "。。", "，。", ",。", "，；", "  ", "见见", "。；"] {
            assert!(!whole.contains(wrong), "`{wrong}` in {whole}");
        }
        texts.insert(whole.clone());
        let expected = case.expected();
        assert_eq!(expected.len(), 15);
        let main = case.truth.nodules.first();
        for said in &expected {
            let quiet = said.state == State::NotMentioned;
            assert_eq!(quiet, said.value.is_null(), "{said:?}");
            *silent.entry(said.field).or_insert(0) += usize::from(quiet);
            if quiet {
                continue;
            }
            let value = &said.value;
            let is_true = match said.field {
                "nodule_present" => value.as_bool() == Some(main.is_some()),
                "nodule_long_mm" => main.is_some_and(|n| (n.long_mm - value.as_f64().unwrap()).abs() <= 0.51),
                "nodule_short_mm" => {
                    main.is_some_and(|n| (n.short_mm - value.as_f64().unwrap()).abs() <= 0.51)
                }
                "nodule_density" => main.is_some_and(|n| value == n.density.as_str()),
                "nodule_margin" => main.is_some_and(|n| *value == serde_json::json!(n.margin.words())),
                "nodule_lobe" => {
                    main.is_some_and(|n| value.as_array().unwrap().iter().any(|l| l == n.lobe.as_str()))
                }
                "pleural_retraction" => main.is_some_and(|n| value.as_bool() == Some(n.retraction)),
                "nodule_change" => case.truth.change.is_some_and(|c| value == c.as_str()),
                "ln_enlarged" => value.as_bool() == Some(!case.truth.lymph_nodes.is_empty()),
                "nodule_count" => match value["exact"].as_u64() {
                    Some(count) => count as usize == case.truth.nodules.len(),
                    None => case.truth.nodules.len() >= 2,
                },
                _ => true,
            };
            assert!(is_true, "{} {said:?}\n{whole}", case.patient_id);
        }
        let change = case.truth.change.is_some();
        assert_eq!(case.prior_date.is_some(), change);
        // a number the reader should give stands in the text
        if let Some(long) =
            expected.iter().find(|said| said.field == "nodule_long_mm").and_then(|s| s.value.as_f64())
        {
            let forms = [
                format!("{long:.0}"),
                format!("{long:.1}"),
                format!("{:.1}", long / 10.0),
                format!("{:.2}", long / 10.0),
            ];
            assert!(forms.iter().any(|form| whole.contains(form)), "{long} in {whole}");
        }
    }
    // both states of every field occur
    assert!(silent.values().all(|count| (1..590).contains(count)), "{silent:?}");
    assert!(
        (5..50).contains(&no_findings) && (8..60).contains(&no_impression),
        "{no_findings} {no_impression}"
    );
    assert!(texts.len() > 580, "{} different texts", texts.len());
}
