//! `workbench reports`: report tables into a project and a database.

use std::path::PathBuf;

use clap::Subcommand;
use workbench_core::Action;

use super::{Data, operator, print, with_bar};
use crate::AppError;
use crate::work::{Tick, fill, import_reports};

#[derive(Subcommand)]
pub enum Reports {
    /// Imports report tables (CSV, XLSX, JSONL)
    Import {
        /// Files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: Data,
        /// Title of the project; made when there is none
        #[arg(long)]
        project: String,
        /// Also fill this disease database; made when there is none
        #[arg(long)]
        database: Option<String>,
        /// The pack of rules of a new database
        #[arg(long, default_value = "lung_nodule")]
        pack: String,
    },
}

impl Reports {
    pub async fn run(self) -> Result<(), AppError> {
        let Self::Import { files, data, project, database, pack } = self;
        let app = data.open().await?;
        let grant = operator::grant(&app, &project, Action::Edit).await?;
        let tick = Tick::default();
        for file in files {
            let name = file.display().to_string();
            let bytes = tokio::fs::read(&file).await.map_err(|error| AppError::from(error).within(&name))?;
            let arguments = import_reports::Arguments {
                name: name.clone(),
                object: app.store.objects().put(bytes).await?,
            };
            let summary = with_bar(&tick, import_reports::run(&app, &grant, &arguments, &tick))
                .await
                .map_err(|error| error.within(&name))?;
            print(&serde_json::json!(summary).to_string())?;
        }
        if let Some(name) = database {
            let known = app.store.databases(&grant).await?.into_iter().find(|database| database.name == name);
            let database = match known {
                Some(database) => database.id,
                None => crate::work::fill::create(&app, &grant, &name, &pack).await?,
            };
            let summary =
                with_bar(&tick, fill::run(&app, &grant, &fill::Arguments::rules_only(database), &tick))
                    .await?;
            print(&serde_json::json!(summary).to_string())?;
        }
        app.store.close().await;
        Ok(())
    }
}
