//! What is written and read again is the same table, for every format that is read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Cursor;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use statfiles::{
    Column, Count, Date, Dictionary, Format, Intake, Kind, Label, Moment, Notes, Options, Table, Value,
};

const READ: [Format; 6] = [Format::Csv, Format::Xlsx, Format::Sav, Format::Dta, Format::Xpt5, Format::Xpt8];

fn kind() -> impl Strategy<Value = Kind> {
    select(vec![
        Kind::Text,
        Kind::LongText,
        Kind::Integer,
        Kind::Decimal,
        Kind::Date,
        Kind::Moment,
        Kind::YesNo,
        Kind::Choice,
        Kind::Choices,
        Kind::Count,
    ])
}

fn column() -> impl Strategy<Value = Column> {
    let key = prop_oneof![
        "[a-zA-Z_][a-zA-Z0-9_]{0,40}",
        "[结节长径性别]{1,30}",
        select(vec!["if", "AND", "with", "=x", "-1", "a b", "1", "_n_", "x y,\"z", "😀", "N", "n"])
            .prop_map(str::to_owned),
    ];
    let label = prop_oneof![
        Just(String::new()),
        "[a-z结节长径 '/:(),|=;\\\\]{1,12}".prop_map(|t| t.trim().to_owned())
    ];
    let long = "[结节长径]{90,120}";
    (key, kind(), label.clone(), prop_oneof![9 => label, 1 => long], 0..3_usize, any::<bool>()).prop_map(
        |(key, kind, label_zh, label_en, reasons, numeric)| {
            let mut column = Column::new(key, kind);
            (column.label_zh, column.label_en) = (label_zh, label_en);
            column.unit = "mm".to_owned();
            if matches!(kind, Kind::Choice | Kind::Choices) {
                column.values = if numeric {
                    vec![Label::new("1", "男"), Label::new("-99", "女"), Label::new("3", "")]
                } else {
                    vec![
                        Label::new("RUL", "右上叶"),
                        Label::new("=code", "a=b"),
                        Label::new("磨玻璃结节", ""),
                    ]
                };
            }
            column.missing = [("-98", "未提及"), ("n/a", "不适用"), ("看不清", "")][..reasons]
                .iter()
                .map(|(code, text)| Label::new(*code, *text))
                .collect();
            column
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~结节，。😀é\n\t]{0,30}",
        1 => select(vec!["=1+1", "'=x", "-99", "+86", "@a", "\t=", "_x0041_", "NA", ".", "\r\n", "a\rb"]).prop_map(str::to_owned),
        1 => (select(vec!["结", "ab", "é", " x"]), 100..1100_usize).prop_map(|(t, n)| t.repeat(n)),
    ]
}

fn value(column: &Column) -> BoxedStrategy<Value> {
    let n = column.values.len();
    let own = match column.kind {
        Kind::Text | Kind::LongText => text().prop_map(Value::Text).boxed(),
        Kind::Integer => {
            prop_oneof![5 => -1000..1000_i64, 1 => any::<i64>(), 1 => any::<i32>().prop_map(i64::from)]
                .prop_map(Value::Integer)
                .boxed()
        }
        Kind::Decimal => (-1e9..1e9_f64).prop_map(Value::Decimal).boxed(),
        // from the first day of SPSS to the last of all
        Kind::Date => {
            (-141_427..2_932_896_i64).prop_map(|d| Value::Date(Date::from_days(d).unwrap())).boxed()
        }
        Kind::Moment => (-141_427..2_932_895_i64, 0..86_400_000_i64, any::<bool>())
            .prop_map(|(d, ms, whole)| {
                let ms = if whole { ms / 1000 * 1000 } else { ms };
                Value::Moment(Moment::from_millis(d * 86_400_000 + ms).unwrap())
            })
            .boxed(),
        Kind::YesNo => any::<bool>().prop_map(Value::YesNo).boxed(),
        Kind::Choice => (0..n).prop_map(Value::Choice).boxed(),
        Kind::Choices => proptest::collection::btree_set(0..n, 0..=n)
            .prop_map(|s| Value::Choices(s.into_iter().collect()))
            .boxed(),
        Kind::Count => (0..200_u32, 0..5_u32, 0..4)
            .prop_map(|(min, more, shape)| {
                Value::Count(match shape {
                    0 => Count::new(Some(min), None).unwrap(),
                    1 => Count::new(None, Some(min)).unwrap(),
                    _ => Count::new(Some(min), Some(min + more)).unwrap(),
                })
            })
            .boxed(),
    };
    let missing = column.missing.len();
    let reason =
        if missing == 0 { Just(Value::Empty).boxed() } else { (0..missing).prop_map(Value::Missing).boxed() };
    prop_oneof![8 => own, 1 => Just(Value::Empty), 1 => reason].boxed()
}

fn table() -> impl Strategy<Value = (Vec<Column>, Vec<Vec<Value>>)> {
    vec(column(), 1..6)
        .prop_map(|mut columns| {
            for place in 1..columns.len() {
                while columns[..place].iter().any(|c| c.key == columns[place].key) {
                    columns[place].key.push('x');
                }
            }
            columns
        })
        .prop_flat_map(|columns| {
            let row: Vec<_> = columns.iter().map(value).collect();
            (Just(columns), vec(row, 0..12))
        })
}

fn made(columns: &[Column], rows: &[Vec<Value>]) -> Table {
    let mut notes = Notes::new();
    notes.add("来源", "胸部 CT 库,水印 7f3a");
    let mut intake = Intake::new(columns.to_vec(), notes, None).unwrap();
    for row in rows {
        intake.push(row.iter().cloned()).unwrap();
    }
    intake.finish().unwrap()
}

fn rows(table: &mut Table) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    table
        .each_row(|_, row| {
            rows.push(row.to_vec());
            Ok(())
        })
        .unwrap();
    rows
}

/// What a padded format cannot tell: spaces at the end of a text.
fn unpadded(mut rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    for value in rows.iter_mut().flatten() {
        if let Value::Text(text) = value {
            text.truncate(text.trim_end_matches(' ').len());
            if text.is_empty() {
                *value = Value::Empty;
            }
        }
    }
    rows
}

fn back(table: &mut Table, format: Format) -> Table {
    let mut file = Cursor::new(Vec::new());
    table.write(format, &Options::default(), &mut file).unwrap();
    let beside = (!format.keeps_dictionary())
        .then(|| Dictionary::read(table.dictionary(format).unwrap().as_slice()).unwrap());
    statfiles::read(format, Cursor::new(file.into_inner()), beside.as_ref(), None).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_table_written_and_read_is_the_same((columns, values) in table()) {
        let mut table = made(&columns, &values);
        let expected = rows(&mut table);
        for format in READ {
            let mut again = back(&mut table, format);
            prop_assert_eq!(again.columns(), table.columns(), "{}", format);
            prop_assert_eq!(again.notes().lines().count(), 1, "{}", format);
            let found = rows(&mut again);
            match format {
                Format::Sav => prop_assert_eq!(unpadded(found), unpadded(expected.clone()), "{}", format),
                Format::Xpt5 | Format::Xpt8 => {
                    let mut expected = unpadded(expected.clone());
                    let mut found = unpadded(found);
                    // short rows of nothing but empty texts at the end look like filling
                    for rows in [&mut expected, &mut found] {
                        while rows.last().is_some_and(|r| r.iter().all(|v| *v == Value::Empty)) {
                            rows.pop();
                        }
                    }
                    prop_assert_eq!(found, expected, "{}", format);
                }
                _ => prop_assert_eq!(found, expected.clone(), "{}", format),
            }
        }
    }
}
