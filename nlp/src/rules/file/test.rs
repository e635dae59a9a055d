//! The tests inside a rule file.

use serde_json::Value;
use workbench_core::VariableType;

use super::{Desk, value};
use crate::Lang;
use crate::rules::Meta;
use crate::rules::diagnostic::Problem;
use crate::rules::reader::{self, Group as Entries};
use crate::rules::spec::{Field, Test};
use crate::rules::yaml::{Data, Mark, Node};

pub(super) fn read_all(node: &Node, desk: &mut Desk, fields: &[Field], inner: bool, tests: &mut Vec<Test>) {
    let Data::List(items) = &node.data else {
        desk.notes.add(reader::expected(node, "一列测试（每个以“- text:”开头）", "a list of tests"));
        return;
    };
    for item in items {
        let test = read(item, desk, fields);
        // The tests of an included file were run when it was shipped.
        if let Some(test) = test.filter(|_| !inner) {
            tests.push(test);
        }
    }
}

fn read(node: &Node, desk: &mut Desk, fields: &[Field]) -> Option<Test> {
    let what = ("测试", "a test");
    let mut group = Entries::of(node, what, &mut desk.notes)?;
    let text = group.need("text", what, &mut desk.notes);
    let lang = group.get("lang");
    let meta = group.get("meta");
    let expect = group.get("expect");
    let absent = group.get("absent");
    let others = group.get("others");
    group.finish(&mut desk.notes);
    let text = text?;
    let Some(words) = text.word() else {
        desk.notes.add(reader::expected(text, "报告文字", "the words of a report"));
        return None;
    };
    let mut named = Vec::new();
    if let Some(expect) = expect {
        let Data::Map(entries) = &expect.data else {
            desk.notes.add(reader::expected(expect, "一组“变量: 值”", "a group of `field: value`"));
            return None;
        };
        for (name, wanted) in entries {
            let Some(field) = field(name.mark, name.word().unwrap_or_default(), fields, desk) else {
                continue;
            };
            match expectation(wanted, field) {
                Ok(value) => named.push((field.variable.key.clone(), name.mark, value)),
                Err(problem) => desk.notes.add(problem),
            }
        }
    }
    if let Some(absent) = absent {
        for (mark, name) in reader::words(absent, &mut desk.notes) {
            if let Some(field) = field(mark, name, fields, desk) {
                named.push((field.variable.key.clone(), mark, Value::Null));
            }
        }
    }
    let others_absent = match others {
        None => false,
        Some(node) if node.word() == Some("absent") => true,
        Some(node) => {
            desk.notes.add(reader::expected(node, "absent", "absent"));
            false
        }
    };
    if named.is_empty() && !others_absent {
        desk.notes.add(
            Problem::at(node.mark, "测试没有写期望的值", "the test expects nothing")
                .cure("加上 expect: {变量: 值}", "add expect: {field: value}"),
        );
    }
    let lang = lang.and_then(|node| match node.word().unwrap_or_default().parse::<Lang>() {
        Ok(lang) => Some(lang),
        Err(_) => {
            desk.notes.add(reader::expected(node, "zh 或 en", "zh or en"));
            None
        }
    });
    let meta = meta.map(|node| read_meta(node, desk)).unwrap_or_default();
    Some(Test { mark: node.mark, text: words.to_owned(), lang, meta, expect: named, others_absent })
}

fn field<'f>(mark: Mark, key: &str, fields: &'f [Field], desk: &mut Desk) -> Option<&'f Field> {
    let found = fields.iter().find(|field| field.variable.key == key);
    if found.is_none() && !desk.broken.contains(key) {
        let known: Vec<&str> = fields.iter().map(|field| field.variable.key.as_str()).collect();
        let note = Problem::at(mark, format!("没有变量“{key}”"), format!("there is no field `{key}`"));
        desk.notes.add(match reader::nearest(key, &known) {
            Some(near) => note.cure(format!("是否应为“{near}”？"), format!("is it `{near}`?")),
            None => note,
        });
    }
    found
}

/// What a test expects: a value, null, `conflict`, or `{value, state}`.
fn expectation(node: &Node, field: &Field) -> Result<Value, crate::rules::Diagnostic> {
    if node.is_empty() {
        return Ok(Value::Null);
    }
    if node.word() == Some("conflict") {
        return Ok(serde_json::json!({"state": "conflict"}));
    }
    if let Data::Map(entries) = &node.data {
        let keys: Vec<&str> = entries.iter().filter_map(|(key, _)| key.word()).collect();
        let count = field.variable.kind == VariableType::Count;
        let known = |key: &&str| {
            matches!(*key, "value" | "state") || count && matches!(*key, "exact" | "min" | "max" | "kind")
        };
        let state = entries.iter().find(|(key, _)| key.word() == Some("state"));
        let state_known = state.is_none_or(|(_, word)| {
            word.word().is_some_and(|word| word.parse::<workbench_core::State>().is_ok())
        });
        if !keys.iter().all(known) || !state_known {
            return Err(Problem::at(
                node.mark,
                "期望写成 {value: 值, state: asserted|negated|uncertain|not_mentioned|conflict}",
                "expected {value: …, state: asserted|negated|uncertain|not_mentioned|conflict}",
            ));
        }
        if let Some((_, inner)) = entries.iter().find(|(key, _)| key.word() == Some("value")) {
            let mut out = serde_json::json!({});
            out["value"] = if inner.is_empty() { Value::Null } else { plain(inner, field)? };
            if let Some((_, state)) = state {
                out["state"] = state.json();
            }
            return Ok(out);
        }
        return Ok(node.json());
    }
    Ok(serde_json::json!({"value": plain(node, field)?}))
}

fn plain(node: &Node, field: &Field) -> Result<Value, crate::rules::Diagnostic> {
    if field.variable.kind == VariableType::Count && node.word() == Some("many") {
        return Ok(Value::from("many"));
    }
    value::read(node, &field.variable)
}

fn read_meta(node: &Node, desk: &mut Desk) -> Meta {
    let mut meta = Meta::default();
    let mark = node.mark;
    let Some(mut group) = Entries::of(node, ("meta", "`meta`"), &mut desk.notes) else { return meta };
    meta.sex = group.word("sex", &mut desk.notes).unwrap_or_default().to_owned();
    meta.age = group.word("age", &mut desk.notes).unwrap_or_default().to_owned();
    meta.exam_date = group.word("exam_date", &mut desk.notes).unwrap_or_default().to_owned();
    meta.modality = group.word("modality", &mut desk.notes).unwrap_or_default().to_owned();
    meta.body_part = group.word("body_part", &mut desk.notes).unwrap_or_default().to_owned();
    group.finish(&mut desk.notes);
    let _ = mark;
    meta
}
