//! HTML tags, entities and spreadsheet artefacts inside report text.

/// A piece of markup.
pub(super) struct Mark {
    /// Its length in characters.
    pub length: usize,
    /// The character to read instead, if any.
    pub instead: Option<char>,
}

/// Longest tag that is still taken for one.
const LONGEST_TAG: usize = 200;
/// Tags that end a line.
const BLOCKS: [&str; 10] = ["br", "p", "div", "li", "tr", "h1", "h2", "h3", "ul", "table"];
const ENTITIES: [(&str, char); 8] = [
    ("&nbsp;", ' '),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&times;", '×'),
    ("&#160;", ' '),
    ("&#13;", '\n'),
];

/// The markup that begins at `at`, if any.
pub(super) fn at(text: &[char], at: usize) -> Option<Mark> {
    match text.get(at)? {
        '<' => tag(text, at),
        '&' => entity(text, at),
        '_' => artefact(text, at),
        _ => None,
    }
}

fn tag(text: &[char], at: usize) -> Option<Mark> {
    let name_at = if text.get(at + 1) == Some(&'/') { at + 2 } else { at + 1 };
    if text.get(at + 1) == Some(&'!') || text.get(name_at)?.is_ascii_alphabetic() {
        let close = text.iter().skip(at + 1).take(LONGEST_TAG).position(|&c| c == '>' || c == '<')?;
        if text.get(at + 1 + close) != Some(&'>') {
            return None;
        }
        let name: String =
            text.iter().skip(name_at).take(6).take_while(|c| c.is_ascii_alphanumeric()).collect();
        let block = BLOCKS.contains(&name.to_ascii_lowercase().as_str());
        return Some(Mark { length: close + 2, instead: block.then_some('\n') });
    }
    None
}

fn entity(text: &[char], at: usize) -> Option<Mark> {
    ENTITIES
        .iter()
        .find(|(word, _)| word.chars().enumerate().all(|(step, c)| text.get(at + step) == Some(&c)))
        .map(|(word, c)| Mark { length: word.len(), instead: Some(*c) })
}

/// `_x0004_`: a control character as spreadsheets write it.
fn artefact(text: &[char], at: usize) -> Option<Mark> {
    let head = text.get(at + 1)?.eq_ignore_ascii_case(&'x');
    let digits = text.get(at + 2..at + 6)?.iter().all(char::is_ascii_hexdigit);
    (head && digits && text.get(at + 6) == Some(&'_')).then_some(Mark { length: 7, instead: None })
}
