//! An import is killed at random moments, and meets a full disk; running it again finishes the job.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use workbench_tests::server::quiet;
use workbench_tests::{dicom, program};

/// A line of `workbench dicom list --json`.
#[derive(Deserialize)]
struct Listed {
    sop_uid: String,
    sha256: String,
    size: u64,
}

/// Folders to import and what must be there afterwards: size by SHA-256.
struct Source {
    folders: Vec<PathBuf>,
    expected: BTreeMap<String, u64>,
}

impl Source {
    fn new(folders: Vec<PathBuf>) -> Self {
        let mut expected = BTreeMap::new();
        for file in folders.iter().flat_map(|f| walkdir::WalkDir::new(f).into_iter().flatten()) {
            if file.file_type().is_file() {
                let bytes = std::fs::read(file.path()).unwrap();
                if bytes.get(128..132) == Some(b"DICM") {
                    expected.insert(hex(&Sha256::digest(&bytes)), bytes.len() as u64);
                }
            }
        }
        assert!(!expected.is_empty());
        Self { folders, expected }
    }

    fn import(&self, data: &Path) -> Command {
        let mut command = program::command(&["dicom", "import"]).unwrap();
        command.args(&self.folders).arg("--data").arg(data).args(["--project", "import"]);
        command
    }

    /// Everything is there, once, byte for byte, and the audit chain holds.
    fn verify(&self, data: &Path) {
        let out = said(
            program::command(&["dicom", "list", "--json", "--project", "import", "--data"])
                .unwrap()
                .arg(data),
        );
        assert!(out.0, "{}", out.1);
        let mut seen = BTreeMap::new();
        let mut uids = std::collections::BTreeSet::new();
        for line in out.1.lines().filter(|l| l.starts_with('{')) {
            let row: Listed = serde_json::from_str(line).unwrap();
            assert!(uids.insert(row.sop_uid.clone()), "{} is listed twice", row.sop_uid);
            seen.insert(row.sha256, row.size);
        }
        assert_eq!(seen, self.expected, "what is stored is not what was imported");
        let out = said(program::command(&["admin", "verify-audit", "--data"]).unwrap().arg(data));
        assert!(out.0, "{}", out.1);
    }
}

fn said(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Real images when they are there, beside our own.
fn reference() -> Vec<PathBuf> {
    let data = std::env::var_os("WORKBENCH_DATA")
        .map_or_else(|| program::root().join("../shared/data"), PathBuf::from);
    let folders = ["imaging/sts-dicom", "imaging/ct-lung-gtv-ibsi1"].map(|name| data.join(name));
    folders.into_iter().filter(|folder| folder.is_dir()).collect()
}

#[test]
fn killed_ten_times_at_random_moments_an_import_still_ends_whole() {
    const KILLS: usize = 10;
    let stage = tempfile::tempdir().unwrap();
    dicom::write_study(&stage.path().join("in/a"), 1, 120, 64).unwrap();
    dicom::write_study(&stage.path().join("in/b/c"), 2, 80, 128).unwrap();
    let mut folders = vec![stage.path().join("in")];
    let real = reference();
    if real.is_empty() {
        println!("skipped: kill -9 during an import of real images (WORKBENCH_DATA not found)");
    }
    folders.extend(real);
    let source = Source::new(folders);

    let whole = stage.path().join("undisturbed");
    let begin = Instant::now();
    let out = said(&mut source.import(&whole));
    let usual = begin.elapsed();
    assert!(out.0, "{}", out.1);
    source.verify(&whole);

    let seed = std::time::UNIX_EPOCH.elapsed().map_or(1, |d| d.as_nanos() as u64) | 1;
    println!("seed {seed}, an undisturbed import takes {usual:?}");
    let mut chance = seed;
    let (mut kills, mut rounds) = (0, 0);
    while kills < KILLS {
        rounds += 1;
        assert!(rounds <= 3 * KILLS, "only {kills} of {rounds} imports could be killed");
        // a new folder once an import has slipped through: there is nothing left to disturb in the old one
        let data = stage.path().join(format!("data{rounds}"));
        loop {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let share = (chance >> 11) as f64 / (1u64 << 53) as f64;
            let mut child = quiet(&mut source.import(&data)).spawn().unwrap();
            std::thread::sleep(Duration::from_secs_f64(usual.as_secs_f64() * share));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            if kills == KILLS {
                break;
            }
        }
        let out = said(&mut source.import(&data));
        assert!(out.0, "after a kill the import does not finish: {}", out.1);
        source.verify(&data);
        std::fs::remove_dir_all(&data).unwrap();
    }
}

#[test]
fn a_damaged_file_is_named_and_the_good_ones_are_kept() {
    let stage = tempfile::tempdir().unwrap();
    let folder = stage.path().join("in");
    dicom::write_study(&folder, 3, 4, 32).unwrap();
    let source = Source::new(vec![folder.clone()]);
    let bytes = dicom::slice(3, 9, 32);
    // cut in the middle of the header, right behind an element
    std::fs::write(folder.join("BROKEN.dcm"), &bytes[..300]).unwrap();
    std::fs::write(folder.join("notes.txt"), "not an image").unwrap();
    let data = stage.path().join("data");
    let out = said(&mut source.import(&data));
    assert!(out.1.contains("BROKEN.dcm"), "the damaged file is not named: {}", out.1);
    let out = said(
        program::command(&["dicom", "list", "--json", "--project", "import", "--data"]).unwrap().arg(&data),
    );
    let hashes: Vec<String> = out
        .1
        .lines()
        .filter(|l| l.starts_with('{'))
        .map(|l| serde_json::from_str::<Listed>(l).unwrap().sha256)
        .collect();
    for wanted in source.expected.keys() {
        assert!(hashes.contains(wanted), "a good file is missing: {}", out.1);
    }
}

#[test]
fn an_empty_folder_is_bad_input() {
    let stage = tempfile::tempdir().unwrap();
    let folder = stage.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    let out = program::command(&["dicom", "import"])
        .unwrap()
        .arg(&folder)
        .arg("--data")
        .arg(stage.path().join("data"))
        .args(["--project", "import"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stderr));
}

/// A mounted file system of a few megabytes; unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir_all(&at).ok()?;
        let mounted = quiet(
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(&at),
        )
        .status()
        .is_ok_and(|s| s.success());
        mounted.then_some(Self(at))
    }

    fn grow(&self, size: &str) -> bool {
        quiet(Command::new("mount").args(["-o", &format!("remount,size={size}")]).arg(&self.0))
            .status()
            .is_ok_and(|s| s.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = quiet(Command::new("umount").arg("--lazy").arg(&self.0)).status();
    }
}

#[test]
fn a_full_disk_is_said_and_the_import_goes_on_after_room_is_made() {
    let stage = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(stage.path().join("disk"), "4m") else {
        println!("skipped: full disk (mounting a small file system needs root)");
        return;
    };
    let folder = stage.path().join("in");
    dicom::write_study(&folder, 4, 40, 256).unwrap();
    let source = Source::new(vec![folder]);
    let data = disk.0.join("data");
    let (good, message) = said(&mut source.import(&data));
    assert!(!good, "5 MB went onto a disk of 4 MB: {message}");
    let lower = message.to_lowercase();
    assert!(
        ["full", "space", "room"].iter().any(|w| lower.contains(w)),
        "the message does not say that the disk is full: {message}"
    );
    assert!(!lower.contains("panicked"), "{message}");
    assert!(disk.grow("64m"));
    let (good, message) = said(&mut source.import(&data));
    assert!(good, "with room made, the import does not go on: {message}");
    source.verify(&data);
}
