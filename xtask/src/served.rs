//! The program with the demo's generated cohort, serving on a free port.

use crate::{Result, exec, paths};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// The demo's published sign-in.
pub const LOGIN: &str = "demo";
/// Its published password.
pub const PASSWORD: &str = "Synthetic-2026";
/// Enough patients for five folds with both classes.
const CASES: &str = "60";
/// Generating, importing and training on a slow machine.
const READY_WITHIN: Duration = Duration::from_secs(300);

/// A running demo; stopped and removed when dropped.
pub struct Served {
    child: Child,
    data: PathBuf,
    port: u16,
}

impl Served {
    /// Runs the demo in a folder of its own and waits until it serves.
    pub fn start() -> Result<Self> {
        Self::start_program(&paths::workbench()?)
    }

    /// [`start`](Self::start) with a program of one's own.
    pub fn start_program(program: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|e| format!("no free port: {e}"))?
            .port();
        let data = std::env::temp_dir().join(format!("workbench-demo-{}-{port}", std::process::id()));
        let child = exec::command(program)
            .args(["demo", "--cases", CASES, "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|e| format!("cannot start the demo: {e}"))?;
        let mut served = Self { child, data, port };
        served.wait()?;
        Ok(served)
    }

    fn wait(&mut self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < READY_WITHIN {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("the demo ended with {status} before it served"));
            }
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Err(format!("the demo did not serve within {} s", READY_WITHIN.as_secs()))
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
