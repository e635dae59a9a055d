//! The `workbench` command.

fn main() -> std::process::ExitCode {
    workbench::cli::main()
}
