//! Sign-in, sign-out, first-login password change.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::{DateTime, Utc};
use workbench_store::{Account, SignIn};

use super::caller::{COOKIE, Ip, Signed};
use super::problem::Body;
use super::{Answer, Problem};
use crate::app::Shared;
use crate::password;

/// A session as the browser sees it.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Session {
    user: Account,
    must_change: bool,
    expires: DateTime<Utc>,
    version: String,
    /// Whether this installation runs the demo on generated data.
    demo: bool,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct Credentials {
    login: String,
    password: String,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct PasswordChange {
    old: String,
    new: String,
}

fn session(app: &Shared, sign_in: SignIn) -> Session {
    Session {
        must_change: sign_in.account.must_change,
        user: sign_in.account,
        expires: sign_in.expires,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demo: app.demo,
    }
}

fn cookie(token: &str) -> Cookie<'static> {
    Cookie::build((COOKIE, token.to_owned())).path("/").http_only(true).same_site(SameSite::Strict).build()
}

/// Starts a session.
#[utoipa::path(post, path = "/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = Session), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(
    State(app): State<Shared>,
    Ip(ip): Ip,
    jar: CookieJar,
    Body(credentials): Body<Credentials>,
) -> Result<(CookieJar, Json<Session>), Problem> {
    let login = credentials.login.trim();
    let _turn = password::TURNS.acquire().await.map_err(|_| Problem::denied("the server is stopping"))?;
    if app.store.locked(login, &ip).await? {
        return Err(Problem::new(
            axum::http::StatusCode::TOO_MANY_REQUESTS,
            "locked",
            "too many failed attempts; try again in 10 minutes",
        )
        .zh("连续输错次数过多，请 10 分钟后再试"));
    }
    let account = app.store.account_by_login(login).await?.filter(|account| !account.disabled);
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let fits = password::verify(&credentials.password, hash).await?;
    let Some(account) = account.filter(|_| fits) else {
        app.store.sign_in_failed(login, &ip).await?;
        return Err(Problem::new(
            axum::http::StatusCode::UNAUTHORIZED,
            "wrong_credentials",
            "login or password is wrong",
        )
        .zh("登录名或密码错误"));
    };
    let token = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    let sign_in = app.store.sign_in(&account, &token, &ip).await?;
    Ok((jar.add(cookie(&token)), Json(session(&app, sign_in))))
}

/// The session of the caller.
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = Session), (status = 401, body = Problem)))]
pub async fn show(State(app): State<Shared>, signed: Signed) -> Answer<Session> {
    Ok(Json(session(&app, signed.sign_in)))
}

/// Ends the session.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
pub async fn sign_out(
    State(app): State<Shared>,
    signed: Signed,
    jar: CookieJar,
) -> Result<(CookieJar, axum::http::StatusCode), Problem> {
    app.store.sign_out(&signed.principal(), &signed.token).await?;
    Ok((jar.remove(Cookie::build(COOKIE).path("/")), axum::http::StatusCode::NO_CONTENT))
}

/// Changes the caller's own password; every other session of the account ends.
#[utoipa::path(post, path = "/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 200, body = Session), (status = 422, body = Problem)))]
pub async fn change_password(
    State(app): State<Shared>,
    signed: Signed,
    Body(change): Body<PasswordChange>,
) -> Answer<Session> {
    let account = signed.account().clone();
    let _turn = password::TURNS.acquire().await.map_err(|_| Problem::denied("the server is stopping"))?;
    if app.store.locked(&account.login, &signed.ip).await? {
        return Err(Problem::denied("too many failed attempts; try again in 10 minutes"));
    }
    if !password::verify(&change.old, Some(&account.password_hash)).await? {
        app.store.sign_in_failed(&account.login, &signed.ip).await?;
        return Err(Problem::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "wrong_credentials",
            "the old password is wrong",
        )
        .zh("原密码错误"));
    }
    password::check(&change.new, &account.login)?;
    if change.new == change.old {
        return Err(Problem::bad("the new password is the old one").zh("新密码不能与原密码相同"));
    }
    let hash = password::hash(&change.new).await?;
    app.store.set_password(&signed.principal(), account.id, &hash, false).await?;
    let account = app.store.account(account.id).await?;
    let sign_in = app.store.sign_in(&account, &signed.token, &signed.ip).await?;
    Ok(Json(session(&app, sign_in)))
}
