//! Tables and columns as the migrations define them.

use crate::sources::Source;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Columns by table.
pub type Tables = BTreeMap<String, BTreeSet<String>>;

/// Reads the `CREATE TABLE` and `ALTER TABLE … ADD COLUMN` statements of migrations, in order.
///
/// # Errors
/// When a statement is written in a way that this reader does not know.
pub fn tables(migrations: &[Source]) -> Result<Tables, String> {
    let comment = Regex::new(r"--[^\n]*").map_err(|e| e.to_string())?;
    let create =
        Regex::new(r"(?i)create\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)\s*\(").map_err(|e| e.to_string())?;
    let add =
        Regex::new(r"(?i)alter\s+table\s+(\w+)\s+add\s+(?:column\s+)?(\w+)").map_err(|e| e.to_string())?;
    let mut tables = Tables::new();
    for file in migrations {
        let text = comment.replace_all(&file.text, "").into_owned();
        for found in create.captures_iter(&text) {
            let begin = found.get(0).map_or(0, |m| m.end());
            let body = body(&text[begin..]).ok_or_else(|| format!("{}: a table has no end", file.path))?;
            let columns = parts(body).into_iter().filter_map(column).collect();
            tables.insert(found[1].to_lowercase(), columns);
        }
        for found in add.captures_iter(&text) {
            tables.entry(found[1].to_lowercase()).or_default().insert(found[2].to_lowercase());
        }
    }
    if tables.is_empty() { Err("the migrations define no table".to_owned()) } else { Ok(tables) }
}

/// Up to the bracket that closes the one already open.
fn body(text: &str) -> Option<&str> {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&text[..at]);
        }
    }
    None
}

/// Split at the commas outside brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}

fn column(part: &str) -> Option<String> {
    let word = part.split(|c: char| c.is_whitespace() || c == '(').find(|w| !w.is_empty())?;
    let word = word.trim_matches('"').to_lowercase();
    let constraint =
        ["primary", "unique", "foreign", "check", "constraint", "exclude"].contains(&word.as_str());
    (!constraint).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_and_constraints_are_not() {
        let text = "-- c, d\nCREATE TABLE a (id BLOB PRIMARY KEY, -- the id\n n NUMERIC(5, 2) CHECK (n > 0), UNIQUE (id, n));\n\
                    ALTER TABLE a ADD COLUMN extra TEXT;";
        let found = tables(&[Source { path: "x.sql".to_owned(), text: text.to_owned() }]).unwrap();
        assert_eq!(found["a"].iter().map(String::as_str).collect::<Vec<_>>(), ["extra", "id", "n"]);
    }
}
