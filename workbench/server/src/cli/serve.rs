//! `workbench serve` and `workbench worker`.

use std::net::SocketAddr;
use std::path::Path;

use workbench_core::SystemRole;
use workbench_store::{NewAccount, Principal, Store};

use super::operator::NOBODY;
use crate::app::{App, Shared};
use crate::work::{model_fill, worker};
use crate::{AppError, api, password};

/// Jobs that run at a time; each uses all cores where it computes.
const WORKERS: usize = 2;

#[derive(clap::Args)]
pub struct Serve {
    /// Data folder
    #[arg(long)]
    data: std::path::PathBuf,
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// sqlite:PATH or postgres://…; the data folder's own SQLite file when absent
    #[arg(long)]
    database: Option<String>,
    /// file:DIR; the data folder when absent
    #[arg(long)]
    objects: Option<String>,
    #[command(flatten)]
    model: model_fill::Options,
}

#[derive(clap::Args)]
pub struct Worker {
    /// Data folder
    #[arg(long)]
    data: std::path::PathBuf,
    /// sqlite:PATH or postgres://…, the same as the server's
    #[arg(long)]
    database: Option<String>,
    /// file:DIR; the data folder when absent
    #[arg(long)]
    objects: Option<String>,
    #[command(flatten)]
    model: model_fill::Options,
}

impl Serve {
    pub async fn run(self) -> Result<(), AppError> {
        let model = self.model.endpoint()?;
        let store = store(&self.data, self.database.as_deref(), self.objects.as_deref()).await?;
        first_account(&store).await?;
        let app = App::new(store, self.data, false);
        switch_on(&app, model);
        listen(app, self.listen).await
    }
}

impl Worker {
    pub async fn run(self) -> Result<(), AppError> {
        let model = self.model.endpoint()?;
        let store = store(&self.data, self.database.as_deref(), self.objects.as_deref()).await?;
        let app = App::new(store, self.data, false);
        switch_on(&app, model);
        worker::start(&app, WORKERS);
        eprintln!("workbench worker: waiting for jobs");
        stopped().await;
        app.store.close().await;
        Ok(())
    }
}

/// Lets the jobs of this process ask the model.
fn switch_on(app: &Shared, model: Option<model_fill::Endpoint>) {
    if let Some(model) = model {
        eprintln!("the language model `{}` may fill values that no rule finds", model.name());
        let _ = app.model.set(model);
    }
}

async fn store(data: &Path, database: Option<&str>, objects: Option<&str>) -> Result<Store, AppError> {
    let own = data.join("objects");
    if objects.is_some_and(|url| url.strip_prefix("file:").map(Path::new) != Some(&own)) {
        return Err(AppError::bad(
            "--objects takes file:DIR, and for now only the data folder's own `objects`",
        ));
    }
    let made = tokio::fs::create_dir_all(data).await;
    made.map_err(|error| AppError::from(error).within(&data.display().to_string()))?;
    Ok(Store::open(data, database).await?)
}

/// Serves until the process is told to stop.
pub async fn listen(app: Shared, address: SocketAddr) -> Result<(), AppError> {
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| AppError::from(error).within(&format!("cannot listen on {address}")))?;
    let address = listener.local_addr()?;
    worker::start(&app, WORKERS);
    eprintln!("workbench {} on http://{address}", env!("CARGO_PKG_VERSION"));
    let service = api::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    // Event streams never end by themselves: what is open at the stop is dropped.
    tokio::select! {
        served = axum::serve(listener, service) => served?,
        () = stopped() => {}
    }
    app.store.close().await;
    Ok(())
}

async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

/// An empty store gets an administrator with a random password, shown once.
async fn first_account(store: &Store) -> Result<(), AppError> {
    let known = store.accounts().await?;
    if known.iter().any(|account| account.login == "admin" || account.password_hash != NOBODY) {
        return Ok(());
    }
    let secret = format!("Wb-{}", &uuid::Uuid::new_v4().simple().to_string()[..12]);
    let account = NewAccount {
        login: "admin".to_owned(),
        name: "管理员 administrator".to_owned(),
        system_role: SystemRole::SecurityAdmin,
        password_hash: password::hash(&secret).await?,
        must_change: true,
    };
    store.create_account(&Principal::command_line(), &account).await?;
    eprintln!("first start: sign in as `admin` with the password `{secret}` and change it");
    Ok(())
}
