//! Words seen in reports that no dictionary knows, with how often and where.

use sqlx::types::Json;
use workbench_core::ids::{ConceptId, ReportId, UnknownTermId};
use workbench_core::{Action, Span};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{now, read, write_tx};
use crate::sight::Sight;
use crate::{Grant, NewConcept, Result, Store, StoreError};

/// A word that no dictionary knows.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct UnknownTerm {
    /// Id.
    pub id: UnknownTermId,
    /// The word.
    pub term: String,
    /// How often it was seen.
    pub count: i64,
    /// In how many reports.
    pub reports: i64,
    /// Some places.
    pub examples: Vec<TermExample>,
    /// `new`, `ignored` or `added`.
    pub state: String,
    /// The concept it was added to.
    pub concept: Option<ConceptId>,
}

/// A place where a word was seen.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct TermExample {
    /// Report.
    pub report: ReportId,
    /// Words around it.
    pub text: String,
    /// First code point of the word in `text`.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

type Row = (uuid::Uuid, String, i64, i64, Json<Vec<TermExample>>, String, Option<uuid::Uuid>);

impl Store {
    /// Words in a state, most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unknown_terms(&self, grant: &Grant, state: &str, q: &str) -> Result<Vec<UnknownTerm>> {
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT id, term, seen, reports, examples, state, concept FROM unknown_term WHERE project = $1
             AND (state = $2 OR $2 = '') ORDER BY reports DESC, seen DESC, term")
            .bind(grant.project().0).bind(state).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        let rows = rows.into_iter().filter(|row| row.1.contains(q));
        Ok(rows.map(unknown_of_row).filter_map(|term| shown(&sight, term)).collect())
    }

    /// One word.
    ///
    /// # Errors
    /// When the project has no such word.
    pub async fn unknown_term(&self, grant: &Grant, id: UnknownTermId) -> Result<UnknownTerm> {
        let row: Option<Row> = read!(self, pool => sqlx::query_as(
            "SELECT id, term, seen, reports, examples, state, concept FROM unknown_term WHERE project = $1 AND id = $2")
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        let term = unknown_of_row(row.ok_or(StoreError::NotFound("unknown term"))?);
        shown(&self.sight(grant).await?, term).ok_or(StoreError::NotFound("unknown term"))
    }

    /// Sets a word aside, or takes it back.
    ///
    /// # Errors
    /// When the grant is not to edit or the project has no such word.
    pub async fn ignore_term(&self, grant: &Grant, id: UnknownTermId, ignored: bool) -> Result<()> {
        grant.require(Action::Edit)?;
        let object = Object::UnknownTerm(id);
        write_tx!(self, tx => {
            let set = sqlx::query("UPDATE unknown_term SET state = $3, concept = NULL, updated = $4 WHERE id = $1 AND project = $2")
                .bind(id.0).bind(grant.project().0).bind(if ignored { "ignored" } else { "new" }).bind(now())
                .execute(&mut *tx).await?;
            if set.rows_affected() == 0 {
                return Err(StoreError::NotFound("unknown term"));
            }
            audit_in!(self, tx, grant, object, serde_json::json!({"ignored": ignored}));
        });
        Ok(())
    }

    /// Makes the word a term of a concept.
    ///
    /// # Errors
    /// When the project has no such word or concept.
    pub async fn add_unknown_term(&self, grant: &Grant, id: UnknownTermId, to: ConceptId) -> Result<()> {
        let term = self.unknown_term(grant, id).await?.term;
        self.change_concepts(grant, Object::UnknownTerm(id), |book| book.with_term(to, &term)).await
    }

    /// Makes the word a term of a new concept.
    ///
    /// # Errors
    /// When the project has no such word, or the concept cannot be kept.
    pub async fn make_concept_of(
        &self,
        grant: &Grant,
        id: UnknownTermId,
        new: &NewConcept,
    ) -> Result<ConceptId> {
        let mut new = new.clone();
        new.terms.push(self.unknown_term(grant, id).await?.term);
        self.add_concept(grant, &new).await
    }
}

/// The word as it is shown; `None` when it has turned out to name somebody.
fn shown(sight: &Sight, mut term: UnknownTerm) -> Option<UnknownTerm> {
    if !sight.words(&term.term).parts().is_empty() {
        return None;
    }
    for example in &mut term.examples {
        let covered = sight.words(&example.text);
        let span = covered.span(Span::new(example.start, example.end));
        (example.start, example.end, example.text) = (span.start, span.end, covered.into_text());
    }
    Some(term)
}

fn unknown_of_row(row: Row) -> UnknownTerm {
    let (id, term, count, reports, examples, state, concept) = row;
    UnknownTerm {
        id: UnknownTermId(id),
        term,
        count,
        reports,
        examples: examples.0,
        state,
        concept: concept.map(ConceptId),
    }
}
