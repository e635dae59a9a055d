//! Prints the reports of seed 7 and what a perfect reader takes from them.

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20);
    for case in workbench_demo::Cohort::new(7, count).cases() {
        let report = case.report();
        println!("{} {} {}岁\n  所见: {}", case.accession, case.sex.zh(), case.age, report.findings);
        println!("  意见: {}", report.impression.replace('\n', " / "));
        for said in case.expected().iter().filter(|said| said.state != workbench_core::State::NotMentioned) {
            print!(
                "    {}={}{}",
                said.field,
                said.value,
                if said.state.as_str() == "asserted" { "" } else { "?" }
            );
        }
        println!();
    }
}
