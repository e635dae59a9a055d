//! `workbench admin`: accounts and the audit log.

use clap::Subcommand;
use workbench_core::{Action, Code, Role, SystemRole};
use workbench_store::{NewAccount, Principal};

use super::{Data, operator, print};
use crate::{AppError, password};

#[derive(Subcommand)]
pub enum Admin {
    /// Makes an account; its password must be changed at the first sign-in
    CreateUser {
        #[command(flatten)]
        data: Data,
        #[arg(long)]
        login: String,
        /// Read from the environment variable WORKBENCH_PASSWORD when absent
        #[arg(long)]
        password: Option<String>,
        /// user, system_admin, security_admin or audit_admin
        #[arg(long, default_value = "user")]
        role: SystemRole,
        #[arg(long, default_value = "")]
        name: String,
        /// The password is final
        #[arg(long)]
        no_change: bool,
    },
    /// Makes an account a member of a project, or changes its role there
    AddMember {
        #[command(flatten)]
        data: Data,
        /// Title of the project
        #[arg(long)]
        project: String,
        #[arg(long)]
        login: String,
        /// owner, researcher, annotator, reviewer, steward or clinician
        #[arg(long, default_value = "researcher")]
        role: Role,
    },
    /// Recomputes the audit chain; fails when a row was changed
    VerifyAudit {
        #[command(flatten)]
        data: Data,
    },
}

impl Admin {
    pub async fn run(self) -> Result<(), AppError> {
        match self {
            Self::CreateUser { data, login, password, role, name, no_change } => {
                let secret = password.or_else(|| std::env::var("WORKBENCH_PASSWORD").ok());
                let secret =
                    secret.ok_or_else(|| AppError::bad("give --password or set WORKBENCH_PASSWORD"))?;
                password::check(&secret, &login)?;
                let app = data.open().await?;
                let account = NewAccount {
                    name: if name.is_empty() { login.clone() } else { name },
                    login,
                    system_role: role,
                    password_hash: password::hash(&secret).await?,
                    must_change: !no_change,
                };
                let account = app.store.create_account(&Principal::command_line(), &account).await?;
                app.store.close().await;
                print(&format!("{} {} {}", account.id, account.login, account.system_role))
            }
            Self::AddMember { data, project, login, role } => {
                let app = data.existing().await?;
                let account = app.store.account_by_login(&login).await?;
                let account =
                    account.ok_or_else(|| AppError::bad(format!("there is no account `{login}`")))?;
                let grant = operator::grant_existing(&app, &project, Action::Administer).await?;
                app.store.set_member(&grant, account.id, Some(role)).await?;
                app.store.close().await;
                print(&format!("{login} {role} {project}"))
            }
            Self::VerifyAudit { data } => {
                let app = data.existing().await?;
                let found = app.store.verify_audit().await?;
                app.store.close().await;
                match found.broken_at {
                    None => print(&format!("audit chain whole: {} rows", found.rows)),
                    Some(row) => {
                        Err(AppError::new(Code::Failure, format!("the audit chain is broken at row {row}")))
                    }
                }
            }
        }
    }
}
