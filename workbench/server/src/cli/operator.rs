//! Whoever has the data folder in hand: the account `command-line`.

use workbench_core::{Action, SystemRole};
use workbench_store::{Grant, NewAccount, Object, Principal, Store};

use super::Data;
use crate::AppError;
use crate::app::{App, Shared};

const LOGIN: &str = "command-line";
/// A password hash that no password fits.
pub const NOBODY: &str = "!";

impl Data {
    /// Opens a store that must be there, for commands that only look.
    pub async fn existing(&self) -> Result<Shared, AppError> {
        if self.database_url.is_none() && !self.data.join("workbench.db").is_file() {
            return Err(AppError::new(
                workbench_core::Code::NotFound,
                format!("{} holds no workbench data", self.data.display()),
            )
            .zh(format!("{} 中没有工作台数据", self.data.display())));
        }
        self.open().await
    }

    /// Opens the store as an application without a server.
    pub async fn open(&self) -> Result<Shared, AppError> {
        tokio::fs::create_dir_all(&self.data)
            .await
            .map_err(|error| AppError::from(error).within(&self.data.display().to_string()))?;
        let store = Store::open(&self.data, self.database_url.as_deref()).await?;
        Ok(App::new(store, self.data.clone(), false))
    }
}

/// The operator's account; nobody can sign in with it.
pub async fn principal(app: &App) -> Result<Principal, AppError> {
    if let Some(account) = app.store.account_by_login(LOGIN).await? {
        return Ok(account.principal("cli"));
    }
    let new = NewAccount {
        login: LOGIN.to_owned(),
        name: "命令行 command line".to_owned(),
        system_role: SystemRole::User,
        password_hash: NOBODY.to_owned(),
        must_change: true,
    };
    let account = app.store.create_account(&Principal::command_line(), &new).await?;
    Ok(account.principal("cli"))
}

/// A grant in a project that must be there.
pub async fn grant_existing(app: &App, title: &str, action: Action) -> Result<Grant, AppError> {
    if !app.store.project_exists(title).await? {
        return Err(AppError::new(workbench_core::Code::NotFound, format!("there is no project `{title}`"))
            .zh(format!("没有名为“{title}”的课题")));
    }
    grant(app, title, action).await
}

/// A grant in the project of this title, which is made when there is none.
pub async fn grant(app: &App, title: &str, action: Action) -> Result<Grant, AppError> {
    let principal = principal(app).await?;
    let project = app.store.operator_project(&principal, title).await?;
    Ok(app.store.authorize(&principal, action, Object::Project(project)).await?)
}
