//! The libtorch that `tch` 0.26 links: a CPU-only part of the PyPI wheels, kept in the user's cache.
//!
//! The wheels carry CUDA; of them we keep the headers, `libtorch_cpu`, `libc10`, the OpenMP runtime and the two
//! small CUDA libraries that the profiler of `libtorch_cpu` asks for: 490 MB of a 540 MB download. Each wheel is
//! checked against the hash below before it is opened.

use crate::{Result, exec, paths};
use std::fs;
use std::path::{Path, PathBuf};

/// The one version that `torch-sys` 0.26 accepts.
const VERSION: &str = "2.13.0";
const UNPACK: &str = include_str!("unpack_libtorch.py");

struct Wheel {
    requirement: &'static str,
    x86_64: &'static str,
    aarch64: &'static str,
}

const WHEELS: &[Wheel] = &[
    Wheel {
        requirement: "torch==2.13.0",
        x86_64: "60fcdcb2f3876e21146cb4524ef06397d727ca9ad5f020818547e25075fe3cb7",
        aarch64: "092790c696a760c729fd5722835f50b9d81fd7c8f141571f3f3cf4081a8f664c",
    },
    Wheel {
        requirement: "nvidia-cuda-runtime==13.0.96",
        x86_64: "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548",
        aarch64: "ef9bcbe90493a2b9d810e43d249adb3d02e98dd30200d86607d8d02687c43f55",
    },
    Wheel {
        requirement: "nvidia-cuda-cupti==13.0.85",
        x86_64: "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8",
        aarch64: "796bd679890ee55fb14a94629b698b6db54bcfd833d391d5e94017dd9d7d3151",
    },
];

/// The libtorch to build against: the user's own `LIBTORCH`, else the cached one (which may not be there yet).
pub fn folder() -> Result<PathBuf> {
    match own() {
        Some(dir) => Ok(dir),
        None => Ok(paths::user_cache()?.join(format!("libtorch-{VERSION}-cpu"))),
    }
}

/// Makes libtorch available and returns its folder; does nothing when it is there.
pub fn ensure() -> Result<PathBuf> {
    if let Some(dir) = own() {
        println!("libtorch: using LIBTORCH={}", dir.display());
        check(&dir)?;
        return Ok(dir);
    }
    let folder = folder()?;
    if folder.join(stamp()).is_file() && check(&folder).is_ok() {
        println!("libtorch {VERSION}: in {}", folder.display());
    } else {
        fetch(&folder)?;
    }
    link(&folder)?;
    Ok(folder)
}

/// `LIBTORCH` as the user set it. Cargo itself sets it to our link for everything it runs, which does not count.
fn own() -> Option<PathBuf> {
    let dir = PathBuf::from(std::env::var_os("LIBTORCH").filter(|v| !v.is_empty())?);
    (dir != paths::root().join("third_party/libtorch")).then_some(dir)
}

fn stamp() -> String {
    format!(".complete-{VERSION}")
}

/// That a folder looks like a whole libtorch of the right version.
fn check(dir: &Path) -> Result<()> {
    for file in ["lib/libtorch_cpu.so", "lib/libc10.so", "include/torch/csrc/api/include/torch/torch.h"] {
        if !dir.join(file).is_file() {
            return Err(format!("{} is not a libtorch folder: `{file}` is missing", dir.display()));
        }
    }
    match fs::read_to_string(dir.join("build-version")) {
        Ok(found) if found.trim().split('+').next() != Some(VERSION) => Err(format!(
            "{} holds libtorch {}, the bindings need {VERSION}; unset LIBTORCH to use the one fetched by `cargo xtask libtorch`",
            dir.display(),
            found.trim()
        )),
        _ => Ok(()),
    }
}

fn fetch(folder: &Path) -> Result<()> {
    let machine = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", arch @ ("x86_64" | "aarch64")) => arch,
        (os, arch) => {
            return Err(format!(
                "no libtorch wheel is known for {os} on {arch}; install libtorch {VERSION} and set LIBTORCH to its folder"
            ));
        }
    };
    let parent = folder.parent().ok_or("the cache folder has no parent")?;
    let work = parent.join(format!(".libtorch-{VERSION}.{}", std::process::id()));
    let done = download(&work, machine).and_then(|()| settle(&work.join("out"), folder));
    // whatever happened, nothing half-made stays behind
    let _ = fs::remove_dir_all(&work);
    done
}

fn download(work: &Path, machine: &str) -> Result<()> {
    let wheels = work.join("wheels");
    fs::create_dir_all(&wheels).map_err(|e| format!("cannot create {}: {e}", wheels.display()))?;
    let requirements = work.join("requirements.txt");
    let lines: String = WHEELS
        .iter()
        .map(|w| {
            format!(
                "{} --hash=sha256:{}\n",
                w.requirement,
                if machine == "x86_64" { w.x86_64 } else { w.aarch64 }
            )
        })
        .collect();
    fs::write(&requirements, lines).map_err(|e| format!("cannot write {}: {e}", requirements.display()))?;
    println!("libtorch {VERSION}: fetching 540 MB from the Python package index, once");
    // the wheels are only unzipped, so the tags of any Python will do: fixed ones make the hashes fixed
    let mut pip = exec::command("python3");
    pip.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-cache-dir",
    ])
    .args(["--only-binary=:all:", "--require-hashes", "--implementation", "cp", "--python-version", "311"])
    .args(["--abi", "cp311", "--abi", "none"]);
    for tag in ["manylinux_2_28", "manylinux_2_25", "manylinux_2_17", "manylinux2014"] {
        pip.arg("--platform").arg(format!("{tag}_{machine}"));
    }
    exec::run(pip.arg("--dest").arg(&wheels).arg("--requirement").arg(&requirements)).map_err(|e| {
        format!("{e}; 1.1 GB of room and a way to pypi.org (or a mirror set by PIP_INDEX_URL) are needed")
    })?;
    let script = work.join("unpack_libtorch.py");
    fs::write(&script, UNPACK).map_err(|e| format!("cannot write {}: {e}", script.display()))?;
    exec::run(exec::command("python3").arg(&script).arg(&wheels).arg(work.join("out")))
        .map_err(|e| format!("the libtorch wheels could not be unpacked, is the disk full? ({e})"))
}

/// Checks the new folder and puts it in place in one step.
fn settle(new: &Path, folder: &Path) -> Result<()> {
    fs::write(new.join("build-version"), VERSION).map_err(|e| e.to_string())?;
    check(new)?;
    fs::write(new.join(stamp()), "").map_err(|e| e.to_string())?;
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|e| format!("cannot replace {}: {e}", folder.display()))?;
    }
    match fs::rename(new, folder) {
        Ok(()) => println!("libtorch {VERSION}: in {}", folder.display()),
        // another run was quicker: its copy is as good
        Err(_) if folder.join(stamp()).is_file() => {}
        Err(e) => return Err(format!("cannot move libtorch to {}: {e}", folder.display())),
    }
    Ok(())
}

/// Points `third_party/libtorch` of this clone at the folder, for a plain `cargo build`.
fn link(folder: &Path) -> Result<()> {
    let link = paths::root().join("third_party/libtorch");
    if fs::read_link(&link).is_ok_and(|to| to == folder) {
        return Ok(());
    }
    let fail = |e: std::io::Error| format!("cannot link {} to {}: {e}", link.display(), folder.display());
    if let Some(parent) = link.parent() {
        fs::create_dir_all(parent).map_err(fail)?;
    }
    if link.is_symlink() {
        fs::remove_file(&link).map_err(fail)?;
    }
    std::os::unix::fs::symlink(folder, &link).map_err(fail)
}
