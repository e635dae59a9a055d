//! A project's term dictionary 术语: concepts with synonyms, codes, exclusions and parents.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::Action;
use workbench_core::ids::ConceptId;

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::term_book::{Book, Clash, NewConcept, fold};
use crate::{Grant, Result, Store, StoreError};

/// A concept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Concept {
    /// Id.
    pub id: ConceptId,
    /// What it is.
    #[serde(flatten)]
    pub what: NewConcept,
    /// Terms that other concepts claim as well.
    pub clashes: Vec<Clash>,
    /// Whether it is out of use.
    pub retired: bool,
    /// Names this state; give it back with a change.
    pub etag: String,
}

/// A change of a concept.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ConceptEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the person.
    pub by: String,
    /// `created`, `changed`, `retired`, `merged`, `split` or `imported`.
    pub action: String,
    /// The concept before.
    #[schema(value_type = Option<Object>)]
    pub before: Option<serde_json::Value>,
    /// The concept after.
    #[schema(value_type = Option<Object>)]
    pub after: Option<serde_json::Value>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    zh: String,
    en: String,
    kind: String,
    system: String,
    code: String,
    parent: Option<uuid::Uuid>,
    terms: Json<Vec<String>>,
    excluded: Json<Vec<String>>,
    retired: bool,
    revision: i64,
}

impl Row {
    fn concept(self) -> Concept {
        Concept {
            id: ConceptId(self.id),
            what: NewConcept {
                zh: self.zh,
                en: self.en,
                kind: self.kind,
                system: self.system,
                code: self.code,
                parent: self.parent.map(ConceptId),
                terms: self.terms.0,
                excluded: self.excluded.0,
            },
            clashes: Vec::new(),
            retired: self.retired,
            etag: self.revision.to_string(),
        }
    }
}

/// A concept to write: `before` is what it was when there was one.
pub(crate) struct Change {
    pub id: ConceptId,
    pub before: Option<Concept>,
    pub after: NewConcept,
    pub retired: bool,
    pub action: &'static str,
}

impl Change {
    fn snapshot(what: &NewConcept, retired: bool) -> serde_json::Value {
        let mut value = serde_json::json!(what);
        if let Some(parts) = value.as_object_mut() {
            parts.insert("retired".to_owned(), retired.into());
        }
        value
    }
}

/// Reads the whole dictionary inside a transaction.
macro_rules! book_in {
    ($tx:ident, $grant:expr) => {{
        let rows: Vec<Row> = sqlx::query_as("SELECT * FROM concept WHERE project = $1 ORDER BY created, id")
            .bind($grant.project().0)
            .fetch_all(&mut *$tx)
            .await?;
        book(rows)
    }};
}

/// Writes changes with their history rows; words that a concept now knows are unknown no more.
macro_rules! change_in {
    ($tx:ident, $grant:expr, $changes:expr) => {
        let at = now();
        for change in &$changes {
            let what = &change.after;
            let parent = what.parent.map(|id| id.0);
            sqlx::query(
                "INSERT INTO concept (id, project, zh, en, kind, system, code, parent, terms, excluded, retired, revision, created)
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,1,$12)
                 ON CONFLICT (id) DO UPDATE SET zh = excluded.zh, en = excluded.en, kind = excluded.kind,
                 system = excluded.system, code = excluded.code, parent = excluded.parent, terms = excluded.terms,
                 excluded = excluded.excluded, retired = excluded.retired, revision = concept.revision + 1")
                .bind(change.id.0).bind($grant.project().0).bind(&what.zh).bind(&what.en).bind(&what.kind)
                .bind(&what.system).bind(&what.code).bind(parent).bind(Json(&what.terms)).bind(Json(&what.excluded))
                .bind(change.retired).bind(at)
                .execute(&mut *$tx).await.map_err(crate::error::unique("a concept of this name"))?;
            let before = change.before.as_ref().map(|old| Json(Change::snapshot(&old.what, old.retired)));
            sqlx::query("INSERT INTO concept_history (id, concept, at, account, action, before, after) VALUES ($1,$2,$3,$4,$5,$6,$7)")
                .bind(new_id::<uuid::Uuid>()).bind(change.id.0).bind(at).bind($grant.principal().account.0)
                .bind(change.action).bind(before).bind(Json(Change::snapshot(what, change.retired)))
                .execute(&mut *$tx).await?;
            for term in what.words() {
                sqlx::query("UPDATE unknown_term SET state = 'added', concept = $3, updated = $4
                     WHERE project = $1 AND term = $2 AND state <> 'added'")
                    .bind($grant.project().0).bind(fold(term)).bind(change.id.0).bind(at).execute(&mut *$tx).await?;
            }
        }
    };
}

fn book(rows: Vec<Row>) -> Book {
    Book::new(rows.into_iter().map(Row::concept).collect())
}

impl Store {
    /// The whole dictionary, retired concepts too, each with its clashes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn concepts(&self, grant: &Grant) -> Result<Vec<Concept>> {
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT * FROM concept WHERE project = $1 ORDER BY created, id")
            .bind(grant.project().0).fetch_all(pool).await?);
        Ok(book(rows).concepts)
    }

    /// One concept.
    ///
    /// # Errors
    /// When the project has no such concept.
    pub async fn concept(&self, grant: &Grant, id: ConceptId) -> Result<Concept> {
        let found = self.concepts(grant).await?.into_iter().find(|concept| concept.id == id);
        found.ok_or(StoreError::NotFound("concept"))
    }

    /// What happened to a concept, newest first.
    ///
    /// # Errors
    /// When the project has no such concept.
    pub async fn concept_history(&self, grant: &Grant, id: ConceptId) -> Result<Vec<ConceptEvent>> {
        type Event =
            (DateTime<Utc>, String, String, Option<Json<serde_json::Value>>, Option<Json<serde_json::Value>>);
        let rows: Vec<Event> = read!(self, pool => sqlx::query_as(
            "SELECT h.at, a.name, h.action, h.before, h.after FROM concept_history h JOIN account a ON a.id = h.account
             JOIN concept c ON c.id = h.concept WHERE c.project = $1 AND c.id = $2 ORDER BY h.at DESC, h.id DESC")
            .bind(grant.project().0).bind(id.0).fetch_all(pool).await?);
        if rows.is_empty() {
            return Err(StoreError::NotFound("concept"));
        }
        let event = |(at, by, action, before, after): Event| ConceptEvent {
            at,
            by,
            action,
            before: before.map(|json| json.0),
            after: after.map(|json| json.0),
        };
        Ok(rows.into_iter().map(event).collect())
    }

    /// Adds a concept.
    ///
    /// # Errors
    /// When the grant is not to edit, a part cannot be used, or the name is taken.
    pub async fn add_concept(&self, grant: &Grant, new: &NewConcept) -> Result<ConceptId> {
        let id: ConceptId = new_id();
        self.change_concepts(grant, Object::Concept(id), |book| {
            let after = book.checked(None, new.clone())?;
            Ok(vec![Change { id, before: None, after, retired: false, action: "created" }])
        })
        .await?;
        Ok(id)
    }

    /// Changes the state of a concept that `etag` names; a retired one comes back.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it has changed since.
    pub async fn set_concept(
        &self,
        grant: &Grant,
        id: ConceptId,
        etag: &str,
        new: &NewConcept,
    ) -> Result<()> {
        self.change_concepts(grant, Object::Concept(id), |book| {
            let old = book.get(id)?;
            if old.etag != etag {
                return Err(StoreError::Stale("concept"));
            }
            let after = book.checked(Some(id), new.clone())?;
            Ok(vec![Change { id, before: Some(old), after, retired: false, action: "changed" }])
        })
        .await
    }

    /// Takes a concept out of use; it stays readable. Its children lose their parent.
    ///
    /// # Errors
    /// When the project has no such concept.
    pub async fn retire_concept(&self, grant: &Grant, id: ConceptId) -> Result<()> {
        self.change_concepts(grant, Object::Concept(id), |book| {
            let old = book.get(id)?;
            let after = old.what.clone();
            let mut changes = book.moved(id, None);
            changes.push(Change { id, before: Some(old), after, retired: true, action: "retired" });
            Ok(changes)
        })
        .await
    }

    /// Puts a concept into another: its names and terms become terms of that
    /// one, its children that one's children; it is retired itself.
    ///
    /// # Errors
    /// When they are the same, or one of them is retired.
    pub async fn merge_concepts(&self, grant: &Grant, id: ConceptId, into: ConceptId) -> Result<()> {
        self.change_concepts(grant, Object::Concept(id), |book| book.merge(id, into)).await
    }

    /// Takes terms out of a concept into a new one of this name.
    ///
    /// # Errors
    /// When a term is not one of the concept's.
    pub async fn split_concept(
        &self,
        grant: &Grant,
        id: ConceptId,
        zh: &str,
        en: &str,
        terms: &[String],
    ) -> Result<ConceptId> {
        let made: ConceptId = new_id();
        self.change_concepts(grant, Object::Concept(id), |book| book.split(id, made, zh, en, terms)).await?;
        Ok(made)
    }

    /// Reads the dictionary, decides, and writes, in one transaction with the audit row.
    pub(crate) async fn change_concepts(
        &self,
        grant: &Grant,
        object: Object,
        decide: impl Fn(&Book) -> Result<Vec<Change>> + Send + Sync,
    ) -> Result<()> {
        grant.require(Action::Edit)?;
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let book = book_in!(tx, grant);
            let changes = decide(&book)?;
            change_in!(tx, grant, changes);
            let done: BTreeSet<&str> = changes.iter().map(|change| change.action).collect();
            let ids: Vec<String> = changes.iter().take(100).map(|change| change.id.to_string()).collect();
            audit_in!(self, tx, grant, object, serde_json::json!({"terms": done, "concepts": ids, "changes": changes.len()}));
        });
        Ok(())
    }

    /// The terms of every concept in use by its names, with those of its
    /// children and without what it excludes: what rule files may take.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn terms(&self, grant: &Grant) -> Result<crate::FrozenTerms> {
        let concepts = self.concepts(grant).await?;
        let mut children: HashMap<ConceptId, Vec<&Concept>> = HashMap::new();
        for concept in concepts.iter().filter(|concept| !concept.retired) {
            if let Some(parent) = concept.what.parent {
                children.entry(parent).or_default().push(concept);
            }
        }
        let mut named = Vec::new();
        for concept in concepts.iter().filter(|concept| !concept.retired) {
            let (mut terms, mut todo, mut seen) = (Vec::new(), vec![concept], BTreeSet::new());
            while let Some(next) = todo.pop().filter(|next| seen.insert(next.id)) {
                terms.extend(next.what.words().map(str::to_owned));
                todo.extend(children.get(&next.id).into_iter().flatten());
            }
            let out: BTreeSet<String> = concept.what.excluded.iter().map(|term| fold(term)).collect();
            let mut known = BTreeSet::new();
            terms.retain(|term| !out.contains(&fold(term)) && known.insert(fold(term)));
            let names = [&concept.what.zh, &concept.what.en];
            let names: BTreeSet<&String> = names.into_iter().filter(|name| !name.is_empty()).collect();
            named.extend(names.into_iter().map(|name| (name.clone(), terms.clone())));
        }
        Ok(named)
    }
}
