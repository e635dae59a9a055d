//! Which fields a text asks for: those whose words stand in it.

use std::collections::{BTreeMap, HashMap};

use workbench_expr::Value;

use super::diagnostic::{Diagnostic, Problem};
use super::file::File;
use super::spec::{Field, GroupId, Rule, Select, What};
use super::yaml::Mark;

/// From words to the fields that want them.
pub(super) struct Plan {
    /// Fields by key.
    pub index: HashMap<String, usize>,
    /// Fields that want the words of each group.
    pub wanted: Vec<Vec<usize>>,
    /// Fields that are read from grades.
    pub graded: Vec<usize>,
    /// Fields that are read whatever words there are.
    pub always: Vec<usize>,
    /// Number of different choices of lesions.
    pub queries: usize,
}

impl Plan {
    /// Plans the reading of a file, whose fields get the names of their rules
    /// and the places of the fields they read.
    pub fn new(file: &mut File) -> Self {
        let index: HashMap<String, usize> =
            file.fields.iter().enumerate().map(|(at, field)| (field.variable.key.clone(), at)).collect();
        let mut plan = Self {
            index,
            wanted: vec![Vec::new(); file.groups.len()],
            graded: Vec::new(),
            always: Vec::new(),
            queries: 0,
        };
        let mut queries: Vec<(Vec<GroupId>, Select)> = Vec::new();
        for field in &mut file.fields {
            field.id = format!("{}/{}@{}", file.head.id, field.variable.key, file.head.version);
            let places = |names: std::collections::BTreeSet<String>| -> Vec<usize> {
                names.iter().filter_map(|name| plan.index.get(name).copied()).collect()
            };
            field.reads = places(field.names());
            field.waits = places(field.when.iter().flat_map(|when| when.names().iter().cloned()).collect());
            field.shared = field.included && shared(&field.rule) && field.when.is_none();
            if let Rule::From(sources) = &mut field.rule {
                for source in sources {
                    let query = (source.what.lesions().to_vec(), source.select.clone());
                    source.query = queries.iter().position(|known| *known == query).unwrap_or_else(|| {
                        queries.push(query);
                        queries.len() - 1
                    });
                }
            }
            field.idle = field.when.as_ref().is_some_and(|when| when.eval(&Nothing) == Ok(Value::Bool(true)));
        }
        plan.queries = queries.len();
        for (at, field) in file.fields.iter().enumerate() {
            plan.add(at, field);
        }
        plan
    }

    fn add(&mut self, at: usize, field: &Field) {
        let Rule::From(sources) = &field.rule else { return };
        for source in sources {
            match &source.what {
                What::Grade { .. } => self.graded.push(at),
                What::Text(_) | What::Meta(_) => self.always.push(at),
                _ => {
                    for group in source.what.needs() {
                        if let Some(fields) = self.wanted.get_mut(group.0 as usize) {
                            fields.push(at);
                        }
                    }
                }
            }
        }
    }
}

/// Whether a rule knows nothing of places, which differ between sets.
fn shared(rule: &Rule) -> bool {
    let Rule::From(sources) = rule else { return false };
    sources.iter().all(|source| match &source.what {
        What::Words { of, .. } => of.is_empty() && source.select == Select::default(),
        What::Pattern { .. } | What::Grade { .. } | What::Text(_) | What::Meta(_) => true,
        _ => false,
    })
}

/// A report that mentions nothing.
struct Nothing;

impl workbench_expr::Scope for Nothing {
    fn get(&self, _: &str) -> Value {
        Value::Null
    }
}

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
