//! Which fields a text asks for: those whose words stand in it.

use std::collections::HashMap;

use workbench_expr::Value;

use super::file::File;
use super::spec::{Field, GroupId, Rule, Select, What};

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
