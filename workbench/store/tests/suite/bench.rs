//! A fresh store for each test, on either database.

use std::future::Future;
use std::sync::Arc;

use sqlx::postgres::PgPool;
use workbench_core::ids::ProjectId;
use workbench_core::{Action, Role, SystemRole};
use workbench_store::{Account, Grant, NewAccount, Object, Principal, Store};

use crate::raw::Raw;

/// Makes two tests of every body: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($body:ident),+ $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $body() { $crate::bench::on_sqlite(super::$body).await }
        )+ }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $body() { $crate::bench::on_postgres(super::$body).await }
        )+ }
    };
}
pub(crate) use on_both;

/// A store that nobody else uses, and a way behind its back.
#[derive(Clone)]
pub struct Bench {
    pub store: Store,
    pub raw: Raw,
    pub folder: Arc<tempfile::TempDir>,
    /// What [`Store::open`] was given as its database.
    pub url: Option<String>,
}

/// A project with its owner.
pub struct Team {
    pub owner: Principal,
    pub project: ProjectId,
}

impl Bench {
    async fn open(url: Option<String>) -> Self {
        let folder = Arc::new(folder());
        let store = Store::open(folder.path(), url.as_deref()).await.unwrap();
        let raw = Raw::open(folder.path(), url.as_deref()).await;
        Self { store, raw, folder, url }
    }

    /// A second store over the same data, as another process has it.
    pub async fn again(&self) -> Store {
        Store::open(self.folder.path(), self.url.as_deref()).await.unwrap()
    }

    pub async fn account(&self, login: &str, system_role: SystemRole) -> Account {
        let new = NewAccount {
            login: login.to_owned(),
            name: format!("name of {login}"),
            system_role,
            password_hash: "$argon2id$none".to_owned(),
            must_change: false,
        };
        self.store.create_account(&Principal::command_line(), &new).await.unwrap()
    }

    pub async fn person(&self, login: &str) -> Principal {
        self.account(login, SystemRole::User).await.principal("10.0.0.1")
    }

    pub async fn auditor(&self) -> Principal {
        self.account("auditor", SystemRole::AuditAdmin).await.principal("10.0.0.9")
    }

    /// A project that a new person of this login owns.
    pub async fn team(&self, login: &str) -> Team {
        let owner = self.person(login).await;
        let project =
            self.store.create_project(&owner, &format!("project of {login}"), "shared", true).await.unwrap();
        Team { owner, project }
    }

    /// A new member of the team.
    pub async fn member(&self, team: &Team, login: &str, role: Role) -> Principal {
        let person = self.person(login).await;
        let grant = self.grant(team, Action::Administer).await;
        self.store.set_member(&grant, person.account, Some(role)).await.unwrap();
        person
    }

    /// The owner's grant.
    pub async fn grant(&self, team: &Team, action: Action) -> Grant {
        self.grant_of(&team.owner, team, action).await
    }

    pub async fn grant_of(&self, person: &Principal, team: &Team, action: Action) -> Grant {
        self.store.authorize(person, action, Object::Project(team.project)).await.unwrap()
    }
}

/// A folder in memory where there is one: thousands of commits are waited for.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Runs the body on a new SQLite file.
pub async fn on_sqlite<F: Future<Output = ()> + Send + 'static>(body: impl FnOnce(Bench) -> F) {
    let bench = Bench::open(None).await;
    assert_eq!(bench.store.dialect(), "sqlite");
    body(bench).await;
}

/// Runs the body on a new PostgreSQL database and drops it, whatever happened.
pub async fn on_postgres<F: Future<Output = ()> + Send + 'static>(body: impl FnOnce(Bench) -> F) {
    let Ok(server) = std::env::var("WORKBENCH_TEST_POSTGRES") else {
        eprintln!("skipped: PostgreSQL (WORKBENCH_TEST_POSTGRES not set)");
        return;
    };
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let (before, _) =
        server.rsplit_once('/').expect("WORKBENCH_TEST_POSTGRES is postgres://user@host:port/dbname");
    let admin = PgPool::connect(&server).await.expect("WORKBENCH_TEST_POSTGRES names a server that answers");
    let run = |sql: String| sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&admin);
    run(format!("CREATE DATABASE {name}")).await.unwrap();
    let bench = Bench::open(Some(format!("{before}/{name}"))).await;
    assert_eq!(bench.store.dialect(), "postgres");
    let outcome = tokio::spawn(body(bench)).await;
    run(format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}
