//! Which fields a text asks for: those whose words stand in it.

use std::collections::HashMap;

use workbench_expr::Value;

use super::file::File;
use super::rows::Rows;
use super::spec::{Field, GroupId, PlaceTest, Rule, Select, What};
use crate::anatomy::PlaceId;

/// From words to the fields that want them.
pub(super) struct Plan {
    /// Sources that want the words of each group.
    wanted: Rows<Place>,
    /// What is known of each field.
    briefs: Vec<Brief>,
    /// Places of which the report must be able to tell one, by source; of a source without any it need not.
    places: Rows<PlaceId>,
    /// Sources that read grades.
    graded: Vec<Place>,
    /// Sources that are read whatever words there are.
    always: Vec<Place>,
    /// Fields that wait for no other, those read alike together.
    pub now: Vec<usize>,
    /// Fields that every set that includes them answers alike.
    pub shared: Vec<usize>,
    /// Fields that wait for others, in the order in which they can be computed.
    pub later: Vec<Later>,
}

/// A source: its field, and its number there.
type Place = (u32, u32);

/// What is known of a field before it is looked at: fields are large, and most of them cannot be
/// told of by a report even where words of theirs stand in it.
struct Brief {
    /// Its sources among those of all fields.
    first: u32,
    last: u32,
}

/// A field that waits for others.
pub(super) struct Later {
    pub at: usize,
    /// Whether it is read from the text, under a condition.
    pub is_read: bool,
    /// The fields of which one must be mentioned for anything to be concluded; none when it needs none.
    pub reads: Vec<usize>,
}

/// What several texts ask for.
pub(super) struct Asked {
    texts: usize,
    /// Which sources of each field each text asks for, as bits; the last bit stands for all further ones.
    live: Vec<u64>,
}

impl Asked {
    /// Nothing yet.
    pub fn new(fields: usize, texts: usize) -> Self {
        Self { texts, live: vec![0; fields * texts] }
    }

    /// The texts in which words of a field stand, with its sources that may give something.
    pub fn of(&self, field: usize) -> impl Iterator<Item = (usize, Sources)> {
        let live = self.live.get(field * self.texts..(field + 1) * self.texts).unwrap_or(&[]);
        live.iter().map(|live| Sources(*live)).enumerate().filter(|(_, live)| !live.is_empty())
    }

    /// The sources of a field that may give something of a text.
    pub fn sources(&self, field: usize, text: usize) -> Sources {
        Sources(self.live.get(field * self.texts + text).copied().unwrap_or_default())
    }

    fn ask(&mut self, text: usize, places: &[Place]) {
        for &(field, source) in places {
            if let Some(live) = self.live.get_mut(field as usize * self.texts + text) {
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
    /// Adds what a text with words of these groups, and with grades or not, asks for.
    pub fn ask(&self, asked: &mut Asked, text: usize, groups: impl Iterator<Item = usize>, graded: bool) {
        asked.ask(text, &self.always);
        if graded {
            asked.ask(text, &self.graded);
        }
        for group in groups {
            asked.ask(text, self.wanted.of(group));
        }
    }

    /// The numbers of the sources of a field that may give something: those whose words stand in the
    /// text, which `tells` of one of their places.
    pub fn sources(
        &self,
        live: Sources,
        field: usize,
        tells: impl Fn(&[PlaceId]) -> bool,
    ) -> impl Iterator<Item = usize> {
        let (first, last) = self.briefs.get(field).map_or((0, 0), |brief| (brief.first, brief.last));
        let may = move |number: &usize| {
            let at = first as usize + number;
            let places = self.places.of(at);
            places.is_empty() || tells(places)
        };
        (0..(last - first) as usize).filter(move |number| live.has(*number)).filter(may)
    }

    /// Plans the reading of a file, whose fields get the names of their rules
    /// and the places of the fields they read.
    pub fn new(file: &mut File, later: &[usize]) -> Self {
        let index: HashMap<String, usize> =
            file.fields.iter().enumerate().map(|(at, field)| (field.variable.key.clone(), at)).collect();
        let mut plan = Self {
            wanted: Rows::new([]),
            briefs: Vec::new(),
            places: Rows::new([]),
            graded: Vec::new(),
            always: Vec::new(),
            now: Vec::new(),
            shared: Vec::new(),
            later: Vec::new(),
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
        let mut wanted = vec![Vec::new(); file.groups.len()];
        let mut places = Vec::new();
        for (at, field) in file.fields.iter().enumerate() {
            plan.add(at as u32, field, &mut wanted, &mut places);
        }
        plan.wanted = Rows::new(wanted.iter().map(Vec::as_slice));
        plan.places = Rows::new(places.iter().map(Vec::as_slice));
        plan.now = (0..file.fields.len()).filter(|at| file.fields[*at].when.is_none()).collect();
        plan.now.sort_by_key(|at| manner(&file.fields[*at].rule));
        plan.shared = (0..file.fields.len()).filter(|at| file.fields[*at].shared).collect();
        let wait = |&at: &usize| {
            let field = file.fields.get(at)?;
            let reads = field.reads.iter().map(|(_, at)| *at).collect();
            Some(Later { at, is_read: matches!(field.rule, Rule::From(_)), reads })
        };
        plan.later = later.iter().filter_map(wait).collect();
        plan
    }

    fn add(&mut self, at: u32, field: &Field, wanted: &mut [Vec<Place>], places: &mut Vec<Vec<PlaceId>>) {
        let sources = match &field.rule {
            Rule::From(sources) => sources.as_slice(),
            _ => &[],
        };
        let first = places.len() as u32;
        self.briefs.push(Brief { first, last: first + sources.len() as u32 });
        for (number, source) in (0..).zip(sources) {
            let place = |test: &PlaceTest| match test {
                PlaceTest::Place { place, .. } => Some(*place),
                PlaceTest::Words(_) => None,
            };
            places.push(source.select.within.iter().map(place).collect::<Option<_>>().unwrap_or_default());
            let place = (at, number);
            match &source.what {
                What::Grade { .. } => self.graded.push(place),
                What::Text(_) | What::Meta(_) => self.always.push(place),
                _ => {
                    for group in &source.needs {
                        if let Some(wanted) = wanted.get_mut(group.0 as usize) {
                            wanted.push(place);
                        }
                    }
                }
            }
        }
    }
}

/// How a field is read, as a number.
fn manner(rule: &Rule) -> usize {
    match rule {
        Rule::From(sources) => sources.first().map_or(0, |source| source.what.manner()),
        _ => 0,
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
