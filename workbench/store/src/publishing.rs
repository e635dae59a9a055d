//! Publishing a draft: what was checked becomes a version that never changes.

use sqlx::types::Json;
use workbench_core::ids::{RuleSetId, RuleSetVersionId};
use workbench_core::{Action, Digest, Variable};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, new_id, now, write_tx};
use crate::error::unique;
use crate::{FrozenTerms, Grant, Result, Store, StoreError};

/// A checked rule set to publish.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// Version, three numbers.
    pub version: String,
    /// SHA-256 over source and terms.
    pub hash: Digest,
    /// The rule file.
    pub source: String,
    /// The terms it takes.
    pub terms: FrozenTerms,
    /// Its variables in order.
    pub variables: Vec<Variable>,
    /// Number of tests inside the file.
    pub tests: usize,
    /// Why.
    pub note: String,
}

/// The three numbers of a version.
pub(crate) fn numbers(version: &str) -> Option<[u64; 3]> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let found = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(found)
}

fn newer(new: &NewVersion, known: &[(String, String)]) -> Result<()> {
    if let Some((version, _)) = known.iter().find(|(_, hash)| *hash == new.hash.to_string()) {
        return Err(StoreError::refused(
            format!("the same rules and terms are published already, as version {version}"),
            format!("内容相同的规则集已作为 {version} 版发布"),
        ));
    }
    let wanted = numbers(&new.version).ok_or_else(|| {
        StoreError::bad("a version is three numbers, like 1.2.0", "版本号须为三段数字，如 1.2.0")
    })?;
    let last = known.iter().filter_map(|(version, _)| numbers(version)).max();
    match last {
        Some(last) if wanted <= last => {
            let [a, b, c] = last;
            Err(StoreError::refused(
                format!(
                    "version {} is not newer than {a}.{b}.{c}; raise it in the head of the file",
                    new.version
                ),
                format!("版本 {} 不高于已发布的 {a}.{b}.{c}，请在文件头提高版本号", new.version),
            ))
        }
        _ => Ok(()),
    }
}

impl Store {
    /// Publishes the draft that `etag` names as an immutable version.
    ///
    /// # Errors
    /// When the grant is not to administer, the draft has changed, the version
    /// is not newer than the last, or the same was published before.
    pub async fn publish_version(
        &self,
        grant: &Grant,
        ruleset: RuleSetId,
        etag: &str,
        new: &NewVersion,
    ) -> Result<RuleSetVersionId> {
        grant.require(Action::Administer)?;
        if new.note.chars().count() > 2_000 {
            return Err(StoreError::bad("a note has at most 2000 characters", "说明不得超过 2000 字"));
        }
        let id: RuleSetVersionId = new_id();
        let object = Object::RuleSetVersion(id);
        let detail =
            serde_json::json!({"publish": new.version, "hash": new.hash.to_string(), "note": new.note});
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let draft: Option<(String, i64)> = sqlx::query_as("SELECT draft, revision FROM rule_set WHERE id = $1 AND project = $2")
                .bind(ruleset.0).bind(grant.project().0).fetch_optional(&mut *tx).await?;
            let (draft, revision) = draft.ok_or(StoreError::NotFound("rule set"))?;
            if revision.to_string() != etag || draft != new.source {
                return Err(StoreError::Stale("rule set"));
            }
            let known: Vec<(String, String)> = sqlx::query_as("SELECT version, hash FROM rule_set_version WHERE rule_set = $1")
                .bind(ruleset.0).fetch_all(&mut *tx).await?;
            newer(new, &known)?;
            sqlx::query(
                "INSERT INTO rule_set_version (id, rule_set, version, hash, source, terms, variables, tests, note, account, at)
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)")
                .bind(id.0).bind(ruleset.0).bind(&new.version).bind(new.hash.to_string()).bind(&new.source)
                .bind(Json(&new.terms)).bind(Json(&new.variables)).bind(i64::try_from(new.tests).unwrap_or(i64::MAX))
                .bind(&new.note).bind(grant.principal().account.0).bind(now())
                .execute(&mut *tx).await.map_err(unique("this version"))?;
            audit_in!(self, tx, grant, object, detail.clone());
        });
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions_are_three_numbers() {
        assert_eq!(numbers("1.20.3"), Some([1, 20, 3]));
        assert!(numbers("1.10.0") > numbers("1.9.9"));
        for bad in ["", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3", "1..3"] {
            assert_eq!(numbers(bad), None, "{bad}");
        }
    }
}
