//! Lineage: which activity used and made which thing (W3C PROV core).

use chrono::{DateTime, Utc};
use workbench_core::DataLevel;
use workbench_core::ids::ActivityId;

use crate::db::{new_id, read, write_tx};
use crate::{Grant, Result, Store, sent};

/// A thing: its kind, its id, and the digest of its content where it has one.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, sqlx::FromRow, utoipa::ToSchema,
)]
pub struct Entity {
    /// Kind, as in [`Object::kind`](crate::Object::kind), or `object`, `code`.
    #[sqlx(rename = "entity_kind")]
    pub kind: String,
    /// Id.
    #[sqlx(rename = "entity_id")]
    pub id: String,
    /// SHA-256 of the content, or empty.
    #[sqlx(rename = "entity_hash")]
    pub hash: String,
}

impl Entity {
    /// A thing from its parts.
    pub fn new(kind: &str, id: impl ToString, hash: impl ToString) -> Self {
        Self { kind: kind.to_owned(), id: id.to_string(), hash: hash.to_string() }
    }
}

/// Something that was done.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct Activity {
    /// Id.
    pub id: uuid::Uuid,
    /// What kind of work.
    pub kind: String,
    /// Its parameters.
    #[sqlx(json)]
    pub plan: serde_json::Value,
    /// SHA-256 of the parameters.
    pub plan_hash: String,
    /// Version of the program.
    pub code_version: String,
    /// Who had it done.
    pub actor: String,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
}

/// An arrow between an activity and a thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct Edge {
    /// Activity.
    pub activity: uuid::Uuid,
    /// `used` or `generated`.
    pub role: String,
    /// The thing.
    #[sqlx(flatten)]
    pub entity: Entity,
}

/// The way back from a thing to what it was made of.
#[derive(Clone, Debug, Default, serde::Serialize, utoipa::ToSchema)]
pub struct Lineage {
    /// The activities, nearest first.
    pub activities: Vec<Activity>,
    /// The arrows.
    pub edges: Vec<Edge>,
}

/// How many steps back a walk goes, and how many arrows of one activity it shows.
const MAX_STEPS: usize = 8;
const MAX_EDGES: i64 = 200;

/// Writes an activity and its arrows inside a transaction.
macro_rules! activity_in {
    ($tx:ident, $grant:expr, $id:expr, $kind:expr, $plan:expr, $started:expr, $used:expr, $generated:expr) => {
        sqlx::query(
            "INSERT INTO activity (id, project, kind, plan, plan_hash, code_version, actor, started, ended)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        )
        .bind($id.0)
        .bind($grant.project().0)
        .bind($kind)
        .bind(sqlx::types::Json($plan))
        .bind(workbench_core::Digest::of_json($plan).to_string())
        .bind(env!("CARGO_PKG_VERSION"))
        .bind(&$grant.principal().login)
        .bind($started)
        .bind($crate::db::now())
        .execute(&mut *$tx)
        .await?;
        for (role, entities) in [("used", $used), ("generated", $generated)] {
            for entity in entities {
                sqlx::query(
                    "INSERT INTO edge (activity, role, entity_kind, entity_id, entity_hash)
                     VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING",
                )
                .bind($id.0)
                .bind(role)
                .bind(&entity.kind)
                .bind(&entity.id)
                .bind(&entity.hash)
                .execute(&mut *$tx)
                .await?;
            }
        }
    };
}
pub(crate) use activity_in;

impl Store {
    /// Writes down a finished activity with everything it used and made.
    ///
    /// # Errors
    /// When the rows cannot be written.
    pub async fn record_activity(
        &self,
        grant: &Grant,
        kind: &str,
        plan: &serde_json::Value,
        started: DateTime<Utc>,
        used: &[Entity],
        generated: &[Entity],
    ) -> Result<ActivityId> {
        let id: ActivityId = new_id();
        write_tx!(self, tx => { activity_in!(tx, grant, id, kind, plan, started, used, generated); });
        Ok(id)
    }

    /// Whether the project has received these bytes: an object's name alone opens nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn received(&self, grant: &Grant, object: workbench_core::Digest) -> Result<bool> {
        let found: Option<i64> = read!(self, pool => sqlx::query_scalar(
            "SELECT CAST(1 AS BIGINT) FROM edge e JOIN activity a ON a.id = e.activity
             WHERE a.project = $1 AND e.entity_kind = 'object' AND e.entity_id = $2 LIMIT 1")
            .bind(grant.project().0).bind(object.to_string()).fetch_optional(pool).await?);
        Ok(found.is_some())
    }

    /// Walks back from a thing of the grant's project, breadth first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lineage(&self, grant: &Grant, kind: &str, id: &str) -> Result<Lineage> {
        let mut lineage = Lineage::default();
        let mut layer = vec![(kind.to_owned(), id.to_owned())];
        for _ in 0..MAX_STEPS {
            let mut next = Vec::new();
            for (kind, id) in layer {
                for activity in self.makers(grant, &kind, &id).await? {
                    if lineage.activities.iter().any(|known| known.id == activity.id) {
                        continue;
                    }
                    let edges: Vec<Edge> = read!(self, pool => sqlx::query_as(
                        "SELECT * FROM edge WHERE activity = $1 AND (role = 'used' OR (entity_kind = $2 AND entity_id = $3))
                         ORDER BY role, entity_kind, entity_id LIMIT $4")
                        .bind(activity.id).bind(&kind).bind(&id).bind(MAX_EDGES).fetch_all(pool).await?);
                    next.extend(
                        edges
                            .iter()
                            .filter(|edge| edge.role == "used")
                            .map(|edge| (edge.entity.kind.clone(), edge.entity.id.clone())),
                    );
                    let own = activity.actor == grant.principal().login;
                    let level = if own { DataLevel::Identified } else { grant.level() };
                    lineage.activities.push(Activity { plan: sent::plan(level, activity.plan), ..activity });
                    lineage.edges.extend(edges);
                }
            }
            next.sort();
            next.dedup();
            next.truncate(MAX_EDGES as usize);
            if next.is_empty() || lineage.edges.len() > 2_000 {
                break;
            }
            layer = next;
        }
        Ok(lineage)
    }

    async fn makers(&self, grant: &Grant, kind: &str, id: &str) -> Result<Vec<Activity>> {
        Ok(read!(self, pool => sqlx::query_as(
            "SELECT a.* FROM activity a JOIN edge e ON e.activity = a.id
             WHERE a.project = $1 AND e.role = 'generated' AND e.entity_kind = $2 AND e.entity_id = $3
             ORDER BY a.started DESC LIMIT 5")
            .bind(grant.project().0).bind(kind).bind(id).fetch_all(pool).await?))
    }
}
