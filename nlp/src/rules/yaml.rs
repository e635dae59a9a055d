//! YAML as a tree in which every part knows its place. Only plain data is read:
//! no anchors, no tags, one document.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::diagnostic::{Diagnostic, Problem};

/// Deepest nesting of a rule file.
const DEEPEST: usize = 24;
/// Most parts of a rule file.
const MOST: usize = 200_000;

/// Line and column from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub line: usize,
    pub column: usize,
}

/// A part of the file.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub mark: Mark,
    /// Line on which it ends.
    pub last: usize,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub(super) enum Data {
    /// A word, and whether it stood in quotes.
    Word(String, bool),
    List(Vec<Node>),
    /// In the order of the file.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The word, when it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.data {
            Data::Word(word, _) => Some(word),
            _ => None,
        }
    }

    /// Whether nothing stands here.
    pub fn is_empty(&self) -> bool {
        matches!(&self.data, Data::Word(word, false) if matches!(word.as_str(), "" | "~" | "null"))
    }

    /// What it is called in a message.
    pub fn kind(&self) -> (&'static str, &'static str) {
        match self.data {
            Data::Word(..) => ("一个词", "a single word"),
            Data::List(_) => ("一个列表", "a list"),
            Data::Map(_) => ("一组“键: 值”", "a group of `key: value`"),
        }
    }

    /// As JSON: unquoted numbers, true, false and null become what they look like.
    pub fn json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.data {
            Data::Word(word, true) => Value::from(word.as_str()),
            Data::Word(word, false) => match word.as_str() {
                "" | "~" | "null" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                word => plain_number(word).unwrap_or_else(|| Value::from(word)),
            },
            Data::List(items) => Value::Array(items.iter().map(Node::json).collect()),
            Data::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, value)| (key.word().unwrap_or_default().to_owned(), value.json()))
                    .collect(),
            ),
        }
    }
}

fn plain_number(word: &str) -> Option<serde_json::Value> {
    if !word.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    if let Ok(whole) = word.parse::<i64>() {
        return Some(whole.into());
    }
    word.parse::<f64>().ok().filter(|value| value.is_finite()).map(Into::into)
}

/// The tree of a file.
pub(super) fn parse(source: &str) -> Result<Node, Diagnostic> {
    let mut builder = Builder { open: Vec::new(), done: None, parts: 0 };
    let mut documents = 0;
    // A byte order mark, as some editors write it, is no part of the first key.
    for event in Parser::new_from_str(source.strip_prefix('\u{feff}').unwrap_or(source)) {
        let (event, span) = event.map_err(|error| {
            let mark = Mark { line: error.marker().line(), column: error.marker().col() + 1 };
            Problem::at(
                mark,
                format!("不是有效的 YAML：{}", error.info()),
                format!("not valid YAML: {}", error.info()),
            )
            .cure(
                "检查缩进、冒号后的空格、引号和括号是否成对",
                "check the indentation, the blank after a colon, and that quotes and brackets are closed",
            )
        })?;
        let mark = place(span);
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(Problem::at(
                        mark,
                        "一个文件只能有一个规则集（多了一个“---”）",
                        "a file holds one rule set; there is a second `---`",
                    )
                    .cure("分成两个文件", "make two files"));
                }
            }
            Event::Alias(_) => return Err(no_anchor(mark)),
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _)
                if anchor != 0 =>
            {
                return Err(no_anchor(mark));
            }
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, Some(_))
            | Event::MappingStart(_, Some(_)) => {
                return Err(Problem::at(
                    mark,
                    "规则文件里不能用“!”标签",
                    "tags (`!`) are not used in rule files",
                )
                .cure("把以“!”开头的文字放进引号", "put words that begin with `!` into quotes"));
            }
            Event::Scalar(word, style, ..) => {
                let quoted = style != ScalarStyle::Plain;
                builder.put(Node {
                    mark,
                    last: span.end.line(),
                    data: Data::Word(word.into_owned(), quoted),
                })?;
            }
            Event::SequenceStart(..) => builder.open(mark, Data::List(Vec::new()))?,
            Event::MappingStart(..) => builder.open(mark, Data::Map(Vec::new()))?,
            Event::SequenceEnd | Event::MappingEnd => builder.close(span)?,
            _ => {}
        }
    }
    builder.done.ok_or_else(|| {
        Problem::at(Mark { line: 1, column: 1 }, "文件是空的", "the file is empty")
            .cure("从一个现有规则包复制一份再改", "copy one of the packs and change it")
    })
}

fn no_anchor(mark: Mark) -> Diagnostic {
    Problem::at(
        mark,
        "规则文件里不能用“&”和“*”引用",
        "anchors and aliases (`&`, `*`) are not used in rule files",
    )
    .cure("把以“&”或“*”开头的文字放进引号", "put words that begin with `&` or `*` into quotes")
}

fn place(span: Span) -> Mark {
    Mark { line: span.start.line(), column: span.start.col() + 1 }
}

struct Open {
    node: Node,
    key: Option<Node>,
}

struct Builder {
    open: Vec<Open>,
    done: Option<Node>,
    parts: usize,
}

impl Builder {
    fn open(&mut self, mark: Mark, data: Data) -> Result<(), Diagnostic> {
        if self.open.len() >= DEEPEST {
            return Err(Problem::at(
                mark,
                format!("嵌套超过 {DEEPEST} 层"),
                format!("nested more than {DEEPEST} deep"),
            ));
        }
        self.open.push(Open { node: Node { mark, last: mark.line, data }, key: None });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), Diagnostic> {
        let Some(mut open) = self.open.pop() else { return Ok(()) };
        let mark = place(span);
        // A block ends where the next thing begins: at the head of a later line.
        let inner = match &open.node.data {
            Data::List(items) => items.last().map(|item| item.last),
            Data::Map(entries) => entries.last().map(|(_, value)| value.last),
            Data::Word(..) => None,
        };
        open.node.last = inner.unwrap_or(mark.line).max(open.node.mark.line);
        self.put(open.node)
    }

    fn put(&mut self, node: Node) -> Result<(), Diagnostic> {
        self.parts += 1;
        if self.parts > MOST {
            return Err(Problem::at(node.mark, "文件太大", "the file holds too much"));
        }
        let Some(top) = self.open.last_mut() else {
            self.done = Some(node);
            return Ok(());
        };
        match &mut top.node.data {
            Data::List(items) => items.push(node),
            Data::Map(entries) => match top.key.take() {
                None => {
                    if node.word().is_none() {
                        return Err(Problem::at(node.mark, "键必须是一个词", "a key must be a single word"));
                    }
                    let twice = entries.iter().find(|(key, _)| key.word() == node.word());
                    if let Some((first, _)) = twice {
                        let word = node.word().unwrap_or_default();
                        return Err(Problem::at(
                            node.mark,
                            format!("“{word}”写了两次，第一次在第 {} 行", first.mark.line),
                            format!("`{word}` stands twice, first on line {}", first.mark.line),
                        )
                        .cure("删去其中一个", "take one of them out"));
                    }
                    top.key = Some(node);
                }
                Some(key) => entries.push((key, node)),
            },
            Data::Word(..) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_knows_its_place() {
        let tree = parse("a: 1\nb:\n  - 结节\n  - {c: 'x'}\n").unwrap();
        let Data::Map(entries) = &tree.data else { panic!() };
        assert_eq!(entries[1].0.mark, Mark { line: 2, column: 1 });
        let Data::List(items) = &entries[1].1.data else { panic!() };
        assert_eq!(items[0].mark, Mark { line: 3, column: 5 });
        assert_eq!(items[1].last, 4);
        assert_eq!(tree.json()["b"][1]["c"], "x");
    }

    #[test]
    fn what_is_not_plain_data_is_refused_with_its_place() {
        for (text, line) in [
            ("a: 1\na: 2", 2),
            ("a: &x 1\nb: *x", 1),
            ("a: !t 1", 1),
            ("a: [1", 1),
            ("", 1),
            ("a: 1\n---\nb: 2", 2),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.line >= line, "{text:?}: {problem}");
        }
        let deep = "[".repeat(100);
        assert!(parse(&deep).is_err());
    }
}
