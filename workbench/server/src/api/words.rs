//! Words to search for: terms and synonyms of the project's dictionary, options of the database's fields.

use std::collections::HashSet;

use axum::Json;
use cohorts::fold::fold;
use workbench_core::Action;
use workbench_core::ids::DatabaseId;
use workbench_store::Object;

use super::problem::{Path, Query};
use super::{Answer, Caller, Page, Problem};

/// Most words of an answer.
const MOST: usize = 20;

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WordsQuery {
    /// What was typed so far.
    q: String,
}

/// A word that may be meant.
#[derive(Clone, Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Word {
    text: String,
    /// `term`, `synonym` or `value`.
    kind: &'static str,
    /// The concept that a synonym stands for, the field that a value is of.
    of: Option<String>,
}

/// Words that hold what was typed, and other words for the same; those that begin with it come first.
#[utoipa::path(get, path = "/databases/{id}/search/words", tag = "search", params(("id" = uuid::Uuid, Path), WordsQuery),
    responses((status = 200, body = Page<Word>), (status = 404, body = Problem)))]
pub async fn words(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<WordsQuery>,
) -> Answer<Page<Word>> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let database = caller.app.store.database(&grant, id).await?;
    let mut known = Vec::new();
    for concept in caller.app.store.concepts(&grant).await?.into_iter().filter(|concept| !concept.retired) {
        let names = [concept.what.zh.clone(), concept.what.en].into_iter().filter(|name| !name.is_empty());
        let mut group: Vec<Word> = names.map(|text| Word { text, kind: "term", of: None }).collect();
        let of = Some(concept.what.zh);
        group.extend(concept.what.terms.into_iter().map(|text| Word {
            text,
            kind: "synonym",
            of: of.clone(),
        }));
        known.push(group);
    }
    for field in database.variables {
        let value = |text: String| vec![Word { text, kind: "value", of: Some(field.name_zh.clone()) }];
        known.extend(field.options.into_iter().map(value));
    }
    Ok(Json(Page::whole(alike(&query.q, known))))
}

/// The groups of one meaning in which a word holds `typed`, nearest first, no word twice.
fn alike(typed: &str, known: Vec<Vec<Word>>) -> Vec<Word> {
    let typed = fold(typed.trim());
    if typed.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u8, usize, Word)> = Vec::new();
    for group in known {
        if group.iter().any(|word| fold(&word.text).contains(&typed)) {
            found.extend(group.into_iter().map(|word| {
                let text = fold(&word.text);
                let far = if text.starts_with(&typed) { 0 } else { 2 - u8::from(text.contains(&typed)) };
                (far, text.chars().count(), word)
            }));
        }
    }
    found.sort_by_key(|(far, length, _)| (*far, *length));
    let mut seen = HashSet::new();
    let words = found.into_iter().map(|(_, _, word)| word);
    words.filter(|word| seen.insert(fold(&word.text))).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, kind: &'static str) -> Word {
        Word { text: text.to_owned(), kind, of: None }
    }

    #[test]
    fn what_begins_so_comes_first_and_other_words_for_it_come_too() {
        let known = vec![
            vec![word("肺大疱", "term"), word("大疱", "synonym"), word("bulla", "term")],
            vec![word("毛刺", "value")],
            vec![word("大疱", "value")],
        ];
        let said = |typed: &str| -> Vec<String> {
            alike(typed, known.clone()).into_iter().map(|word| word.text).collect()
        };
        assert_eq!(said("大"), ["大疱", "肺大疱", "bulla"]);
        assert_eq!(said("BULL"), ["bulla", "大疱", "肺大疱"]);
        assert_eq!(said("骨"), [""; 0]);
        assert_eq!(said("  "), [""; 0]);
    }
}
