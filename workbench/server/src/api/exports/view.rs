//! A request as the caller sees it, with what they may do and why not.

use workbench_core::Action;
use workbench_core::vocab::ExportState;
use workbench_store::{ExportRequest, Grant};

/// A request.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ExportView {
    #[serde(flatten)]
    request: ExportRequest,
    may: May,
    /// Why the caller may not decide, where that is the next step.
    why_not_zh: Option<String>,
    why_not_en: Option<String>,
}

/// What the caller may do now.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct May {
    decide: bool,
    withdraw: bool,
    download: bool,
    revoke: bool,
}

pub fn view(grant: &Grant, request: ExportRequest) -> ExportView {
    use ExportState::{Approved, Building, Failed, Ready, Requested};
    let own = request.by == grant.principal().account;
    let deep = request.level > grant.level();
    let steward = grant.role().allows(Action::Administer);
    let waits = request.state == Requested;
    let may = May {
        decide: waits && steward && !own && !deep,
        withdraw: waits && own,
        download: request.state == Ready && own && !deep && grant.role().allows(Action::Export),
        revoke: steward && matches!(request.state, Approved | Building | Failed | Ready),
    };
    let why_not = match () {
        () if !waits || may.decide => None,
        () if own => Some((
            "不能审批本人提交的申请，须由另一位数据管理员审批",
            "nobody decides on their own request; another steward does",
        )),
        () if !steward => Some(("当前角色不能审批导出申请", "your role does not decide on requests")),
        () => Some(("申请的数据级别高于本人级别", "the request reaches deeper than you may see")),
    };
    ExportView {
        request,
        may,
        why_not_zh: why_not.map(|(zh, _)| zh.to_owned()),
        why_not_en: why_not.map(|(_, en)| en.to_owned()),
    }
}
