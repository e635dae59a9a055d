//! The demo's ready sign-ins and its project.

use std::net::SocketAddr;

use workbench_core::ids::UserId;
use workbench_core::{Action, Role, SystemRole};
use workbench_store::{Grant, NewAccount, Object, Principal};

use crate::app::App;
use crate::{AppError, password};

/// Known to everybody who reads this: the demo holds generated data only and
/// listens on this machine only, unless told otherwise.
const PASSWORD: &str = "Synthetic-2026";
const TITLE: &str = "合成肺结节队列 SYNTHETIC lung nodules";

const PEOPLE: [(&str, &str, SystemRole); 5] = [
    ("demo", "演示研究者 demo researcher", SystemRole::User),
    ("clinician", "演示临床医生 demo clinician", SystemRole::User),
    ("checker", "演示核对者（依合成真值） demo checker (by the synthetic truth)", SystemRole::User),
    ("security", "演示安全管理员 demo security administrator", SystemRole::SecurityAdmin),
    ("auditor", "演示审计员 demo auditor", SystemRole::AuditAdmin),
];

pub struct People {
    /// To edit the project.
    pub grant: Grant,
    /// To train in the project.
    pub train: Grant,
    /// To check values, as the demo's checker.
    pub check: Grant,
}

/// Makes what is missing; running the demo again finds it.
pub async fn ready(app: &App) -> Result<People, AppError> {
    let hash = password::hash(PASSWORD).await?;
    let mut ids = Vec::new();
    for (login, name, system_role) in PEOPLE {
        ids.push(account(app, login, name, system_role, &hash).await?);
    }
    let principal = app.store.account(ids[0]).await?.principal("cli");
    let project = match app.store.project_by_title(&principal, TITLE).await? {
        Some(project) => project,
        None => app.store.create_project(&principal, TITLE, "shared", true).await?,
    };
    let object = Object::Project(project);
    let administer = app.store.authorize(&principal, Action::Administer, object).await?;
    app.store.set_member(&administer, ids[1], Some(Role::Clinician)).await?;
    app.store.set_member(&administer, ids[2], Some(Role::Researcher)).await?;
    let checker = app.store.account(ids[2]).await?.principal("cli");
    let check = app.store.authorize(&checker, Action::Edit, object).await?;
    let grant = app.store.authorize(&principal, Action::Edit, object).await?;
    let train = app.store.authorize(&principal, Action::Train, object).await?;
    Ok(People { grant, train, check })
}

async fn account(
    app: &App,
    login: &str,
    name: &str,
    system_role: SystemRole,
    hash: &str,
) -> Result<UserId, AppError> {
    if let Some(account) = app.store.account_by_login(login).await? {
        return Ok(account.id);
    }
    let new = NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        system_role,
        password_hash: hash.to_owned(),
        must_change: false,
    };
    Ok(app.store.create_account(&Principal::command_line(), &new).await?.id)
}

pub fn show(listen: &SocketAddr) {
    eprintln!(
        "\n打开 open  http://{listen}  登录 sign in as `demo` (or `clinician`, `security`, `auditor`), 密码 password `{PASSWORD}`"
    );
}
