//! The invariants of ARCHITECTURE.md, held on the sources and on the dependency graph.
#![expect(clippy::unwrap_used, reason = "a test that cannot read the tree has failed")]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;
use workbench_tests::program::root;
use workbench_tests::sources::{Source, below};
use workbench_tests::sql;

mod licences;
mod sizes;

/// Crates that are pure: no SQL, no HTTP, no clock, no global state.
const DOMAIN: [&str; 12] = [
    "workbench-core",
    "workbench-expr",
    "imaging",
    "nlp",
    "cohorts",
    "deident",
    "statfiles",
    "annotation",
    "radiomics",
    "training",
    "inference",
    "workbench-demo",
];

fn metadata() -> &'static Metadata {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    METADATA.get_or_init(|| {
        MetadataCommand::new()
            .manifest_path(root().join("Cargo.toml"))
            .other_options(["--filter-platform".to_owned(), "x86_64-unknown-linux-gnu".to_owned()])
            .exec()
            .unwrap()
    })
}

/// Our own packages with their folder from the root.
fn members() -> Vec<(&'static Package, String)> {
    let metadata = metadata();
    let root = &metadata.workspace_root;
    metadata
        .workspace_packages()
        .into_iter()
        .map(|p| (p, p.manifest_path.parent().unwrap().strip_prefix(root).unwrap().to_string()))
        .collect()
}

/// A member's sources, without those of a member that lies inside its folder.
fn sources(name: &str) -> Vec<Source> {
    let members = members();
    let Some((_, folder)) = members.iter().find(|(p, _)| p.name.as_str() == name) else { return Vec::new() };
    let inner: Vec<String> = members
        .iter()
        .filter(|(_, f)| f != folder && f.starts_with(&format!("{folder}/")))
        .map(|(_, f)| format!("{f}/"))
        .collect();
    below(folder, &["rs"])
        .into_iter()
        .filter(|s| !inner.iter().any(|i| s.path.starts_with(i.as_str())))
        .collect()
}

fn direct(package: &Package) -> BTreeSet<&str> {
    package
        .dependencies
        .iter()
        .filter(|d| d.kind == DependencyKind::Normal)
        .map(|d| d.name.as_str())
        .collect()
}

/// Everything a package is built with, through any number of steps, tests and build scripts left out.
fn reachable(name: &str) -> BTreeSet<&'static str> {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().unwrap();
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|n| (&n.id, n)).collect();
    let names: BTreeMap<&PackageId, &str> =
        metadata.packages.iter().map(|p| (&p.id, p.name.as_str())).collect();
    let start = metadata.packages.iter().find(|p| p.name.as_str() == name && p.source.is_none());
    let mut open: Vec<&PackageId> = start.into_iter().map(|p| &p.id).collect();
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        for dep in &nodes[id].deps {
            let normal = dep.dep_kinds.iter().any(|k| k.kind == DependencyKind::Normal);
            if normal && seen.insert(&dep.pkg) {
                open.push(&dep.pkg);
            }
        }
    }
    seen.into_iter().map(|id| names[id]).collect()
}

/// The domain crates that exist.
fn domain() -> impl Iterator<Item = &'static str> {
    DOMAIN.into_iter().filter(|d| members().iter().any(|(p, _)| p.name.as_str() == *d))
}

fn no_match(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn the_folders_hold_the_crates_they_are_named_after() {
    let found: BTreeMap<String, String> =
        members().into_iter().map(|(p, folder)| (folder, p.name.to_string())).collect();
    let expected = [
        ("workbench/core", "workbench-core"),
        ("workbench/expr", "workbench-expr"),
        ("workbench/store", "workbench-store"),
        ("workbench/server", "workbench"),
        ("imaging", "imaging"),
        ("nlp", "nlp"),
        ("cohorts", "cohorts"),
        ("cohorts/deident", "deident"),
        ("cohorts/statfiles", "statfiles"),
        ("annotation", "annotation"),
        ("annotation/radiomics", "radiomics"),
        ("training", "training"),
        ("training/torch", "training-torch"),
        ("inference", "inference"),
    ];
    for (folder, name) in expected {
        assert_eq!(found.get(folder).map(String::as_str), Some(name), "{folder}");
    }
}

#[test]
fn domain_crates_know_neither_store_nor_server_nor_their_tools() {
    let mut wrong = Vec::new();
    for name in domain() {
        let reached = reachable(name);
        for forbidden in ["workbench-store", "workbench", "sqlx", "axum", "hyper"] {
            if reached.contains(forbidden) {
                wrong.push(format!("{name} → … → {forbidden}"));
            }
        }
        let package = members().into_iter().find(|(p, _)| p.name.as_str() == name).unwrap().0;
        if direct(package).contains("tokio") {
            wrong.push(format!("{name} → tokio"));
        }
    }
    no_match(wrong, "domain crates are pure");
}

#[test]
fn text_cohorts_and_radiomics_never_depend_on_each_other() {
    let apart = ["nlp", "cohorts", "radiomics"];
    for one in apart {
        let reached = reachable(one);
        for other in apart.into_iter().filter(|o| *o != one) {
            assert!(!reached.contains(other), "{one} depends on {other}");
        }
    }
}

#[test]
fn radiomics_sees_a_volume_and_a_mask_and_nothing_of_dicom() {
    let reached = reachable("radiomics");
    let wrong: Vec<String> = reached
        .iter()
        .filter(|n| n.starts_with("dicom") || **n == "imaging")
        .map(|n| (*n).to_owned())
        .collect();
    no_match(wrong, "radiomics depends on");
}

#[test]
fn core_does_no_input_or_output() {
    let pattern = Regex::new(r"std::(fs|net|process|env|thread)\b").unwrap();
    let found = sources("workbench-core").iter().flat_map(|s| s.matches(&pattern)).collect();
    no_match(found, "workbench-core does no I/O");
}

#[test]
fn the_expression_language_knows_core_alone() {
    let ours: BTreeSet<&str> = members().iter().map(|(p, _)| p.name.as_str()).collect();
    let reached = reachable("workbench-expr");
    let wrong: Vec<String> =
        reached.intersection(&ours).filter(|n| **n != "workbench-core").map(|n| (*n).to_owned()).collect();
    no_match(wrong, "workbench-expr depends on");
    let pattern = Regex::new(r"std::(fs|net|process|env|thread|time)\b").unwrap();
    let found =
        sources("workbench-expr").iter().filter(|s| !s.is_test()).flat_map(|s| s.matches(&pattern)).collect();
    no_match(found, "workbench-expr does no I/O");
}

#[test]
fn statfiles_sees_a_table_and_nothing_else() {
    let ours: BTreeSet<&str> = members().iter().map(|(p, _)| p.name.as_str()).collect();
    let reached = reachable("statfiles");
    let wrong: Vec<String> =
        reached.intersection(&ours).filter(|n| **n != "workbench-core").map(|n| (*n).to_owned()).collect();
    no_match(wrong, "statfiles depends on");
}

#[test]
fn deident_knows_core_alone() {
    let ours: BTreeSet<&str> = members().iter().map(|(p, _)| p.name.as_str()).collect();
    let reached = reachable("deident");
    let wrong: Vec<String> =
        reached.intersection(&ours).filter(|n| **n != "workbench-core").map(|n| (*n).to_owned()).collect();
    no_match(wrong, "deident depends on");
}

#[test]
fn only_the_server_knows_http() {
    let mut wrong = Vec::new();
    for (package, _) in members() {
        let name = package.name.as_str();
        for tool in ["axum", "axum-extra", "tower-http", "utoipa-axum"] {
            if name != "workbench" && direct(package).contains(tool) {
                wrong.push(format!("{name} → {tool}"));
            }
        }
        if name != "workbench-store" && direct(package).contains("sqlx") {
            wrong.push(format!("{name} → sqlx"));
        }
    }
    no_match(wrong, "one crate each for HTTP and for SQL");
}

#[test]
fn only_the_store_names_a_table() {
    let tables = sql::tables(&below("workbench/store/migrations/sqlite", &["sql"])).unwrap();
    let names = tables.keys().map(String::as_str).collect::<Vec<_>>().join("|");
    let pattern =
        Regex::new(&format!(r"\b(?:(?:FROM|INTO|JOIN|TABLE)\s+(?:{names})\b|UPDATE\s+(?:{names})\s+SET\b)"))
            .unwrap();
    let found = members()
        .iter()
        .map(|(p, _)| p.name.as_str())
        .filter(|name| *name != "workbench-store" && *name != "workbench-tests")
        .flat_map(sources)
        .flat_map(|s| s.matches(&pattern))
        .collect();
    no_match(found, "a table is named outside the store");
}

#[test]
fn both_databases_have_the_same_tables_and_columns() {
    let sqlite = sql::tables(&below("workbench/store/migrations/sqlite", &["sql"])).unwrap();
    let postgres = sql::tables(&below("workbench/store/migrations/postgres", &["sql"])).unwrap();
    let mut wrong = Vec::new();
    for table in sqlite.keys().chain(postgres.keys()).collect::<BTreeSet<_>>() {
        let (left, right) = (sqlite.get(table), postgres.get(table));
        if left != right {
            wrong.push(format!("{table}: SQLite {left:?}, PostgreSQL {right:?}"));
        }
    }
    no_match(wrong, "the migrations differ");
}

#[test]
fn time_and_chance_enter_the_domain_as_arguments() {
    let pattern = Regex::new(
        r"(Utc|Local|SystemTime|Instant)::now\b|thread_rng\b|rand::random\b|from_entropy\b|from_os_rng\b|\bOsRng\b|Uuid::(new_v4|now_v7)\b",
    )
    .unwrap();
    let found = domain()
        .flat_map(sources)
        .filter(|s| !s.is_test() && !s.path.ends_with("build.rs"))
        .flat_map(|s| s.matches(&pattern))
        .collect();
    no_match(found, "a domain crate reads a clock or a source of chance");
}

#[test]
fn a_grant_is_made_by_the_authorisation_check_alone() {
    let store = sources("workbench-store");
    let home: Vec<&Source> =
        store.iter().filter(|s| s.path.starts_with("workbench/store/src/authz")).collect();
    assert!(!home.is_empty(), "workbench/store/src/authz.rs is gone");
    let definition = Regex::new(r"pub struct Grant(?:<[^>]*>)?\s*(\{[^}]*\}|\([^)]*\))").unwrap();
    let bodies: Vec<String> = home
        .iter()
        .flat_map(|s| definition.captures_iter(&s.text).map(|c| c[1].to_owned()).collect::<Vec<_>>())
        .collect();
    assert_eq!(bodies.len(), 1, "Grant is not defined once in authz");
    assert!(
        !Regex::new(r"(?m)^\s*pub\b|\(pub\b").unwrap().is_match(&bodies[0]),
        "a field of Grant is public: {}",
        bodies[0]
    );
    let derives = Regex::new(r"(?s)#\[derive\(([^)]*)\)\]\s*pub struct Grant\b").unwrap();
    for source in &home {
        for found in derives.captures_iter(&source.text) {
            assert!(
                !found[1].contains("Default") && !found[1].contains("Deserialize"),
                "Grant derives {}",
                &found[1]
            );
        }
    }
    let made =
        Regex::new(r"\bGrant(?:::<[^>]*>)?\s*\{\s*\w+\s*[:,}]|\bGrant(?:::<[^>]*>)?::new\b|\bGrant\s*\(")
            .unwrap();
    let wrong = members()
        .iter()
        .map(|(p, _)| p.name.as_str())
        .filter(|name| *name != "workbench-tests")
        .flat_map(sources)
        .filter(|s| !s.path.starts_with("workbench/store/src/authz"))
        .flat_map(|s| s.matches(&made))
        .collect();
    no_match(wrong, "a Grant is made outside authz");
}

#[test]
fn every_public_error_has_a_code() {
    let definition =
        Regex::new(r"(?s)#\[derive\([^)]*\bError\b[^)]*\)\]\s*(?:#\[[^\]]*\]\s*)*pub enum (\w+)").unwrap();
    let mut wrong = Vec::new();
    for (package, _) in members() {
        let files: Vec<String> = sources(package.name.as_str()).iter().map(Source::product).collect();
        for found in files.iter().flat_map(|f| definition.captures_iter(f)) {
            let name = &found[1];
            let coded =
                Regex::new(&format!(r"impl\s+(?:workbench_core::)?(?:error::)?Coded\s+for\s+{name}\b"))
                    .unwrap();
            if !files.iter().any(|f| coded.is_match(f)) {
                wrong.push(format!("{}::{name}", package.name));
            }
        }
    }
    no_match(wrong, "errors without a Code");
}

#[test]
fn no_test_is_left_out() {
    let rust = Regex::new(concat!(r"#\[", r"(ignore|should_panic)")).unwrap();
    let script = Regex::new(r"\b(test|it|describe)\.(skip|only|fixme|todo)\b").unwrap();
    let mut found = Vec::new();
    for source in below(".", &["rs"]) {
        found.extend(
            source.text.lines().filter(|l| rust.is_match(l)).map(|l| format!("{}: {l}", source.path)),
        );
    }
    for source in below(".", &["ts", "tsx", "js", "mjs"]) {
        found.extend(
            source.text.lines().filter(|l| script.is_match(l)).map(|l| format!("{}: {l}", source.path)),
        );
    }
    no_match(found, "tests are run or removed, never left out");
}

#[test]
fn no_unfinished_code() {
    let pattern = Regex::new(concat!(r"\b(to", r"do|unimplemented)!\s*\(|\bdbg!\s*\(")).unwrap();
    let found = members()
        .iter()
        .flat_map(|(p, _)| sources(p.name.as_str()))
        .filter(|s| s.path != "tests/tests/architecture/main.rs")
        .flat_map(|s| s.matches(&pattern))
        .collect();
    no_match(found, "unfinished code");
}

#[test]
fn every_member_takes_the_shared_lints() {
    for (package, folder) in members() {
        let manifest = std::fs::read_to_string(package.manifest_path.as_std_path()).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{folder}/Cargo.toml does not take the workspace's lints"
        );
    }
}

/// libtorch costs a fifth of a second and 130 MB at the start of every process that links it.
#[test]
fn only_the_library_of_training_links_libtorch() {
    let linking: Vec<String> = members()
        .iter()
        .filter(|(package, _)| direct(package).contains("tch") || direct(package).contains("torch-sys"))
        .map(|(package, _)| package.name.to_string())
        .collect();
    assert_eq!(linking, ["training-torch"]);
    let program = std::fs::read(workbench_tests::program::workbench().unwrap()).unwrap();
    let name = b"libtorch_cpu.so\0";
    assert!(!program.windows(name.len()).any(|part| part == name), "the program is linked with libtorch");
}

#[test]
fn unsafe_code_stands_at_the_door_to_libtorch_alone() {
    let pattern = Regex::new(r"unsafe_code").unwrap();
    let found: BTreeSet<String> = members()
        .into_iter()
        .flat_map(|(p, _)| sources(p.name.as_str()))
        .filter(|s| s.path != "tests/tests/architecture/main.rs" && !s.matches(&pattern).is_empty())
        .map(|s| s.path)
        .collect();
    let door = ["training/src/torch/call.rs", "training/src/torch/library.rs", "training/torch/src/lib.rs"];
    assert_eq!(found, door.map(String::from).into());
}
