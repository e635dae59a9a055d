//! From the start of `serve` on an empty folder to its first answer, and the memory it then holds.

use super::{Bench, Row};
use crate::Result;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Two rows: the second start (the first one makes the database) and the memory ten seconds later.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let data = bench.work.join("data");
    let (mut first, _, _) = serve(bench, &data)?;
    stop(&mut first);
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let (mut child, took, _) = serve(bench, &data)?;
        stop(&mut child);
        best = best.min(took);
    }
    let (mut child, _, id) = serve(bench, &data)?;
    std::thread::sleep(Duration::from_secs(10));
    let memory = resident(id);
    stop(&mut child);
    let row = |what: &str, ours, unit, note: &str| Row {
        what: what.to_owned(),
        ours,
        unit,
        peer: Err("nothing comparable in one process".to_owned()),
        note: note.to_owned(),
    };
    Ok(vec![
        row(
            "cold start of `serve`",
            best * 1e3,
            "ms",
            "existing data folder, SQLite, until /health answers, least of 3",
        ),
        row("idle memory of `serve`", memory?, "MB", "resident, 10 s after the start"),
    ])
}

fn serve(bench: &Bench, data: &std::path::Path) -> Result<(Child, f64, u32)> {
    let port =
        TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).map_err(|e| e.to_string())?.port();
    let begin = Instant::now();
    let mut child = bench
        .command(&["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("cannot start workbench: {e}"))?;
    while begin.elapsed() < Duration::from_secs(30) {
        if healthy(port) {
            let id = child.id();
            return Ok((child, begin.elapsed().as_secs_f64(), id));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    stop(&mut child);
    Err("`serve` does not answer within 30 s".to_owned())
}

fn healthy(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let request = "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

fn resident(id: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).map_err(|e| e.to_string())?;
    let kilobytes = status
        .lines()
        .find_map(|l| l.strip_prefix("VmRSS:"))
        .and_then(|l| l.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map(|k| k / 1024.0).ok_or_else(|| "the process has no VmRSS".to_owned())
}

fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
