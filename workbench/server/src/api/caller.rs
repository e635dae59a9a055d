//! Who calls: the session cookie becomes a principal.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use workbench_core::{Action, SystemRole};
use workbench_store::{Account, Grant, Object, Principal, SignIn};

use super::Problem;
use crate::app::Shared;

/// Name of the session cookie.
pub const COOKIE: &str = "workbench_session";

/// A signed-in person whose password needs no change.
pub struct Caller {
    pub principal: Principal,
    /// What names the session; never shown.
    pub token: String,
    pub app: Shared,
}

/// A signed-in person, whatever the state of the password.
pub struct Signed {
    pub sign_in: SignIn,
    pub token: String,
    pub ip: String,
}

/// Address of the caller; forwarded headers are not believed.
pub struct Ip(pub String);

impl<S: Sync> FromRequestParts<S> for Ip {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(address.map(|info| info.0.ip().to_string()).unwrap_or_default()))
    }
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let Ok(Ip(ip)) = Ip::from_request_parts(parts, app).await;
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(COOKIE).map(|cookie| cookie.value().to_owned()).ok_or_else(signed_out)?;
        // Polling is no activity: only what a person does keeps a session alive.
        let polls = parts.uri.path().ends_with("/events") || parts.headers.contains_key("x-workbench-poll");
        let sign_in = app.store.session(&token, !polls).await?.ok_or_else(signed_out)?;
        Ok(Self { sign_in, token, ip })
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let signed = Signed::from_request_parts(parts, app).await?;
        if signed.sign_in.account.must_change {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "password_change_required",
                "change the initial password first",
            )
            .zh("首次登录须先修改密码"));
        }
        Ok(Self { principal: signed.principal(), token: signed.token, app: app.clone() })
    }
}

impl Signed {
    pub fn account(&self) -> &Account {
        &self.sign_in.account
    }

    pub fn principal(&self) -> Principal {
        self.account().principal(&self.ip)
    }
}

impl Caller {
    /// The authorisation check.
    pub async fn may(&self, action: Action, object: Object) -> Result<Grant, Problem> {
        Ok(self.app.store.authorize(&self.principal, action, object).await?)
    }

    /// Fails unless the person holds one of these roles towards the system.
    pub fn must_be(&self, roles: &[SystemRole]) -> Result<(), Problem> {
        if roles.contains(&self.principal.system_role) {
            return Ok(());
        }
        Err(Problem::denied("your account does not allow this").zh("当前账号无此权限"))
    }
}

fn signed_out() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated", "sign in first").zh("请先登录")
}

/// A write must carry `X-Workbench`, which a foreign page cannot send.
pub async fn guard_writes(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || request.headers().contains_key("x-workbench") {
        return next.run(request).await;
    }
    Problem::new(StatusCode::FORBIDDEN, "missing_header", "a write needs the header `X-Workbench: 1`")
        .into_response()
}
