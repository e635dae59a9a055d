/// Lines about a file as a whole: where it comes from, a watermark, who approved it.
///
/// They go where each format keeps such things: the document record of SPSS, the notes of Stata, a sheet of a workbook,
/// an attribute in R; formats without a place have them in the dictionary beside the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes(Vec<(String, String)>);

impl Notes {
    /// No notes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line. Line breaks and control characters become spaces; empty keys and empty texts are left out.
    pub fn add(&mut self, key: &str, text: &str) {
        let line = |t: &str| -> String {
            t.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
        };
        let (key, text) = (line(key).replace(':', " ").trim().to_owned(), line(text));
        if !key.is_empty() && !text.is_empty() {
            self.0.push((key, text));
        }
    }

    /// The lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, t)| (k.as_str(), t.as_str()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a line as written by a format, `key: text`; anything else is a note named `note`.
    pub(crate) fn add_line(&mut self, line: &str) {
        match line.split_once(": ") {
            Some((key, text)) => self.add(key, text),
            None => self.add("note", line),
        }
    }
}
