//! Debian packages that the build, the demo and the tests need; installed only when missing.

use crate::{Result, exec};
use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the machine is prepared for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
pub enum Purpose {
    /// Building and running the product.
    Demo,
    /// The tests as well.
    Test,
}

/// How to tell that a need is met, on any distribution.
enum Probe {
    Program(&'static str),
    Runs(&'static [&'static str]),
    File(&'static str),
    Postgres,
}

struct Need {
    package: &'static str,
    purpose: Purpose,
    why: &'static str,
    probe: Probe,
}

const NEEDS: &[Need] = &[
    Need {
        package: "cmake",
        purpose: Purpose::Demo,
        why: "builds the JPEG-LS decoder",
        probe: Probe::Program("cmake"),
    },
    Need {
        package: "g++",
        purpose: Purpose::Demo,
        why: "builds the libtorch bindings",
        probe: Probe::Program("g++"),
    },
    Need {
        package: "python3-pip",
        purpose: Purpose::Demo,
        why: "fetches libtorch",
        probe: Probe::Runs(&["python3", "-m", "pip", "--version"]),
    },
    Need {
        package: "chromium",
        purpose: Purpose::Test,
        why: "browser tests",
        probe: Probe::Program("chromium"),
    },
    Need {
        package: "fonts-noto-cjk",
        purpose: Purpose::Test,
        why: "Chinese text in the browser tests",
        probe: Probe::File("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    },
    Need {
        package: "python3-venv",
        purpose: Purpose::Test,
        why: "readers of statistics files, in an environment of their own",
        probe: Probe::Runs(&["python3", "-c", "import ensurepip"]),
    },
    Need {
        package: "pspp",
        purpose: Purpose::Test,
        why: "reads the SPSS files that are written",
        probe: Probe::Program("pspp"),
    },
    Need {
        package: "r-base-core",
        purpose: Purpose::Test,
        why: "reads the R files that are written",
        probe: Probe::Program("Rscript"),
    },
    Need {
        package: "postgresql",
        purpose: Purpose::Test,
        why: "the store's suite on PostgreSQL",
        probe: Probe::Postgres,
    },
];

/// `cargo xtask system [--for demo|test]`.
pub fn run(args: &[String]) -> Result<()> {
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] | ["--for", "demo"] => ensure(Purpose::Demo),
        ["--for", "test"] => ensure(Purpose::Test),
        other => Err(format!("unexpected `{}`; use --for demo or --for test", other.join(" "))),
    }
}

/// Installs what is missing; prints nothing but one line when nothing is.
pub fn ensure(purpose: Purpose) -> Result<()> {
    node()?;
    let missing: Vec<&Need> = NEEDS.iter().filter(|n| n.purpose <= purpose && !n.met()).collect();
    if missing.is_empty() {
        println!("system packages: all there");
        return Ok(());
    }
    for need in &missing {
        println!("system package missing: {} ({})", need.package, need.why);
    }
    let packages: Vec<&str> = missing.iter().map(|n| n.package).collect();
    install(&packages)
}

impl Need {
    fn met(&self) -> bool {
        let probed = match self.probe {
            Probe::Program(name) => exec::on_path(name),
            Probe::Runs([program, args @ ..]) => exec::succeeds(exec::command(program).args(args)),
            Probe::Runs([]) => true,
            Probe::File(path) => Path::new(path).is_file(),
            Probe::Postgres => crate::postgres::programs().is_some(),
        };
        probed || exec::succeeds(exec::command("dpkg").args(["-s", self.package]))
    }
}

fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    if !exec::on_path("apt-get") {
        return Err(format!(
            "this is not a Debian system; install these with its own package manager, then run again: {}",
            packages.join(" ")
        ));
    }
    let Some(mut update) = as_root("apt-get") else {
        return Err(format!("installing needs root; run this yourself, then run again:\n    {by_hand}"));
    };
    let fetched = exec::run(update.args(["update", "-q"]));
    let installed = match as_root("apt-get") {
        Some(mut apt) => exec::run(
            apt.args(["-o", "DPkg::Lock::Timeout=300", "install", "-y", "-q", "--no-install-recommends"])
                .args(packages),
        ),
        None => Err("no root".to_owned()),
    };
    match (installed, fetched) {
        (Ok(()), _) => Ok(()),
        (Err(e), Err(u)) => Err(format!("{u}; {e}; is there a network? By hand:\n    {by_hand}")),
        (Err(e), Ok(())) => Err(format!("{e}; by hand:\n    {by_hand}")),
    }
}

/// A command run as root: directly, or through sudo, which may ask only a person.
fn as_root(program: &str) -> Option<Command> {
    let mut command = if is_root() {
        exec::command(program)
    } else if exec::on_path("sudo") {
        let mut sudo = exec::command("sudo");
        if std::io::stdin().is_terminal() {
            sudo.stdin(Stdio::inherit());
        } else {
            sudo.arg("-n");
        }
        sudo.args(["env", "DEBIAN_FRONTEND=noninteractive", program]);
        sudo
    } else {
        return None;
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Some(command)
}

/// Whether this process is root.
pub fn is_root() -> bool {
    exec::output(exec::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Node is not installed by us: Debian 12 carries 18, the UI's build needs 20.19.
fn node() -> Result<()> {
    let advice = "install Node.js 20.19 or newer with npm (https://nodejs.org), then run again";
    let version = exec::output(exec::command("node").arg("--version"))
        .map_err(|_| format!("Node.js is not on PATH; {advice}"))?;
    let mut numbers =
        version.trim().trim_start_matches('v').split('.').map(|n| n.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < (20, 19) {
        return Err(format!("Node.js {} is too old; {advice}", version.trim()));
    }
    if !exec::on_path("npm") {
        return Err(format!("npm is not on PATH; {advice}"));
    }
    Ok(())
}
