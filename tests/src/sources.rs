//! The workspace's own source files, for rules about them.

use crate::program::root;
use regex::Regex;
use std::path::{Path, PathBuf};

/// One source file.
pub struct Source {
    /// Path from the workspace root, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Files with one of the extensions below a folder of the workspace; not what is installed, built or hidden.
pub fn below(folder: &str, extensions: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found: Vec<Source> = walkdir::WalkDir::new(root.join(folder))
        .into_iter()
        .filter_entry(|e| !left_out(e.path(), &root))
        .flatten()
        .filter(|e| e.file_type().is_file() && has_extension(e.path(), extensions))
        .filter_map(|e| {
            let path = e.path().strip_prefix(&root).ok()?.to_str()?.to_owned();
            Some(Source { path, text: std::fs::read_to_string(e.path()).ok()? })
        })
        .collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn left_out(path: &Path, root: &PathBuf) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    path != root
        && (name.starts_with('.')
            || matches!(name.as_str(), "node_modules" | "dist" | "target" | "third_party"))
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e))
}

impl Source {
    /// The text without its unit tests (which stand at the end of a file) and without comments of a whole line.
    pub fn product(&self) -> String {
        let end = Regex::new(r"(?m)^#\[cfg\(test\)\]\s*\n(#\[[^\n]*\n)*(pub )?mod \w+ \{")
            .ok()
            .and_then(|r| r.find(&self.text))
            .map_or(self.text.len(), |m| m.start());
        self.text[..end].lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    }

    /// Whether the file is only compiled for tests.
    pub fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "examples"))
    }

    /// Each match of a pattern in the product's text, as `path: line`.
    pub fn matches(&self, pattern: &Regex) -> Vec<String> {
        let text = self.product();
        text.lines().filter(|l| pattern.is_match(l)).map(|l| format!("{}: {}", self.path, l.trim())).collect()
    }
}
