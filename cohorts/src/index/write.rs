//! Cases to Tantivy documents.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use tantivy::TantivyDocument;
use tantivy::schema::OwnedValue;

use super::clause::{PART, clauses};
use super::document::{Document, Report};
use super::schema::{Fields, MAX_TERM};
use crate::CohortError;
use crate::fold::narrowed;

/// First half of SHA-256 over the section and the clause.
pub(super) type ClauseDigest = [u8; 16];

/// Finds the number of a clause in the index that is added to.
pub(super) type Former<'a> = Box<dyn Fn(&ClauseDigest) -> tantivy::Result<Option<u32>> + 'a>;

/// Gives clauses their numbers.
pub(super) struct Numbers<'a> {
    known: HashMap<ClauseDigest, u32>,
    next: u32,
    former: Former<'a>,
}

impl<'a> Numbers<'a> {
    /// For an index without clauses.
    pub fn new() -> Self {
        Self::after(PART, Box::new(|_| Ok(None)))
    }

    /// For an index whose greatest number is `last`.
    pub fn after(last: u32, former: Former<'a>) -> Self {
        Self { known: HashMap::new(), next: last, former }
    }

    /// The number of a clause, and whether it is new.
    fn number(&mut self, digest: ClauseDigest) -> Result<(u32, bool), String> {
        if let Some(known) = self.known.get(&digest) {
            return Ok((*known, false));
        }
        let former = (self.former)(&digest).map_err(|error| error.to_string())?;
        let number = match former {
            Some(number) => number,
            None => {
                self.next = self.next.checked_add(1).ok_or("more than four thousand million clauses")?;
                self.next
            }
        };
        self.known.insert(digest, number);
        Ok((number, former.is_none()))
    }
}

/// The documents of a case: clauses that are new, then its reports; the last is the case.
///
/// # Errors
/// When a value or a property is too long.
pub(super) fn documents(
    document: &Document,
    order: u64,
    fields: &Fields,
    numbers: &mut Numbers<'_>,
) -> Result<Vec<TantivyDocument>, CohortError> {
    let refuse = |reason: String| CohortError::Document { case: document.case_id.clone(), reason };
    if document.case_id.len() > MAX_TERM {
        let case = document.case_id.chars().take(40).collect();
        return Err(CohortError::Document {
            case,
            reason: format!("its id is longer than {MAX_TERM} bytes"),
        });
    }
    let mut out = Vec::new();
    let mut reports = Vec::new();
    for report in document.reports() {
        reports.push(self::report(&report, fields, numbers, &mut out).map_err(refuse)?);
    }
    if reports.is_empty() {
        reports.push(TantivyDocument::default());
    }
    if let Some(case) = reports.last_mut() {
        case.add_u64(fields.order, order);
        let mut cells = Map::new();
        for (key, cell) in &document.fields {
            let json = serde_json::to_string(cell).map_err(|e| refuse(e.to_string()))?;
            if json.len() > MAX_TERM {
                return Err(refuse(format!("its value of `{key}` is longer than {MAX_TERM} bytes")));
            }
            cells.insert(key.clone(), Value::String(json));
        }
        if !cells.is_empty() {
            case.add_field_value(fields.cells, &OwnedValue::from(Value::Object(cells)));
        }
    }
    for report in &mut reports {
        report.add_text(fields.case, &document.case_id);
    }
    out.append(&mut reports);
    Ok(out)
}

fn report(
    report: &Report<'_>,
    fields: &Fields,
    numbers: &mut Numbers<'_>,
    new: &mut Vec<TantivyDocument>,
) -> Result<TantivyDocument, String> {
    let mut out = TantivyDocument::default();
    out.add_text(fields.texts, serde_json::to_string(&report.parts).map_err(|error| error.to_string())?);
    let mut mentions = BTreeSet::new();
    for part in &report.parts {
        let section = section_name(&part.section);
        out.add_u64(fields.clauses, PART.into());
        for clause in clauses(&narrowed(&part.text)) {
            let digest = digest(section, clause);
            let (number, is_new) = numbers.number(digest)?;
            out.add_u64(fields.clauses, number.into());
            if is_new {
                new.push(clause_document(section, clause, number, &digest, fields)?);
            }
        }
        for (mention, said) in part.said() {
            mentions.extend(said.iter().map(|said| mention_term(mention.flags(), section, said)));
        }
    }
    for mention in mentions {
        if mention.len() > MAX_TERM {
            return Err(format!("a mention is longer than {MAX_TERM} bytes"));
        }
        out.add_text(fields.mentions, mention);
    }
    for (field, word) in [(fields.modality, &report.modality), (fields.body_part, &report.body_part)] {
        if word.len() > MAX_TERM {
            return Err(format!("a modality or body part is longer than {MAX_TERM} bytes"));
        }
        if !word.is_empty() {
            out.add_text(field, word);
        }
    }
    if let Some(day) = report.day {
        out.add_i64(fields.day, day);
    }
    Ok(out)
}

fn clause_document(
    section: &str,
    clause: &str,
    number: u32,
    digest: &ClauseDigest,
    fields: &Fields,
) -> Result<TantivyDocument, String> {
    if section.len() > MAX_TERM {
        return Err(format!("the name of a section is longer than {MAX_TERM} bytes"));
    }
    let mut out = TantivyDocument::default();
    out.add_u64(fields.clause, number.into());
    out.add_bytes(fields.digest, digest);
    out.add_text(fields.section, section);
    out.add_text(if clause.len() > MAX_TERM { fields.long } else { fields.words }, clause);
    out.add_text(fields.chars, clause);
    out.add_text(fields.pairs, clause);
    Ok(out)
}

/// A report without sections has the section `text`.
pub(super) fn section_name(section: &str) -> &str {
    if section.is_empty() { "text" } else { section }
}

fn digest(section: &str, clause: &str) -> ClauseDigest {
    let mut hash = Sha256::new();
    hash.update((section.len() as u64).to_le_bytes());
    hash.update(section);
    hash.update(clause);
    let mut out = ClauseDigest::default();
    out.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    out
}

/// A mention as a term: denied, doubted, past, then section and words.
fn mention_term(flags: [bool; 3], section: &str, said: &str) -> String {
    let flags: String = flags.into_iter().map(|flag| if flag { '1' } else { '0' }).collect();
    format!("{flags}{section}\u{0}{said}")
}

/// Takes such a term apart.
pub(super) fn mention_of(term: &str) -> Option<([bool; 3], &str, &str)> {
    let (flags, rest) = term.split_at_checked(3)?;
    let (section, said) = rest.split_once('\u{0}')?;
    let mut out = [false; 3];
    out.iter_mut().zip(flags.bytes()).for_each(|(to, from)| *to = from == b'1');
    Some((out, section, said))
}
