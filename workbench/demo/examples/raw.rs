//! Writes case N of seed 7 as raw int16 and its mask as raw uint8, to be looked at.

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    for number in arguments.filter_map(|text| text.parse().ok()) {
        let started = std::time::Instant::now();
        let case = workbench_demo::Cohort::new(7, 120).case(number);
        let drawn = started.elapsed();
        let volume = case.volume();
        println!(
            "{} {:?} size {:?}, drawn in {drawn:?}, rendered in {:?}",
            case.patient_id,
            case.sex,
            volume.geometry.size,
            started.elapsed()
        );
        for nodule in &case.truth.nodules {
            println!(
                "  {:?} {:?} {:?} {:.1}x{:.1} mm at {:.0?}",
                nodule.lobe, nodule.density, nodule.margin, nodule.long_mm, nodule.short_mm, nodule.center
            );
        }
        let report = case.report();
        println!("  所见: {}\n  意见: {}", report.findings, report.impression);
        for said in case.expected().iter().filter(|said| said.state != workbench_core::State::NotMentioned) {
            println!("    {} = {} ({})", said.field, said.value, said.state);
        }
        let raw: Vec<u8> = volume.data.iter().flat_map(|hu| (*hu as i16).to_le_bytes()).collect();
        std::fs::write(format!("{folder}/{number}.raw"), raw)?;
        std::fs::write(format!("{folder}/{number}.mask"), case.mask().data)?;
    }
    Ok(())
}
