//! The command line: `workbench COMMAND …`.

mod admin;
mod dicom;
mod export;
mod models;
mod nlp;
mod operator;
mod progress;
mod radiomics;
mod reports;
mod search;
mod serve;
mod statfiles;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::AppError;

pub use progress::with_bar;
pub use serve::listen;

/// Research data and AI training workbench for imaging departments.
#[derive(Parser)]
#[command(name = "workbench", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the whole chain on a generated cohort and serves the result
    Demo(crate::demo::Options),
    /// Serves the API and the user interface
    Serve(serve::Serve),
    /// Runs jobs only
    Worker(serve::Worker),
    /// Accounts and the audit log
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Report tables
    #[command(subcommand)]
    Reports(reports::Reports),
    /// Report text to findings and values
    #[command(subcommand)]
    Nlp(nlp::Nlp),
    /// DICOM import and conversion
    #[command(subcommand)]
    Dicom(dicom::Dicom),
    /// Features of a volume and a mask
    #[command(subcommand)]
    Radiomics(radiomics::Radiomics),
    /// Searches a disease database
    Search(search::Search),
    /// Builds the package of an approved export request
    Export(export::Export),
    /// Tables for statistics programs
    #[command(subcommand)]
    Statfiles(statfiles::Statfiles),
    /// Trains models
    #[command(subcommand)]
    Train(models::Train),
    /// Applies a trained model
    Predict(models::Predict),
    /// Prints the OpenAPI description of the API
    Openapi,
}

/// Where a store lies; the same for every command that opens one.
#[derive(clap::Args, Clone)]
pub struct Data {
    /// Data folder: objects, indexes, and the SQLite database unless --database says otherwise
    #[arg(long)]
    data: PathBuf,
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database_url: Option<String>,
}

/// Parses, runs, and answers with exit code 0, 1 (failure) or 2 (bad input).
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let zh = error.message_zh.as_deref().map(|zh| format!("{zh} / ")).unwrap_or_default();
            eprintln!("error: {zh}{}", error.message.replace('\n', " "));
            ExitCode::from(u8::try_from(error.code.exit_code()).unwrap_or(1))
        }
    }
}

fn run(command: Command) -> Result<(), AppError> {
    match command {
        Command::Nlp(command) => command.run(),
        Command::Radiomics(command) => command.run(),
        Command::Statfiles(command) => command.run(),
        Command::Train(command) => command.run(),
        Command::Predict(command) => command.run(),
        Command::Openapi => {
            let text = crate::api::description().to_pretty_json();
            print(&text.map_err(|error| AppError::bad(error.to_string()))?)
        }
        Command::Dicom(command) if command.is_pure() => command.run_pure(),
        command => block_on(async {
            match command {
                Command::Demo(options) => crate::demo::run(options).await,
                Command::Serve(command) => command.run().await,
                Command::Worker(command) => command.run().await,
                Command::Admin(command) => command.run().await,
                Command::Reports(command) => command.run().await,
                Command::Dicom(command) => command.run().await,
                Command::Search(command) => command.run().await,
                Command::Export(command) => command.run().await,
                _ => Ok(()),
            }
        }),
    }
}

fn block_on(work: impl Future<Output = Result<(), AppError>>) -> Result<(), AppError> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,workbench=info"));
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Writes to standard output; a closed pipe is no failure.
pub fn print(text: &str) -> Result<(), AppError> {
    use std::io::Write as _;
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
