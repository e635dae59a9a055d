//! Accounts, sign-ins and failed attempts.

use chrono::{DateTime, Duration, Utc};
use workbench_core::ids::UserId;
use workbench_core::{Digest, SystemRole};

use crate::authz::Object;
use crate::db::{new_id, now, read, write_tx};
use crate::error::{stored, unique};
use crate::{Principal, Result, Store, StoreError};

/// Failures within [`LOCK_MINUTES`] after which a login and address are locked.
const MAX_FAILURES: i64 = 5;
/// Length of the window and of the lock.
const LOCK_MINUTES: i64 = 10;
/// A session without a request for this long is over.
const IDLE_MINUTES: i64 = 10;
/// A session this old is over.
const SESSION_HOURS: i64 = 12;

/// A person's account.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Account {
    /// Id.
    pub id: UserId,
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// Role towards the system.
    pub system_role: SystemRole,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// Whether sign-in is refused.
    pub disabled: bool,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// PHC string of the password; never leaves the server.
    #[serde(skip)]
    pub password_hash: String,
}

/// What a new account needs.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Login, unique.
    pub login: String,
    /// Name.
    pub name: String,
    /// Role towards the system.
    pub system_role: SystemRole,
    /// PHC string of the initial password.
    pub password_hash: String,
    /// Whether it must be changed at the first sign-in.
    pub must_change: bool,
}

/// A valid session.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Who is signed in.
    pub account: Account,
    /// When the session ends at the latest.
    pub expires: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    login: String,
    name: String,
    system_role: String,
    password_hash: String,
    must_change: bool,
    disabled: bool,
    created: DateTime<Utc>,
}

impl Row {
    fn account(self) -> Result<Account> {
        Ok(Account {
            id: UserId(self.id),
            login: self.login,
            name: self.name,
            system_role: stored(&self.system_role)?,
            must_change: self.must_change,
            disabled: self.disabled,
            created: self.created,
            password_hash: self.password_hash,
        })
    }
}

impl Store {
    /// Makes an account.
    ///
    /// # Errors
    /// When the login is taken.
    pub async fn create_account(&self, by: &Principal, new: &NewAccount) -> Result<Account> {
        let id: UserId = new_id();
        write_tx!(self, tx => { sqlx::query(
            "INSERT INTO account (id, login, name, system_role, password_hash, must_change, disabled, created)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8)")
            .bind(id.0).bind(&new.login).bind(&new.name).bind(new.system_role.as_str())
            .bind(&new.password_hash).bind(new.must_change).bind(false).bind(now())
            .execute(&mut *tx).await.map_err(unique("this login"))?; });
        let detail = serde_json::json!({"create": new.login, "system_role": new.system_role});
        self.record(by, "administer", &Object::Accounts, None, "ok", &detail).await?;
        self.account(id).await
    }

    /// An account by id.
    ///
    /// # Errors
    /// When there is none.
    pub async fn account(&self, id: UserId) -> Result<Account> {
        let row: Option<Row> = read!(self, pool =>
            sqlx::query_as("SELECT * FROM account WHERE id = $1").bind(id.0).fetch_optional(pool).await?);
        row.ok_or(StoreError::NotFound("account"))?.account()
    }

    /// An account by login.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>> {
        let row: Option<Row> = read!(self, pool =>
            sqlx::query_as("SELECT * FROM account WHERE login = $1").bind(login).fetch_optional(pool).await?);
        row.map(Row::account).transpose()
    }

    /// Every account, by login.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let rows: Vec<Row> = read!(self, pool =>
            sqlx::query_as("SELECT * FROM account ORDER BY login").fetch_all(pool).await?);
        rows.into_iter().map(Row::account).collect()
    }

    /// Changes name or state of an account; a disabled account loses its sessions.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn update_account(
        &self,
        by: &Principal,
        id: UserId,
        name: &str,
        disabled: bool,
    ) -> Result<Account> {
        write_tx!(self, tx => {
            sqlx::query("UPDATE account SET name = $2, disabled = $3 WHERE id = $1")
                .bind(id.0).bind(name).bind(disabled).execute(&mut *tx).await?;
            if disabled {
                sqlx::query("DELETE FROM sign_in WHERE account = $1").bind(id.0).execute(&mut *tx).await?;
            }
        });
        let account = self.account(id).await?;
        let detail = serde_json::json!({"change": account.login, "disabled": disabled});
        self.record(by, "administer", &Object::Accounts, None, "ok", &detail).await?;
        Ok(account)
    }

    /// Sets a password and ends every session of the account.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn set_password(
        &self,
        by: &Principal,
        id: UserId,
        hash: &str,
        must_change: bool,
    ) -> Result<()> {
        write_tx!(self, tx => {
            let found = sqlx::query("UPDATE account SET password_hash = $2, must_change = $3 WHERE id = $1")
                .bind(id.0).bind(hash).bind(must_change).execute(&mut *tx).await?;
            if found.rows_affected() == 0 {
                return Err(StoreError::NotFound("account"));
            }
            sqlx::query("DELETE FROM sign_in WHERE account = $1").bind(id.0).execute(&mut *tx).await?;
        });
        let detail = serde_json::json!({"password_of": id.to_string()});
        self.record(by, "administer", &Object::Accounts, None, "ok", &detail).await
    }

    /// Whether this login is locked for this address after repeated failures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn locked(&self, login: &str, ip: &str) -> Result<bool> {
        let since = now() - Duration::minutes(LOCK_MINUTES);
        let failures: i64 = read!(self, pool => sqlx::query_scalar(
            "SELECT COUNT(*) FROM login_failure WHERE login = $1 AND ip = $2 AND at > $3")
            .bind(short(login)).bind(ip).bind(since).fetch_one(pool).await?);
        Ok(failures >= MAX_FAILURES)
    }

    /// Remembers a failed sign-in and writes it down.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_failed(&self, login: &str, ip: &str) -> Result<()> {
        let old = now() - Duration::days(1);
        write_tx!(self, tx => {
            sqlx::query("DELETE FROM login_failure WHERE at < $1").bind(old).execute(&mut *tx).await?;
            sqlx::query("INSERT INTO login_failure (login, ip, at) VALUES ($1,$2,$3)")
                .bind(short(login)).bind(ip).bind(now()).execute(&mut *tx).await?;
        });
        self.record(
            &Principal::unknown(login, ip),
            "sign_in",
            &Object::Accounts,
            None,
            "denied",
            &serde_json::Value::Null,
        )
        .await
    }

    /// Starts a session; `token` is what the browser keeps, only its hash is stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in(&self, account: &Account, token: &str, ip: &str) -> Result<SignIn> {
        let (at, expires) = (now(), now() + Duration::hours(SESSION_HOURS));
        write_tx!(self, tx => {
            sqlx::query("DELETE FROM sign_in WHERE expires < $1").bind(at).execute(&mut *tx).await?;
            sqlx::query("DELETE FROM login_failure WHERE login = $1 AND ip = $2")
                .bind(short(&account.login)).bind(ip).execute(&mut *tx).await?;
            sqlx::query(
                "INSERT INTO sign_in (token_hash, account, created, last_seen, expires, ip) VALUES ($1,$2,$3,$3,$4,$5)")
                .bind(token_hash(token)).bind(account.id.0).bind(at).bind(expires).bind(ip)
                .execute(&mut *tx).await?;
        });
        self.record(
            &account.principal(ip),
            "sign_in",
            &Object::Accounts,
            None,
            "ok",
            &serde_json::Value::Null,
        )
        .await?;
        Ok(SignIn { account: account.clone(), expires })
    }

    /// The session of a token; `active` requests push the idle limit on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, token: &str, active: bool) -> Result<Option<SignIn>> {
        let (hash, at) = (token_hash(token), now());
        let found: Option<(uuid::Uuid, DateTime<Utc>, DateTime<Utc>)> = read!(self, pool => sqlx::query_as(
            "SELECT account, expires, last_seen FROM sign_in WHERE token_hash = $1 AND expires > $2 AND last_seen > $3")
            .bind(&hash).bind(at).bind(at - Duration::minutes(IDLE_MINUTES)).fetch_optional(pool).await?);
        let Some((account, expires, last_seen)) = found else { return Ok(None) };
        let account = self.account(UserId(account)).await?;
        if account.disabled {
            return Ok(None);
        }
        if active && at - last_seen > Duration::seconds(20) {
            write_tx!(self, tx => { sqlx::query("UPDATE sign_in SET last_seen = $2 WHERE token_hash = $1")
                .bind(&hash).bind(at).execute(&mut *tx).await?; });
        }
        Ok(Some(SignIn { account, expires }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, principal: &Principal, token: &str) -> Result<()> {
        write_tx!(self, tx => { sqlx::query("DELETE FROM sign_in WHERE token_hash = $1")
            .bind(token_hash(token)).execute(&mut *tx).await?; });
        self.record(principal, "sign_out", &Object::Accounts, None, "ok", &serde_json::Value::Null).await
    }
}

impl Account {
    /// This person, calling from `ip`.
    pub fn principal(&self, ip: &str) -> Principal {
        Principal {
            account: self.id,
            login: self.login.clone(),
            system_role: self.system_role,
            ip: ip.to_owned(),
        }
    }
}

impl Principal {
    /// The installation itself, at its own command line.
    pub fn command_line() -> Self {
        Self { system_role: SystemRole::SystemAdmin, ..Self::unknown("command-line", "cli") }
    }

    /// Somebody who has not signed in.
    pub fn unknown(login: &str, ip: &str) -> Self {
        Self {
            account: UserId(uuid::Uuid::nil()),
            login: short(login),
            system_role: SystemRole::User,
            ip: ip.to_owned(),
        }
    }
}

/// Anybody may type a login of any length; the first hundred characters are kept.
fn short(login: &str) -> String {
    login.chars().take(100).collect()
}

fn token_hash(token: &str) -> String {
    Digest::of(token.as_bytes()).to_string()
}
