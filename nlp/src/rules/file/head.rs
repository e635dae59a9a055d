//! The head of a rule file.

use super::Desk;
use crate::anatomy::PlaceId;
use crate::rules::diagnostic::Problem;
use crate::rules::reader::{self, Group as Entries, Notes};
use crate::rules::yaml::{Mark, Node};

/// What a rule set is called and what it rests on.
pub(in crate::rules) struct Head {
    pub id: String,
    pub version: String,
    pub title_zh: String,
    pub title_en: String,
    pub about: String,
    pub sources: Vec<String>,
    /// Where findings without a place are taken to be.
    pub organ: Option<PlaceId>,
    pub include: Vec<(Mark, String)>,
}

pub(super) fn read(node: &Node, desk: &mut Desk) -> Option<Head> {
    let what = ("ruleset", "`ruleset`");
    let mut head = Entries::of(node, what, &mut desk.notes)?;
    let id = head.need("id", what, &mut desk.notes);
    let version = head.need("version", what, &mut desk.notes);
    let title = head.need("title", what, &mut desk.notes);
    let about = head.word("about", &mut desk.notes).unwrap_or_default().to_owned();
    let sources = head.get("sources").map(|node| reader::words(node, &mut desk.notes)).unwrap_or_default();
    let organ = head.get("organ");
    let include = head.get("include").map(|node| reader::words(node, &mut desk.notes)).unwrap_or_default();
    head.finish(&mut desk.notes);
    let organ = organ.and_then(|node| match node.word() {
        Some(word) => desk.place(node.mark, word),
        None => {
            desk.notes.add(reader::expected(node, "一个部位", "one place"));
            None
        }
    });
    let (title_zh, title_en) = name(title?, &mut desk.notes)?;
    Some(Head {
        id: key(id?, &mut desk.notes)?,
        version: numbers(version?, &mut desk.notes)?,
        title_zh,
        title_en,
        about,
        sources: sources.into_iter().map(|(_, word)| word.to_owned()).collect(),
        organ,
        include: include.into_iter().map(|(mark, word)| (mark, word.to_owned())).collect(),
    })
}

/// A short name of small letters, digits and `_`.
pub(super) fn key(node: &Node, notes: &mut Notes) -> Option<String> {
    let word = node.word().unwrap_or_default();
    let plain = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && word.starts_with(|c: char| c.is_ascii_lowercase()) && word.len() <= 64 {
        return Some(word.to_owned());
    }
    notes.add(
        Problem::at(node.mark, format!("“{word}”不能作为名称"), format!("`{word}` cannot be a short name"))
            .cure(
                "用小写英文字母、数字和下划线，以字母开头，不超过 64 个字符",
                "use small letters, digits and _, a letter first, at most 64 characters",
            ),
    );
    None
}

/// `{zh, en}`, or one word for both.
pub(super) fn name(node: &Node, notes: &mut Notes) -> Option<(String, String)> {
    if let Some(word) = node.word() {
        return Some((word.to_owned(), word.to_owned()));
    }
    let mut group = Entries::of(node, ("名称", "a name"), notes)?;
    let zh = group.word("zh", notes).map(str::to_owned);
    let en = group.word("en", notes).map(str::to_owned);
    group.finish(notes);
    match (zh, en) {
        (None, None) => {
            notes.add(reader::expected(node, "{zh: …, en: …}", "{zh: …, en: …}"));
            None
        }
        (zh, en) => {
            let either = zh.clone().or(en.clone()).unwrap_or_default();
            Some((zh.unwrap_or_else(|| either.clone()), en.unwrap_or(either)))
        }
    }
}

/// Three numbers with dots.
fn numbers(node: &Node, notes: &mut Notes) -> Option<String> {
    let word = node.word().unwrap_or_default();
    let parts: Vec<&str> = word.split('.').collect();
    let plain = |part: &&str| !part.is_empty() && part.len() <= 6 && part.chars().all(|c| c.is_ascii_digit());
    if parts.len() == 3 && parts.iter().all(plain) {
        return Some(word.to_owned());
    }
    notes.add(
        Problem::at(
            node.mark,
            format!("版本号“{word}”应是三个数"),
            format!("the version `{word}` must be three numbers"),
        )
        .cure("如 1.0.0", "such as 1.0.0"),
    );
    None
}
