//! Which fields a text asks for: those whose words stand in it.

use std::collections::HashMap;

use workbench_expr::Value;

use super::file::File;
use super::spec::{Field, GroupId, PlaceTest, Rule, Select, What};
use crate::anatomy::PlaceId;

/// From words to the fields that want them.
pub(super) struct Plan {
    /// Sources that want the words of each group.
    wanted: Vec<Vec<Place>>,
    /// What is known of each field.
    briefs: Vec<Brief>,
    /// Where the places of each source begin, and where those of the last end.
    starts: Vec<u32>,
    /// Places of which the report must be able to tell one; of a source without any it need not.
    places: Vec<PlaceId>,
    /// Sources that read grades.
    graded: Vec<Place>,
    /// Sources that are read whatever words there are.
    always: Vec<Place>,
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
    /// Whether it waits for others.
    waits: bool,
    /// Whether every set that includes it gives the same answer.
    shared: bool,
}

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
    fn fields(&self) -> impl Iterator<Item = usize> {
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

    /// The fields to be read at once; `given` when those that are shared are known already.
    pub fn fields(&self, asked: &Asked, given: bool) -> impl Iterator<Item = usize> {
        let now = move |at: &usize| {
            self.briefs.get(*at).is_some_and(|brief| !(brief.waits || given && brief.shared))
        };
        asked.fields().filter(now)
    }

    /// The numbers of the sources of a field that may give something: those whose words stand in the
    /// text, which `tells` of one of their places.
    pub fn sources(
        &self,
        asked: &Asked,
        field: usize,
        tells: impl Fn(&[PlaceId]) -> bool,
    ) -> impl Iterator<Item = usize> {
        let live = asked.sources(field);
        let (first, last) = self.briefs.get(field).map_or((0, 0), |brief| (brief.first, brief.last));
        let may = move |number: &usize| {
            let at = first as usize + number;
            let (from, to) = (self.starts.get(at).copied(), self.starts.get(at + 1).copied());
            let places = from.zip(to).and_then(|(from, to)| self.places.get(from as usize..to as usize));
            places.is_none_or(|places| places.is_empty() || tells(places))
        };
        (0..(last - first) as usize).filter(move |number| live.has(*number)).filter(may)
    }

    /// Plans the reading of a file, whose fields get the names of their rules
    /// and the places of the fields they read.
    pub fn new(file: &mut File, later: &[usize]) -> Self {
        let index: HashMap<String, usize> =
            file.fields.iter().enumerate().map(|(at, field)| (field.variable.key.clone(), at)).collect();
        let mut plan = Self {
            wanted: vec![Vec::new(); file.groups.len()],
            briefs: Vec::new(),
            starts: vec![0],
            places: Vec::new(),
            graded: Vec::new(),
            always: Vec::new(),
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
        let sources = match &field.rule {
            Rule::From(sources) => sources.as_slice(),
            _ => &[],
        };
        let first = self.starts.len() as u32 - 1;
        let (waits, shared) = (field.when.is_some(), field.shared);
        self.briefs.push(Brief { first, last: first + sources.len() as u32, waits, shared });
        for (number, source) in (0..).zip(sources) {
            let known = self.places.len();
            for test in &source.select.within {
                match test {
                    PlaceTest::Place { place, .. } => self.places.push(*place),
                    PlaceTest::Words(_) => {
                        self.places.truncate(known);
                        break;
                    }
                }
            }
            self.starts.push(self.places.len() as u32);
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
