//! Which fields a text asks for: those whose words stand in it.

use std::collections::HashMap;

use workbench_expr::Value;

use super::file::File;
use super::spec::{Field, GroupId, Rule, Select, What};

/// From words to the fields that want them.
pub(super) struct Plan {
    /// Sources that want the words of each group.
    wanted: Vec<Vec<Place>>,
    /// Sources that read grades.
    graded: Vec<Place>,
    /// Sources that are read whatever words there are.
    always: Vec<Place>,
    /// Fields that every set that includes them answers alike.
    pub shared: Vec<usize>,
    /// Fields that wait for others, in the order in which they can be computed.
    pub later: Vec<Later>,
    /// Number of different choices of lesions.
    pub queries: usize,
}

/// A source: its field, and its number there.
type Place = (u32, u32);

/// A field that waits for others.
pub(super) struct Later {
    pub at: usize,
    /// Whether it is read from the text, under a condition.
    pub is_read: bool,
    /// The fields of which one must be mentioned for anything to be concluded; none when it needs none.
    pub reads: Vec<usize>,
}

/// What a text asks for.
pub(super) struct Asked {
    /// Which sources of each field, as bits; the last bit stands for all further ones.
    live: Vec<u64>,
}

impl Asked {
    /// Fields with a source whose words stand in the text.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        self.live.iter().enumerate().filter(|(_, live)| **live != 0).map(|(at, _)| at)
    }

    /// Whether a source of a field may give something.
    pub fn sources(&self, field: usize) -> Sources {
        Sources(self.live.get(field).copied().unwrap_or_default())
    }

    fn ask(&mut self, places: &[Place]) {
        for &(field, source) in places {
            if let Some(live) = self.live.get_mut(field as usize) {
                *live |= 1 << source.min(u64::BITS - 1);
            }
        }
    }
}

/// Some of the sources of a field.
#[derive(Clone, Copy)]
pub(super) struct Sources(u64);

impl Sources {
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the source of that number is among them.
    pub fn has(self, source: usize) -> bool {
        self.0 >> source.min(u64::BITS as usize - 1) & 1 == 1
    }
}

impl Plan {
    /// What a text with words of these groups, and with grades or not, asks for.
    pub fn asked(&self, fields: usize, groups: impl Iterator<Item = usize>, graded: bool) -> Asked {
        let mut asked = Asked { live: vec![0; fields] };
        asked.ask(&self.always);
        if graded {
            asked.ask(&self.graded);
        }
        for group in groups {
            asked.ask(self.wanted.get(group).map_or(&[], Vec::as_slice));
        }
        asked
    }

    /// Plans the reading of a file, whose fields get the names of their rules
    /// and the places of the fields they read.
    pub fn new(file: &mut File, later: &[usize]) -> Self {
        let index: HashMap<String, usize> =
            file.fields.iter().enumerate().map(|(at, field)| (field.variable.key.clone(), at)).collect();
        let mut plan = Self {
            wanted: vec![Vec::new(); file.groups.len()],
            graded: Vec::new(),
            always: Vec::new(),
            shared: Vec::new(),
            later: Vec::new(),
            queries: 0,
        };
        let mut queries: Vec<(Vec<GroupId>, Select)> = Vec::new();
        for field in &mut file.fields {
            field.id = format!("{}/{}@{}", file.head.id, field.variable.key, file.head.version);
            let place = |name: &String| Some((name.clone(), *index.get(name)?));
            field.reads = field.names().iter().filter_map(place).collect();
            let names = field.when.iter().flat_map(|when| when.names());
            field.waits = names.filter_map(|name| index.get(name).copied()).collect();
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
            plan.add(at as u32, field);
        }
        plan.shared = (0..file.fields.len()).filter(|at| file.fields[*at].shared).collect();
        let wait = |&at: &usize| {
            let field = file.fields.get(at)?;
            let reads = field.reads.iter().map(|(_, at)| *at).collect();
            Some(Later { at, is_read: matches!(field.rule, Rule::From(_)), reads })
        };
        plan.later = later.iter().filter_map(wait).collect();
        plan
    }

    fn add(&mut self, at: u32, field: &Field) {
        let Rule::From(sources) = &field.rule else { return };
        for (number, source) in (0..).zip(sources) {
            let place = (at, number);
            match &source.what {
                What::Grade { .. } => self.graded.push(place),
                What::Text(_) | What::Meta(_) => self.always.push(place),
                _ => {
                    for group in &source.needs {
                        if let Some(places) = self.wanted.get_mut(group.0 as usize) {
                            places.push(place);
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
