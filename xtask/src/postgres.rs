//! A PostgreSQL of our own for the length of a test run: temporary folder, loopback, a free port.

use crate::{Result, exec, system};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Stops the server and removes its folder when its input ends, that is, when we end in whatever way.
const GUARD: &str =
    "cat >/dev/null; \"$1/pg_ctl\" -D \"$2/data\" -m immediate stop >/dev/null 2>&1; rm -rf \"$2\"";

/// A running server; stopped and removed when dropped, and also when this process is killed.
pub struct Postgres {
    port: u16,
    guard: Child,
}

/// `cargo xtask postgres -- COMMAND`: for working on the store without the whole test run.
pub fn run(args: &[String]) -> Result<()> {
    let [separator, program, rest @ ..] = args else {
        return Err("say which command to run, e.g. `cargo xtask postgres -- cargo test -p workbench-store`"
            .to_owned());
    };
    if separator != "--" {
        return Err(format!("unexpected `{separator}`; the command comes after `--`"));
    }
    let postgres = Postgres::start()?;
    println!("PostgreSQL on {}", postgres.url());
    exec::run(exec::command(program).args(rest).env("WORKBENCH_TEST_POSTGRES", postgres.url()))
}

/// The folder of Debian's newest server programs, or the one on `PATH`.
pub fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
        .collect();
    found.sort();
    if let Some((_, bin)) = found.pop() {
        return Some(bin);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|dir| dir.join("initdb").is_file() && dir.join("pg_ctl").is_file())
}

impl Postgres {
    /// Starts a server with an empty cluster; takes about two seconds.
    pub fn start() -> Result<Self> {
        let bin = programs().ok_or("PostgreSQL is not installed; run `cargo xtask system --for test`")?;
        let user = unprivileged()?;
        let folder =
            exec::output(as_user(user, "mktemp").args(["-d", "--tmpdir=/tmp", "workbench-postgres.XXXXXX"]))?;
        let folder = PathBuf::from(folder.trim());
        // from here on the guard owns the folder
        let mut guard = as_user(user, "sh")
            .args(["-c", GUARD, "sh"])
            .args([&bin, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|e| format!("cannot start the guard of PostgreSQL: {e}"))?;
        match begin(user, &bin, &folder) {
            Ok(port) => Ok(Self { port, guard }),
            Err(e) => {
                release(&mut guard);
                Err(e)
            }
        }
    }

    /// The address of its one database; the user may create others.
    pub fn url(&self) -> String {
        format!("postgres://workbench@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        release(&mut self.guard);
    }
}

fn release(guard: &mut Child) {
    drop(guard.stdin.take());
    let _ = guard.wait();
}

fn begin(user: Option<&str>, bin: &Path, folder: &Path) -> Result<u16> {
    let data = folder.join("data");
    exec::output(
        as_user(user, bin.join("initdb"))
            .args([
                "--auth=trust",
                "--username=workbench",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "-D",
            ])
            .arg(&data),
    )?;
    let log = folder.join("log");
    // a port can be taken between our look and the start: try again with another
    let mut last = String::new();
    for _ in 0..5 {
        let port = free_port()?;
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} -c max_connections=200 \
             -c fsync=off -c full_page_writes=off -c synchronous_commit=off",
            folder.display()
        );
        // pg_ctl hands its output on to the server: a pipe would stay open, so it goes nowhere
        let started = as_user(user, bin.join("pg_ctl"))
            .arg("-D")
            .arg(&data)
            .args(["-s", "-w", "-t", "60", "-o", &options, "-l"])
            .arg(&log)
            .arg("start")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .map_err(|e| format!("cannot start pg_ctl: {e}"))?;
        if started.success() {
            return Ok(port);
        }
        last = exec::output(as_user(user, "tail").args(["-n", "5"]).arg(&log)).unwrap_or_default();
    }
    Err(format!("PostgreSQL does not start: {}", last.trim()))
}

/// PostgreSQL refuses to run as root; Debian's package brings a user for it.
fn unprivileged() -> Result<Option<&'static str>> {
    if !system::is_root() {
        return Ok(None);
    }
    if exec::succeeds(exec::command("id").arg("postgres")) {
        return Ok(Some("postgres"));
    }
    exec::run(exec::command("useradd").args(["--system", "--user-group", "--no-create-home", "postgres"]))?;
    Ok(Some("postgres"))
}

fn as_user(user: Option<&str>, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = match user {
        Some(user) => {
            let mut command = exec::command("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
        None => exec::command(program),
    };
    // the workspace may lie in a folder that the user may not enter
    command.current_dir("/");
    command
}

fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind(("127.0.0.1", 0)).map_err(|e| format!("no free port on loopback: {e}"))?;
    Ok(listener.local_addr().map_err(|e| e.to_string())?.port())
}
