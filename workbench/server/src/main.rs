//! The `workbench` command.

/// Reading reports makes many small and short-lived things: an eighth of its time goes with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    workbench::cli::main()
}
