//! Fields that wait for others: concluded ones, and those with a `when`.

use std::collections::BTreeMap;

use super::diagnostic::{Diagnostic, Problem};
use super::spec::{Field, Rule};
use super::yaml::Mark;

/// The concluded fields in the order of computing, or a note of what they want or of their circle.
pub(super) fn order(fields: &[Field], notes: &mut Vec<Diagnostic>) -> Option<Vec<usize>> {
    let mut wanted = BTreeMap::new();
    let keys: Vec<&str> = fields.iter().map(|field| field.variable.key.as_str()).collect();
    let mark =
        |key: &str| fields.iter().find(|field| field.variable.key == key).map_or(Mark::default(), |f| f.mark);
    for field in fields {
        if matches!(field.rule, Rule::From(_)) && field.when.is_none() {
            continue;
        }
        let names = field.names();
        for name in &names {
            if keys.contains(&name.as_str()) {
                continue;
            }
            let key = &field.variable.key;
            let note = Problem::at(
                field.mark,
                format!("“{key}”用到的变量“{name}”不存在"),
                format!("`{key}` reads `{name}`, which is no field"),
            );
            notes.push(match super::reader::nearest(name, &keys) {
                Some(near) => note.cure(format!("是否应为“{near}”？"), format!("is it `{near}`?")),
                None => {
                    note.cure("词要写在引号里，变量用 key", "words stand in quotes, fields are named by key")
                }
            });
        }
        let read = names.into_iter().filter(|name| keys.contains(&name.as_str())).collect();
        wanted.insert(field.variable.key.clone(), read);
    }
    match workbench_expr::order(&wanted) {
        Ok(order) => Some(
            order
                .into_iter()
                .filter(|key| wanted.contains_key(key))
                .filter_map(|key| keys.iter().position(|known| *known == key))
                .collect(),
        ),
        Err(circle) => {
            let first = circle.first().map(String::as_str).unwrap_or_default();
            notes.push(
                Problem::at(
                    mark(first),
                    format!("推导变量互相依赖，绕成了圈：{}", circle.join(" → ")),
                    format!("derived fields depend on each other in a circle: {}", circle.join(" → ")),
                )
                .cure(
                    "让其中一个改用 from，或去掉一处引用",
                    "give one of them `from`, or take one reference out",
                ),
            );
            None
        }
    }
}
