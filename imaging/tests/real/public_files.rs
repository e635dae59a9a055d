//! Every public DICOM file we know, good and bad.

use std::collections::BTreeMap;

use imaging::{ImagingError, inspect, scan};

use crate::data::data;

#[test]
fn every_public_file_is_read_or_refused_with_a_reason() {
    let Some(root) = data("imaging") else { return };
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = Vec::new();
    scan::scan(&root, &mut |found| {
        match inspect(&found.bytes.unwrap()) {
            Ok(instance) => *kinds.entry(format!("{:?}", instance.kind)).or_default() += 1,
            Err(ImagingError::NotDicom(_)) => *kinds.entry("not DICOM".into()).or_default() += 1,
            Err(error) => refused.push(format!("{}: {error}", found.name)),
        }
        true
    })
    .unwrap();
    println!("{kinds:?}\n{}", refused.join("\n"));
    let count = |kind: &str| kinds.get(kind).copied().unwrap_or(0);
    assert!(
        count("Image") > 560 && count("RtStruct") > 9 && count("Segmentation") > 15 && count("Report") > 10
    );
    // Directories, files cut short, and toy files without UIDs.
    let reasons = ["DICOMDIR", "truncated", "is missing"];
    assert!(refused.iter().all(|line| reasons.iter().any(|reason| line.contains(reason))), "{refused:#?}");
}

#[test]
fn names_in_every_character_set() {
    let Some(root) = data("imaging/charsets") else { return };
    let name = |file: &str| {
        let bytes = scan::read_file(&root.join(file)).unwrap();
        inspect(&bytes).unwrap().patient.name.unwrap()
    };
    let table = [
        ("chrArab.dcm", "قباني^لنزار"),
        ("chrFren.dcm", "Buc^Jérôme"),
        ("chrFrenMulti.dcm", "Buc^Jérôme"),
        ("chrGerm.dcm", "Äneas^Rüdiger"),
        ("chrGreek.dcm", "Διονυσιος"),
        ("chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        ("chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"),
        ("chrHbrw.dcm", "שרון^דבורה"),
        ("chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동"),
        ("chrJapMulti.dcm", "やまだ^たろう"),
        ("chrJapMultiExplicitIR6.dcm", "やまだ^たろう"),
        ("chrKoreanMulti.dcm", "김희중"),
        ("chrRuss.dcm", "Люкceмбypг"),
        ("chrX1.dcm", "Wang^XiaoDong=王^小東="),
        ("chrX2.dcm", "Wang^XiaoDong=王^小东="),
    ];
    for (file, expected) in table {
        assert_eq!(name(file), expected, "{file}");
    }
}

#[test]
fn a_zip_holds_what_its_folder_holds() {
    let Some(root) = data("imaging/charsets") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.path().join("disc")).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    let mut plain = Vec::new();
    scan::scan(&root, &mut |found| {
        let bytes = found.bytes.unwrap();
        zip.start_file(format!("检查/{}", found.name), options).unwrap();
        std::io::Write::write_all(&mut zip, &bytes).unwrap();
        plain.push((format!("disc!/检查/{}", found.name), bytes));
        true
    })
    .unwrap();
    zip.finish().unwrap();
    let mut unpacked = Vec::new();
    scan::scan(folder.path(), &mut |found| {
        unpacked.push((found.name, found.bytes.unwrap()));
        true
    })
    .unwrap();
    assert_eq!(unpacked, plain);
}

#[test]
fn a_zip_bomb_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let zeros = vec![0; 1 << 20];
    zip.start_file("zeros", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..80 {
        std::io::Write::write_all(&mut zip, &zeros).unwrap();
    }
    zip.finish().unwrap();
    let mut seen = Vec::new();
    scan::scan(folder.path(), &mut |found| {
        seen.push((found.name, found.bytes.map(|bytes| bytes.len()).map_err(|error| error.to_string())));
        true
    })
    .unwrap();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].1.as_ref().unwrap_err().contains("too large"), "{seen:?}");
}
