//! A server of its own for each scenario: temporary folder, free port, killed at the end.

use crate::program;
use std::io::Read;
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running `workbench serve`.
pub struct Server {
    child: Child,
    data: TempDir,
    port: u16,
    /// From the start of the process until it answered, in seconds.
    pub cold_start: f64,
}

impl Server {
    /// An empty server with the given accounts `(login, password, system role)`.
    ///
    /// # Errors
    /// When the program is missing, refuses an account, or does not answer within half a minute.
    pub fn start(accounts: &[(&str, &str, &str)]) -> Result<Self, String> {
        let data = tempfile::tempdir().map_err(|e| e.to_string())?;
        let folder = data.path().to_str().ok_or("the temporary folder has a strange name")?.to_owned();
        for (login, password, role) in accounts {
            let account = ["--login", login, "--password", password, "--role", role];
            program::run(&[&["admin", "create-user", "--data", &folder], account.as_slice()].concat())?;
        }
        let port = free_port()?;
        let begin = Instant::now();
        let child = serve(&data, port)?;
        let mut server = Self { child, data, port, cold_start: 0.0 };
        server.wait()?;
        server.cold_start = begin.elapsed().as_secs_f64();
        Ok(server)
    }

    /// Kills the process as a failing machine does (SIGKILL) and starts it again on the same data.
    ///
    /// # Errors
    /// When it does not answer again.
    pub fn kill_and_restart(&mut self) -> Result<(), String> {
        self.child.kill().and_then(|()| self.child.wait()).map_err(|e| e.to_string())?;
        self.child = serve(&self.data, self.port)?;
        self.wait()
    }

    /// Where the API is.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}/api/v1", self.port)
    }

    /// The data folder.
    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        let mut text = String::new();
        if let Ok(mut file) = std::fs::File::open(self.data.path().join("server.log")) {
            let _ = file.read_to_string(&mut text);
        }
        text
    }

    fn wait(&mut self) -> Result<(), String> {
        let agent = agent();
        let url = format!("{}/health", self.base());
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(30) {
            if agent.get(&url).call().is_ok_and(|answer| answer.status() == 200) {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("the server ended with {status}\n{}", self.log()));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err(format!("the server does not answer {url}\n{}", self.log()))
    }
}

fn serve(data: &TempDir, port: u16) -> Result<Child, String> {
    let folder = data.path().to_str().ok_or("the temporary folder has a strange name")?;
    let log = std::fs::File::options().create(true).append(true).open(data.path().join("server.log"));
    let log = log.map_err(|e| e.to_string())?;
    program::command(&["serve", "--data", folder, "--listen", &format!("127.0.0.1:{port}")])?
        .stdout(log.try_clone().map_err(|e| e.to_string())?)
        .stderr(log)
        .spawn()
        .map_err(|e| format!("cannot start workbench: {e}"))
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An HTTP client that shows every answer as it is: no redirects followed, no status turned into an error.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// A port that nobody listened on a moment ago.
///
/// # Errors
/// When loopback has none.
pub fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|e| e.to_string())?;
    Ok(listener.local_addr().map_err(|e| e.to_string())?.port())
}

/// A command whose output is not wanted.
pub fn quiet(command: &mut std::process::Command) -> &mut std::process::Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}
