//! In which order fields that read each other are computed.

use std::collections::{BTreeMap, BTreeSet};

/// The order in which derived fields are computed: each after those it reads; among those that are free,
/// by name. `fields` gives for each derived field the names it reads; names that are not derived are
/// left out.
///
/// # Errors
/// When fields read each other in a circle: the circle, each field followed by one that it reads, the
/// last reading the first; it begins with its smallest name. A field that reads itself is a circle of one.
pub fn order(fields: &BTreeMap<String, BTreeSet<String>>) -> Result<Vec<String>, Vec<String>> {
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    let mut readers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (field, reads) in fields {
        let derived = reads.iter().filter(|name| fields.contains_key(*name));
        waits.insert(field, derived.clone().count());
        for name in derived {
            readers.entry(name).or_default().push(field);
        }
    }
    let mut free: BTreeSet<&str> = waits.iter().filter(|(_, n)| **n == 0).map(|(f, _)| *f).collect();
    let mut done = Vec::with_capacity(fields.len());
    while let Some(field) = free.pop_first() {
        done.push(field.to_owned());
        waits.remove(field);
        for reader in readers.get(field).into_iter().flatten() {
            if let Some(n) = waits.get_mut(reader) {
                *n -= 1;
                if *n == 0 {
                    free.insert(reader);
                }
            }
        }
    }
    if waits.is_empty() { Ok(done) } else { Err(circle(fields, &waits)) }
}

/// A circle among the fields that still wait: each of them reads another that waits.
fn circle(fields: &BTreeMap<String, BTreeSet<String>>, waits: &BTreeMap<&str, usize>) -> Vec<String> {
    let mut path: Vec<&str> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut here = waits.keys().next().copied();
    while let Some(field) = here {
        if let Some(&start) = places.get(field) {
            let mut found: Vec<String> = path.drain(start..).map(str::to_owned).collect();
            let smallest = found.iter().enumerate().min_by_key(|(_, name)| *name).map_or(0, |(i, _)| i);
            found.rotate_left(smallest);
            return found;
        }
        places.insert(field, path.len());
        path.push(field);
        here = fields
            .get(field)
            .and_then(|reads| reads.iter().find(|name| waits.contains_key(name.as_str())))
            .map(String::as_str);
    }
    path.into_iter().map(str::to_owned).collect()
}
