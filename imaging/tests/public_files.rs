//! Every public DICOM file we know, good and bad.

use std::collections::BTreeMap;

use imaging::{inspect, scan};

use crate::data::data;

#[test]
fn every_public_file_is_read_or_refused_with_a_reason() {
    let Some(root) = data("imaging") else { return };
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = Vec::new();
    scan::scan(&root, &mut |found| {
        let bytes = found.bytes.unwrap();
        match inspect(&bytes) {
            Ok(instance) => *kinds.entry(format!("{:?}", instance.kind)).or_default() += 1,
            Err(error) => refused.push(format!("{}: {error}", found.name)),
        }
        true
    })
    .unwrap();
    println!("{kinds:?}");
    for line in &refused {
        println!("{line}");
    }
}
