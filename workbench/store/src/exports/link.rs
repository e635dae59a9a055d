//! Links to a package: one person's, for a quarter of an hour, every fetch counted.

use chrono::{DateTime, Duration, Utc};
use workbench_core::ids::ExportId;
use workbench_core::vocab::ExportState;
use workbench_core::{Action, Digest};

use super::{ExportRequest, Package, wrong_state};
use crate::audit::audit_in;
use crate::db::{new_id, now, read, write_tx};
use crate::{Grant, Object, Result, Store, StoreError};

/// Minutes for which a link works.
const LINK_MINUTES: i64 = 15;

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    /// What opens the package; kept as a hash only.
    pub token: String,
    /// Until when.
    pub expires: DateTime<Utc>,
}

/// A package that may be sent now.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// The request.
    pub request: ExportRequest,
    /// Its package.
    pub package: Package,
}

fn hashed(token: &str) -> String {
    Digest::of(token.as_bytes()).to_string()
}

impl Store {
    /// Makes a link to the package for the person who asked for it.
    ///
    /// # Errors
    /// [`StoreError::Gone`] when the package is closed or its time is over; refused when it is another's request, or
    /// the person's level has been lowered since.
    pub async fn link_export(&self, grant: &Grant, id: ExportId) -> Result<Link> {
        let (request, _) = self.fetchable(grant, id).await?;
        let token = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
        let at = now();
        let expires = at + Duration::minutes(LINK_MINUTES);
        write_tx!(self, tx => {
            sqlx::query("INSERT INTO export_link (token_hash, export_request, account, created, expires) VALUES ($1,$2,$3,$4,$5)")
                .bind(hashed(&token)).bind(id.0).bind(grant.principal().account.0).bind(at).bind(expires)
                .execute(&mut *tx).await?;
            audit_in!(self, tx, grant, Object::Export(id), serde_json::json!({"link": request.number}));
        });
        Ok(Link { token, expires })
    }

    /// Counts a fetch and answers the package.
    ///
    /// # Errors
    /// As [`link_export`](Self::link_export), and when the link is unknown, another person's or over.
    pub async fn fetch_export(&self, grant: &Grant, id: ExportId, token: &str) -> Result<Fetch> {
        let (request, package) = self.fetchable(grant, id).await?;
        let account = grant.principal().account.0;
        let link: Option<(uuid::Uuid, DateTime<Utc>)> = read!(self, pool => sqlx::query_as(
            "SELECT account, expires FROM export_link WHERE token_hash = $1 AND export_request = $2")
            .bind(hashed(token)).bind(id.0).fetch_optional(pool).await?);
        let Some((owner, expires)) = link.filter(|(owner, _)| *owner == account) else {
            return Err(StoreError::NotFound("link of yours to this package"));
        };
        let at = now();
        if expires <= at {
            return Err(StoreError::gone(
                "the link's time is over; make a new one",
                "下载链接已过期，请重新生成",
            ));
        }
        write_tx!(self, tx => {
            // a package closed since it was looked at is not sent
            let open: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM export_request WHERE id = $1 AND state = 'ready'")
                .bind(id.0).fetch_one(&mut *tx).await?;
            if open == 0 {
                return Err(revoked());
            }
            sqlx::query("INSERT INTO export_download (id, export_request, account, ip, at) VALUES ($1,$2,$3,$4,$5)")
                .bind(new_id::<uuid::Uuid>()).bind(id.0).bind(owner).bind(&grant.principal().ip).bind(at)
                .execute(&mut *tx).await?;
            let detail = serde_json::json!({"download": request.number, "package": package.hash});
            audit_in!(self, tx, grant, Object::Export(id), detail);
        });
        Ok(Fetch { request, package })
    }

    async fn fetchable(&self, grant: &Grant, id: ExportId) -> Result<(ExportRequest, Package)> {
        grant.require(Action::Export)?;
        let request = self.export(grant, id).await?;
        if request.by != grant.principal().account {
            return Err(StoreError::barred(
                "only the person who asked fetches the package",
                "只有申请人本人可以下载数据包",
            ));
        }
        if request.level > grant.level() {
            return Err(StoreError::barred(
                "your level is lower now than that of the package",
                "本人现在的数据级别低于该数据包的级别",
            ));
        }
        match (request.state, &request.package) {
            (ExportState::Ready, Some(package)) => {
                let package = package.clone();
                Ok((request, package))
            }
            (ExportState::Revoked, _) => Err(revoked()),
            (ExportState::Expired, _) => Err(StoreError::gone(
                "the package's time is over; ask for it anew",
                "数据包已过期，请重新申请",
            )),
            _ => Err(wrong_state(&request, "there is no package to fetch", "没有可下载的数据包")),
        }
    }
}

fn revoked() -> StoreError {
    StoreError::gone("the package has been closed by a steward", "数据包已被数据管理员撤销")
}
