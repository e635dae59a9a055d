//! Accounts, for the security administrator.

use axum::Json;
use workbench_core::SystemRole;
use workbench_core::ids::UserId;
use workbench_store::{Account, NewAccount};

use super::problem::{Body, Path};
use super::{Answer, Caller, Page, Problem};
use crate::password;

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewUser {
    login: String,
    name: String,
    system_role: SystemRole,
    /// Initial password; it must be changed at the first sign-in.
    password: String,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct UserChange {
    name: Option<String>,
    disabled: Option<bool>,
    /// A new initial password.
    password: Option<String>,
}

/// Who gives and takes rights; administrators themselves are made at the command line.
const ADMINISTRATORS: &[SystemRole] = &[SystemRole::SecurityAdmin];

/// Every account.
#[utoipa::path(get, path = "/users", tag = "users", responses((status = 200, body = Page<Account>)))]
pub async fn list(caller: Caller) -> Answer<Page<Account>> {
    Ok(Json(Page::whole(caller.app.store.accounts().await?)))
}

/// Makes an account.
#[utoipa::path(post, path = "/users", tag = "users", request_body = NewUser,
    responses((status = 200, body = Account), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn create(caller: Caller, Body(new): Body<NewUser>) -> Answer<Account> {
    caller.must_be(ADMINISTRATORS)?;
    if new.system_role != SystemRole::User {
        return Err(Problem::denied("administrators are made with `workbench admin create-user`")
            .zh("管理员账号只能在服务器命令行用 workbench admin create-user 创建"));
    }
    let login = new.login.trim().to_owned();
    let plain = login.chars().all(|c| c.is_ascii_alphanumeric() || "._-@".contains(c));
    if !plain || !(2..=64).contains(&login.len()) {
        return Err(Problem::bad("a login has 2 to 64 letters, digits or . _ - @")
            .zh("登录名为 2–64 位字母、数字或 . _ - @"));
    }
    password::check(&new.password, &login)?;
    let password_hash = password::hash(&new.password).await?;
    let account =
        NewAccount { login, name: new.name, system_role: new.system_role, password_hash, must_change: true };
    Ok(Json(caller.app.store.create_account(&caller.principal, &account).await?))
}

/// Changes an account.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", request_body = UserChange,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Account), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn update(
    caller: Caller,
    Path(id): Path<UserId>,
    Body(change): Body<UserChange>,
) -> Answer<Account> {
    caller.must_be(ADMINISTRATORS)?;
    let store = &caller.app.store;
    let account = store.account(id).await?;
    if change.disabled == Some(true) && id == caller.principal.account {
        return Err(
            Problem::bad("nobody disables the account they are signed in with").zh("不能停用当前登录的账号")
        );
    }
    if account.system_role != SystemRole::User {
        return Err(Problem::denied("administrators are changed at the command line")
            .zh("管理员账号只能在服务器命令行修改"));
    }
    if let Some(password) = &change.password {
        password::check(password, &account.login)?;
        store.set_password(&caller.principal, id, &password::hash(password).await?, true).await?;
    }
    let name = change.name.unwrap_or(account.name);
    let disabled = change.disabled.unwrap_or(account.disabled);
    Ok(Json(store.update_account(&caller.principal, id, &name, disabled).await?))
}
