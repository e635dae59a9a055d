use std::io::Write;

use cohorts::intake::{self, Format, Limits, Role, TextEncoding, values};
use serde_json::json;
use workbench_core::VariableType;

const TABLE: &str = "患者编号,检查号,检查日期,性别,年龄,影像所见,诊断意见,科室\r\n\
    P1,E1,2024/1/5,男,63岁,\"右肺上叶结节,约8mm\",考虑炎性,呼吸科\r\n\
    P2,E2,某日,女,41,左肺下叶结节,,\r\n\
    P3,E3,20240107,,,,,\r\n\
    P4,E1,20240107,,,右肺结节,,\r\n\
    P5,E5,20240107,M,008Y,\"引号坏了,x\r\n\
    P6,E6,2024-01-08,F,3月,双肺清晰,未见异常,胸外科\r\n";

#[test]
fn good_rows_are_kept_and_bad_ones_named() {
    for bytes in [TABLE.as_bytes().to_vec(), encoding_rs::GB18030.encode(TABLE).0.into_owned()] {
        let intake = intake::read(&bytes).unwrap();
        let kept: Vec<_> =
            intake.rows.iter().map(|row| (row.row, row.accession.as_deref().unwrap())).collect();
        assert_eq!(kept, [(2, "E1"), (3, "E2"), (7, "E6")]);
        let first = &intake.rows[0];
        assert_eq!(first.findings.as_deref(), Some("右肺上叶结节,约8mm"));
        assert_eq!(
            (first.exam_date.as_deref(), first.sex.as_deref(), first.age),
            (Some("2024-01-05"), Some("M"), Some(63.0))
        );
        assert_eq!(first.extra["科室"], "呼吸科");
        assert_eq!(intake.rows[1].extra["检查日期"], "某日");
        assert_eq!(intake.rows[2].age, Some(0.25));
        let problems: Vec<_> =
            intake.problems.iter().map(|p| (p.row, p.column.as_str(), p.dropped)).collect();
        assert_eq!(problems, [(3, "检查日期", false), (4, "", true), (5, "检查号", true), (6, "", true)]);
        assert!(intake.problems[2].message_zh.contains("第 2 行重复"), "{:?}", intake.problems[2]);
        assert_eq!(intake.columns[5].role, Some(Role::Findings));
    }
}

#[test]
fn encodings_and_delimiters() {
    let gb = encoding_rs::GB18030.encode("检查号;报告内容\n1;肺,结节").0.into_owned();
    let intake = intake::read(&gb).unwrap();
    assert_eq!((intake.encoding, intake.delimiter), (TextEncoding::Gb18030, Some(';')));
    assert_eq!(intake.rows[0].text.as_deref(), Some("肺,结节"));
    let tabbed = intake::read("\u{FEFF}id\ttext\n1\ta".as_bytes()).unwrap();
    assert_eq!((tabbed.encoding, tabbed.delimiter), (TextEncoding::Utf8, Some('\t')));
}

#[test]
fn a_missing_text_column_is_explained_in_both_languages() {
    let error = intake::read("患者编号,身高\nP1,170".as_bytes()).unwrap_err();
    assert!(
        error.to_string().contains("`findings`, `impression` or `text`; its columns are: 患者编号, 身高")
    );
    assert!(error.zh().contains("检查所见") && error.zh().contains("现有列:患者编号、身高"));
    let mapping = [("身高".to_owned(), Role::Text)].into();
    assert_eq!(
        intake::read_with("患者编号,身高\nP1,170".as_bytes(), &Limits::default(), &mapping)
            .unwrap()
            .rows
            .len(),
        1
    );
}

#[test]
fn json_lines() {
    let text = "{\"id\":\"r/1\",\"text\":\"右肺结节\",\"primary_site\":[\"右肺\"]}\n{broken\n[1]\n\n{\"id\":\"r/2\",\"text\":\"\"}\n{\"id\":\"r/3\",\"text\":\"左肺\"}";
    let intake = intake::read(text.as_bytes()).unwrap();
    assert_eq!(intake.format, Format::Jsonl);
    assert_eq!(intake.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 6]);
    assert_eq!(intake.rows[0].accession.as_deref(), Some("r/1"));
    assert_eq!(intake.rows[0].extra["primary_site"], "[\"右肺\"]");
    assert_eq!(intake.problems.iter().map(|p| p.row).collect::<Vec<_>>(), [2, 3, 5]);
}

#[test]
fn duplicates_without_a_number_are_found_by_their_words() {
    let intake = intake::read("患者编号,报告\nP1,a\nP1,b\nP1,a\nP2,a".as_bytes()).unwrap();
    assert_eq!(intake.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 5]);
}

#[test]
fn limits_hold() {
    let limits = Limits { cell: 10, rows: 3, ..Limits::default() };
    let read = |text: &str| intake::read_with(text.as_bytes(), &limits, &Default::default());
    let long = read("id,text\n1,short\n2,much too long a text\n3,x").unwrap();
    assert_eq!((long.rows.len(), long.problems[0].row), (2, 3));
    assert!(read("id,text\n1,a\n2,b\n3,c\n4,d").is_err());
    assert!(intake::read(b"").is_err());
    assert!(intake::read(b"\xD0\xCF\x11\xE0rest").unwrap_err().to_string().contains(".xlsx"));
    assert!(intake::read(b"PK\x03\x04 not really").is_err());
    assert!(intake::read(b"\x89PNG\0\0\0\0").is_err());
}

/// A workbook with inline strings, the least a reader must understand.
fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="报告" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, body) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(body.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn workbooks() {
    let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows = format!(
        r#"<row r="1">{}{}</row><row r="2"><c r="A2"><v>1001</v></c>{}</row><row r="4"><c r="A4"><v>1002</v></c></row>"#,
        cell("A1", "检查号"),
        cell("B1", "检查所见"),
        cell("B2", "右肺结节"),
    );
    let intake = intake::read(&workbook(&rows)).unwrap();
    assert_eq!((intake.format, intake.rows.len()), (Format::Xlsx, 1));
    assert_eq!(intake.rows[0].accession.as_deref(), Some("1001"));
    assert_eq!(intake.problems.iter().map(|p| p.row).collect::<Vec<_>>(), [4]);
    // a cell far away does not make a grid
    let far = format!(
        r#"<row r="1">{}</row><row r="1048576">{}</row>"#,
        cell("A1", "报告内容"),
        cell("A1048576", "x")
    );
    assert_eq!(intake::read(&workbook(&far)).unwrap().rows[0].row, 1_048_576);
    let small = Limits { bytes: 2_000, ..Limits::default() };
    let bomb = workbook(&" ".repeat(100_000));
    assert!(
        intake::read_with(&bomb, &small, &Default::default())
            .unwrap_err()
            .to_string()
            .contains("unpacks to more")
    );
}

#[test]
fn imported_values_get_types() {
    let table = values::read("病历号,malignant,size,grade,code,day\nP1,1,8.5,II,007,2024-01-02\nP2,0,NA,III,012,2024/3/4\n,1,2,3,4,5\nP1,1,1,1,1,1".as_bytes()).unwrap();
    let kinds: Vec<_> = table.columns.iter().map(|c| (c.name.as_str(), c.kind, c.filled)).collect();
    assert_eq!(
        kinds,
        [
            ("malignant", VariableType::Bool, 2),
            ("size", VariableType::Number, 1),
            ("grade", VariableType::Text, 2),
            ("code", VariableType::Text, 2),
            ("day", VariableType::Date, 2),
        ]
    );
    assert_eq!(
        table.rows[1].cells,
        [json!(false), json!(null), json!("III"), json!("012"), json!("2024-03-04")]
    );
    assert_eq!(table.problems.iter().map(|p| p.row).collect::<Vec<_>>(), [4, 5]);
    assert!(values::read(b"a,b\n1,2").unwrap_err().to_string().contains("patient_id"));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = intake::read(&bytes);
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend(&bytes);
        let _ = intake::read(&zip);
    }
}
