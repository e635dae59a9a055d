//! `workbench export`: the package of an approved request, without waiting for a worker.

use std::sync::Arc;

use workbench_core::ids::ExportId;
use workbench_core::vocab::ExportState;
use workbench_core::{Action, Code};
use workbench_store::Object;

use super::{Data, print};
use crate::AppError;
use crate::export::build;
use crate::work::Tick;

/// Builds the package of an approved export request and prints one line of JSON:
///   {"request": id, "hash": SHA-256 of the zip file, "size": bytes, "files": number, "path": where it lies}
/// A request that nobody approved, or that was rejected, withdrawn or revoked, is refused with exit code 2. A package
/// that is built already is not built again: the same line is printed. The build is done under the rights that its
/// approver has now.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Export {
    #[command(flatten)]
    data: Data,
    /// Id of the request, as `/exports/ID` shows it
    #[arg(long)]
    request: String,
}

impl Export {
    pub async fn run(self) -> Result<(), AppError> {
        let request: ExportId = self.request.parse().map_err(|_| {
            AppError::bad("--request takes the id of an export request")
                .zh("--request 须为导出申请的编号（UUID）")
        })?;
        let app = self.data.existing().await?;
        let built = self.build(&app, request).await;
        app.store.close().await;
        print(&built?.to_string())
    }

    async fn build(&self, app: &Arc<crate::App>, id: ExportId) -> Result<serde_json::Value, AppError> {
        let approver = app.store.export_approver(id).await?;
        let Some(approver) = approver else {
            return Err(refused("nobody has approved the request", "该申请尚未批准"));
        };
        let principal = app.store.account(approver).await?.principal("cli");
        let grant = app.store.authorize(&principal, Action::Administer, Object::Export(id)).await?;
        let request = app.store.export(&grant, id).await?;
        let open = matches!(
            request.state,
            ExportState::Approved | ExportState::Building | ExportState::Failed | ExportState::Ready
        );
        if !open {
            let en = format!("request {} is {}", request.number, request.state);
            return Err(refused(&en, "该申请不处于可生成数据包的状态"));
        }
        let tick = Tick::default();
        let summary = build::run(app, &grant, &build::Arguments { request: id }, &tick).await?;
        let path = summary.hash.parse().map(|hash| app.store.objects().path(hash)).ok();
        Ok(serde_json::json!({
            "request": summary.request, "hash": summary.hash, "size": summary.size, "files": summary.files,
            "path": path,
        }))
    }
}

fn refused(en: &str, zh: &str) -> AppError {
    AppError::new(Code::BadInput, format!("{en}; only an approved request is built")).zh(zh)
}
