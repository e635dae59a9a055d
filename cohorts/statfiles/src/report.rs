use crate::{Column, Part};

/// What was written, and what is not as in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows written.
    pub rows: u64,
    /// Columns of the file, in order.
    pub columns: Vec<FileColumn>,
    /// Differences in words, by column.
    pub changes: Vec<Change>,
}

/// A column of a file and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileColumn {
    /// Name in the file.
    pub name: String,
    /// Key of the table's column.
    pub key: String,
    /// Which part of it.
    pub part: Part,
    /// Whether name and key differ.
    pub renamed: bool,
}

/// A difference between table and file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Key of the column.
    pub key: String,
    /// What differs.
    pub what: String,
}

impl Report {
    /// The columns whose name is not their key.
    pub fn renames(&self) -> impl Iterator<Item = &FileColumn> {
        self.columns.iter().filter(|c| c.renamed)
    }

    pub(crate) fn change(&mut self, column: &Column, what: impl Into<String>) {
        self.changes.push(Change { key: column.key.clone(), what: what.into() });
    }

    pub(crate) fn place(&mut self, column: &Column, part: Part, name: &str, same: bool) {
        self.columns.push(FileColumn {
            name: name.to_owned(),
            key: column.key.clone(),
            part,
            renamed: !same,
        });
    }
}
