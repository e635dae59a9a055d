//! The lists of `deny.toml`, held without any further tool.

use super::metadata;
use regex::Regex;
use std::collections::BTreeSet;
use workbench_tests::program::root;

/// The texts in the list `name = [ … ]` of `deny.toml`.
fn list(text: &str, name: &str) -> BTreeSet<String> {
    let block = Regex::new(&format!(r"(?ms)^{name} = \[(.*?)^\]")).unwrap();
    let entry = Regex::new(r#""([^"]+)""#).unwrap();
    let block = block.captures(text).unwrap_or_else(|| panic!("deny.toml has no list `{name}`"));
    let lines: String =
        block[1].lines().map(|l| l.split('#').next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    entry.captures_iter(&lines).map(|c| c[1].to_owned()).collect()
}

/// Whether a licence expression can be satisfied by allowed licences alone; a malformed one cannot.
fn allowed(expression: &str, list: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, list) == Some(true) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> Option<bool> {
    let mut good = both(words, at, list)?;
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        good |= both(words, at, list)?;
    }
    Some(good)
}

fn both(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> Option<bool> {
    let mut good = one(words, at, list)?;
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        good &= one(words, at, list)?;
    }
    Some(good)
}

fn one(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> Option<bool> {
    let word = words.get(*at)?;
    *at += 1;
    if *word == "(" {
        let good = either(words, at, list)?;
        *at += 1;
        return (words.get(*at - 1) == Some(&")")).then_some(good);
    }
    let mut name = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1)?);
        *at += 2;
    }
    Some(list.contains(&name))
}

#[test]
fn dependencies_have_allowed_licences() {
    let deny = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let (allow, banned) = (list(&deny, "allow"), list(&deny, "deny"));
    let mut wrong = Vec::new();
    for package in &metadata().packages {
        if banned.contains(package.name.as_str()) {
            wrong.push(format!("{} is banned", package.name));
        }
        match &package.license {
            Some(expression) if allowed(expression, &allow) => {}
            Some(expression) => wrong.push(format!("{} {}: {expression}", package.name, package.version)),
            None => wrong.push(format!("{} {}: no licence stated", package.name, package.version)),
        }
    }
    super::no_match(wrong, "licences outside deny.toml");
}

#[test]
fn expressions_are_understood() {
    let list: BTreeSet<String> =
        ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    for good in
        ["MIT", "MIT/GPL-3.0", "GPL-2.0 OR (MIT AND Apache-2.0)", "Apache-2.0 WITH LLVM-exception OR X"]
    {
        assert!(allowed(good, &list), "{good}");
    }
    for bad in
        ["GPL-3.0", "MIT AND GPL-3.0", "AGPL-3.0-only", "GPL-2.0 WITH LLVM-exception", "", "MIT OR", "(MIT"]
    {
        assert!(!allowed(bad, &list), "{bad}");
    }
}
