//! Files that are cut, altered or made up: an answer or an error, never a panic, never more memory than the file is worth.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Cursor;

use proptest::prelude::*;
use statfiles::{Column, Dictionary, Format, Intake, Kind, Label, Notes, Options, StatError, Table, Value};

const READ: [Format; 6] = [Format::Csv, Format::Xlsx, Format::Sav, Format::Dta, Format::Xpt5, Format::Xpt8];

fn table() -> Table {
    let mut lobe = Column::new("lobe", Kind::Choices);
    lobe.values = vec![Label::new("RUL", "右上叶"), Label::new("LUL", "左上叶")];
    let mut sex = Column::new("性别", Kind::Choice);
    sex.values = vec![Label::new("male or so", "男"), Label::new("2", "女")];
    sex.missing = vec![Label::new("9", "未提及"), Label::new("8", "不适用")];
    let columns = vec![lobe, sex, Column::new("text", Kind::LongText), Column::new("day", Kind::Date)];
    let mut notes = Notes::new();
    notes.add("source", "made up");
    let mut intake = Intake::new(columns, notes, None).unwrap();
    for n in 0..40_usize {
        let long = "结".repeat(if n == 7 { 900 } else { n });
        let sex = if n % 5 == 0 { Value::Missing(n % 2) } else { Value::Choice(n % 2) };
        intake.push([Value::Choices(vec![n % 2]), sex, Value::Text(long), Value::Empty]).unwrap();
    }
    intake.finish().unwrap()
}

fn files() -> &'static [(Format, Vec<u8>)] {
    static FILES: std::sync::OnceLock<Vec<(Format, Vec<u8>)>> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let mut table = table();
        READ.iter()
            .map(|format| {
                let mut file = Cursor::new(Vec::new());
                table.write(*format, &Options::default(), &mut file).unwrap();
                (*format, file.into_inner())
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn an_altered_file_is_read_or_refused(
        which in 0..6_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let (format, bytes) = &files()[which];
        let mut bytes = bytes.clone();
        for (place, byte) in changes {
            // half of the changes in the header, where they matter
            let end = if byte % 2 == 0 { bytes.len() } else { bytes.len().min(600) };
            bytes[place.index(end)] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = statfiles::read(*format, Cursor::new(bytes), None, None);
    }

    #[test]
    fn any_bytes_are_read_or_refused(which in 0..6_usize, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = statfiles::read(READ[which], Cursor::new(bytes.clone()), None, None);
        let _ = Dictionary::read(bytes.as_slice());
    }
}

fn dictionary(text: &str) -> Result<Dictionary, StatError> {
    Dictionary::read(text.as_bytes())
}

#[test]
fn a_bad_dictionary_is_answered_with_its_row() {
    for (text, expected) in [
        ("", "row 1"),
        ("key,label\na,b\n", "the column `type` is missing"),
        ("key,type,colour\n", "`colour` is no column of a dictionary"),
        ("key,type,类型\n", "stands twice"),
        ("key,type\n", "names no column"),
        ("key,type\nage,integer\nsex,gender\n", "row 3: `gender` is no type"),
        ("key,type\nage,integer\n\nage,text\n", "row 3: the key `age` is used twice"),
        ("key,type\nage,\n", "row 2: column `age` has no type"),
        ("key,type,values\nsex,choice,\n", "row 2: column `sex`: a choice needs its values"),
        ("key,type,values\nsex,choice,1=男|1=女\n", "code `1` stands for two things"),
        ("key,type,values\nsex,choice,1=a=b\n", "row 2: `1=a=b` has more than one `=`"),
        ("key,type,values,missing\nsex,choice,1=男|2=女,1=未提及\n", "code `1` stands for two things"),
        ("key,type\nage,integer,5\n", "row 2: 3 cells where the header has 2"),
    ] {
        let error = dictionary(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
    let chinese = dictionary("字段,中文名,类型,取值,缺失\n性别,性别,单选,1=男|2=女,未提及\n").unwrap();
    assert_eq!((chinese.columns.len(), chinese.columns[0].kind), (1, Kind::Choice));
}

#[test]
fn bad_rows_are_all_named() {
    let dictionary = dictionary("key,type,values\nage,integer,\nborn,date,\nsex,choice,1=男|2=女\n").unwrap();
    let read = |text: &str| {
        statfiles::read(Format::Csv, Cursor::new(text.as_bytes().to_vec()), Some(&dictionary), None)
    };
    let error =
        read("age,born,sex\n1,2024-02-30,1\nx,2024-01-01,3\n1,2\n").map(drop).unwrap_err().to_string();
    for expected in [
        "row 2, column `born`: `2024-02-30`",
        "row 3, column `age`",
        "row 3, column `sex`: `3`",
        "row 4: 2 cells",
    ] {
        assert!(error.contains(expected), "{error}");
    }
    let error = read("age,colour\n1,2\n").map(drop).unwrap_err().to_string();
    assert!(error.contains("does not describe column `colour`"), "{error}");
    // GB18030 as Chinese Excel saves it
    let bytes = [b"age,sex\n1,".as_slice(), &[0xc4, 0xd0], b"\n"].concat();
    let table = statfiles::read(Format::Csv, Cursor::new(bytes), Some(&dictionary), None).unwrap();
    assert_eq!(table.len(), 1);
}

#[test]
fn what_a_format_cannot_hold_is_named() {
    let write = |column: Column, value: Value, format: Format| {
        let mut intake = Intake::new(vec![column], Notes::new(), None).unwrap();
        intake.push([value]).unwrap();
        let mut file = Cursor::new(Vec::new());
        intake.finish().unwrap().write(format, &Options::default(), &mut file).map(drop)
    };
    let early = Value::Date(statfiles::Date::new(1500, 1, 1).unwrap());
    let error = write(Column::new("d", Kind::Date), early.clone(), Format::Sav).unwrap_err().to_string();
    assert!(error.contains("row 1, column `d`") && error.contains("1582-10-15"), "{error}");
    write(Column::new("d", Kind::Date), early, Format::Xlsx).unwrap();
    let error =
        write(Column::new("x", Kind::Decimal), Value::Decimal(1e80), Format::Xpt8).unwrap_err().to_string();
    assert!(error.contains("row 1, column `x`") && error.contains("7.2e75"), "{error}");
    let columns: Vec<Column> = (0..16_385).map(|n| Column::new(format!("c{n}"), Kind::Integer)).collect();
    let mut table = Intake::new(columns, Notes::new(), None).unwrap().finish().unwrap();
    let error =
        table.write(Format::Xlsx, &Options::default(), &mut Cursor::new(Vec::new())).unwrap_err().to_string();
    assert!(error.contains("16385 columns"), "{error}");
}
