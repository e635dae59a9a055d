//! Dictionaries, forms and tables of values.

use std::collections::BTreeMap;

use cohorts::dictionary::{Filler, Formulas, check, check_set, csv, preview, sheet, xlsx};
use cohorts::form::{Definition, Item, Section, missing};
use cohorts::library::{fields, templates};
use proptest::prelude::*;
use serde_json::json;
use workbench_core::{Variable, VariableType};
use workbench_expr::Value;

fn field(key: &str, kind: VariableType) -> Variable {
    Variable {
        key: key.to_owned(),
        name_zh: key.to_owned(),
        name_en: key.to_owned(),
        kind,
        own: true,
        ..Variable::default()
    }
}

fn calculated(key: &str, formula: &str) -> Variable {
    Variable { formula: Some(formula.to_owned()), ..field(key, VariableType::Number) }
}

#[test]
fn the_library_is_sound() {
    let fields: Vec<Variable> = fields().iter().map(|field| field.field.clone()).collect();
    assert!(fields.len() >= 150, "{}", fields.len());
    let faults = check_set(&[], &fields);
    let told: Vec<String> =
        faults.iter().map(|(at, fault)| format!("{}: {fault:?}", fields[*at].key)).collect();
    assert!(told.is_empty(), "{told:#?}");
    assert!(
        fields.iter().all(|field| field.deident.is_some()),
        "every field says how it identifies a person"
    );
    let lines =
        include_str!("../../src/library/fields.tsv").lines().filter(|line| !line.starts_with("# ")).count();
    assert_eq!(lines, fields.len(), "a line of the table cannot be read");
    assert!(templates().len() >= 3);
    for template in templates() {
        assert_eq!(template.fields.len(), template.definition.fields().count(), "{}", template.id);
        let everything: Vec<Variable> = fields.clone();
        template.definition.check(&everything).unwrap();
        // what a template brings along is enough for it
        if let Err(faults) = template.definition.check(&template.fields) {
            panic!("{}: {faults:#?}", template.id);
        }
        assert_eq!(check_set(&[], &template.fields), [], "{}", template.id);
    }
}

#[test]
fn a_dictionary_reads_as_written() {
    let mut all: Vec<Variable> = fields().iter().map(|field| field.field.clone()).collect();
    all[0].help_zh = Some("=cmd()，\"引号\"\n第二行".to_owned());
    all[1].pattern = Some("\\d{17}[\\dX]".to_owned());
    all[2].required = true;
    let mut odd = field("odd", VariableType::Enum);
    odd.options =
        vec!["a|b".to_owned(), "c=d".to_owned(), "e\\f".to_owned(), "g;h".to_owned(), "=1+1".to_owned()];
    odd.option_labels = [("c=d".to_owned(), "x|y".to_owned())].into();
    all.push(odd);
    for bytes in [csv(&all), xlsx(&all).unwrap()] {
        let rows = preview(&bytes, &[]).unwrap();
        let bad: Vec<_> = rows.iter().filter(|row| !row.problems.is_empty()).collect();
        assert!(bad.is_empty(), "{bad:#?}");
        let read: Vec<Variable> = rows.into_iter().filter_map(|row| row.field).collect();
        assert_eq!(read.len(), all.len());
        for (read, wrote) in read.iter().zip(&all) {
            assert_eq!(read, wrote);
        }
    }
}

#[test]
fn five_thousand_fields_are_quick() {
    let mut all: Vec<Variable> = (0..5_000).map(|n| field(&format!("f_{n}"), VariableType::Number)).collect();
    for n in (10..5_000).step_by(10) {
        all[n] = calculated(&format!("f_{n}"), &format!("f_{} + f_{}", n - 1, n - 10));
    }
    let begun = std::time::Instant::now();
    assert_eq!(check_set(&[], &all), []);
    let bytes = csv(&all);
    assert_eq!(preview(&bytes, &[]).unwrap().iter().filter(|row| row.problems.is_empty()).count(), 5_000);
    let mut record: BTreeMap<String, Value> =
        [("f_9".to_owned(), Value::Number(1.0)), ("f_0".to_owned(), Value::Number(1.0))].into();
    Formulas::of(&all).unwrap().compute(&mut record);
    let took = begun.elapsed();
    println!("5000 fields checked, written, read and computed in {took:?}");
    // what grows with the square of the fields would take minutes, on a busy machine too
    assert!(took.as_secs() < 30, "{took:?}");
}

#[test]
fn bad_fields_say_which_part() {
    let parts = |field: &Variable| check(field).into_iter().map(|fault| fault.path).collect::<Vec<_>>();
    for key in ["", "1a", "a b", "in", "TRUE", "a.b", "a-b", "且"] {
        assert!(parts(&field(key, VariableType::Text)).contains(&"key".to_owned()), "{key}");
    }
    for key in ["a", "_a1", "年龄", "空洞"] {
        assert_eq!(parts(&field(key, VariableType::Text)), [""; 0], "{key}");
    }
    let mut enumerated = field("x", VariableType::Enum);
    assert_eq!(parts(&enumerated), ["options"]);
    enumerated.options = vec!["a".to_owned(), "a".to_owned()];
    assert_eq!(parts(&enumerated), ["options"]);
    let number = Variable { range: Some([2.0, 1.0]), ..field("x", VariableType::Number) };
    assert_eq!(parts(&number), ["range"]);
    for pattern in ["(", "(a{1000}){1000}", &"a".repeat(501)] {
        let text = Variable { pattern: Some(pattern.to_owned()), ..field("x", VariableType::Text) };
        assert_eq!(parts(&text), ["pattern"], "{pattern:.20}");
    }
}

#[test]
fn circles_are_named() {
    let all = [
        calculated("a", "b + 1"),
        calculated("b", "c + 1"),
        calculated("c", "a + 1"),
        calculated("d", "1 +"),
    ];
    let faults = check_set(&[], &all);
    assert_eq!(faults.len(), 4, "{faults:#?}");
    assert!(faults.iter().any(|(_, fault)| fault.zh.contains("a → b → c → a")), "{faults:#?}");
    assert!(faults.iter().any(|(at, fault)| *at == 3 && fault.at.is_some()));
    // what is sound of a dictionary that others have broken is still computed
    let usable = Formulas::usable(&[
        calculated("a", "b + 1"),
        field("b", VariableType::Number),
        calculated("x", "gone"),
    ]);
    assert_eq!(usable.keys().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn a_record_is_seen_through_a_form() {
    let smoker = field("smoker", VariableType::Bool);
    let packs = Variable { range: Some([0.0, 10.0]), ..field("packs", VariableType::Number) };
    let must = Variable { required: true, ..field("must", VariableType::Text) };
    let all = [smoker, packs, must, calculated("double", "packs * 2")];
    let item = |field: &str, visible: Option<&str>, required: Option<&str>| Item {
        field: field.to_owned(),
        visible_if: visible.map(str::to_owned),
        required_if: required.map(str::to_owned),
        ..Item::default()
    };
    let items = vec![
        item("smoker", None, None),
        item("packs", Some("smoker"), Some("smoker")),
        item("double", None, None),
    ];
    let first = Section { id: "a".to_owned(), title_zh: "甲".to_owned(), items, ..Section::default() };
    let second = Section {
        id: "b".to_owned(),
        title_zh: "乙".to_owned(),
        visible_if: Some("double > 5".to_owned()),
        items: vec![item("must", None, None)],
        ..Section::default()
    };
    let form = Definition { sections: vec![first, second] }.check(&all).unwrap();
    let seen = |values: &[(&str, serde_json::Value)]| {
        let mut record: BTreeMap<String, Value> =
            values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(value.clone()))).collect();
        Formulas::of(&all).unwrap().compute(&mut record);
        form.evaluate(&record)
    };
    let nothing = seen(&[]);
    assert!(!nothing.items["packs"].visible && nothing.missing.is_empty() && !nothing.sections["b"]);
    let yes = seen(&[("smoker", json!(true))]);
    assert!(yes.items["packs"].required && !yes.items["double"].required);
    assert_eq!(yes.missing.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), ["packs"]);
    let much = seen(&[("smoker", json!(true)), ("packs", json!(3))]);
    assert!(much.sections["b"]);
    assert_eq!(much.missing.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), ["must"]);
    assert_eq!(missing(&all, &BTreeMap::new()).len(), 1);
}

#[test]
fn what_is_filled_in_fits_its_field() {
    let code = Variable { pattern: Some("[A-Z]\\d{2}".to_owned()), ..field("code", VariableType::Text) };
    let count = Variable { range: Some([0.0, 5.0]), ..field("count", VariableType::Count) };
    let all = [code, count, field("day", VariableType::Date), calculated("sum", "1")];
    let filler = Filler::new(&all);
    assert!(filler.fill("code", &json!("C34")).is_ok());
    assert!(filler.fill("code", &json!("xC34")).is_err(), "the whole text must match");
    assert!(filler.fill("count", &json!(6)).is_err() && filler.fill("count", &json!(5)).is_ok());
    assert!(filler.fill("day", &json!("2023-02-29")).is_err());
    assert!(filler.fill("sum", &json!(1)).is_err() && filler.fill("none", &json!(1)).is_err());
    assert!(filler.fill("code", &json!("")).unwrap().0.is_null());
}

#[test]
fn a_workbook_tells_formulas_and_merged_cells() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet_of = book.add_worksheet();
    let rows = [
        ["patient_id", "size", "code"],
        ["P1", "1", "A"],
        ["P2", "", "B"],
        ["P3", "3", ""],
        ["P4", "4", "D"],
    ];
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            if !cell.is_empty() {
                sheet_of.write_string(at as u32, column as u16, *cell).unwrap();
            }
        }
    }
    sheet_of.write_formula(2, 1, "=1+1").unwrap();
    sheet_of.merge_range(3, 1, 3, 2, "3", &rust_xlsxwriter::Format::new()).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let fields = [field("size", VariableType::Number), field("code", VariableType::Text)];
    let read = sheet(&bytes, "", &fields).unwrap();
    assert_eq!((read.rows.len(), read.bad), (2, 2), "{:#?}", read.problems);
    let told = |row: usize, word: &str| {
        read.problems.iter().any(|problem| problem.row == row && problem.zh.contains(word))
    };
    assert!(told(3, "公式") && told(4, "合并"), "{:#?}", read.problems);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Formulas are computed after what they read, whatever the order of the fields.
    #[test]
    fn formulas_follow_what_they_read(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(), start in -100.0..100.0_f64) {
        let mut all = vec![field("f0", VariableType::Number)];
        all.extend((1..12).map(|n| calculated(&format!("f{n}"), &format!("f{} + 1", n - 1))));
        let shuffled: Vec<Variable> = order.into_iter().map(|at| all[at].clone()).collect();
        let mut record: BTreeMap<String, Value> = [("f0".to_owned(), Value::Number(start))].into();
        let (results, faults) = Formulas::of(&shuffled).unwrap().compute(&mut record);
        prop_assert!(faults.is_empty());
        for n in 1..12 {
            let got = results[&format!("f{n}")].0.as_f64().unwrap();
            prop_assert!((got - (start + n as f64)).abs() < 1e-9);
        }
    }

    /// No bytes make the readers of tables fail in any way but with a message.
    #[test]
    fn hostile_tables_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), zip in any::<bool>()) {
        let fields = [field("size", VariableType::Number)];
        let bytes = if zip { [b"PK\x03\x04".to_vec(), bytes].concat() } else { bytes };
        let _ = preview(&bytes, &fields);
        let _ = sheet(&bytes, "size", &fields);
    }
}
