//! The head of a rule file, read line by line where the file as a whole does not parse.

/// What the head says; empty where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub id: String,
    /// Line of the id, from 1.
    pub id_line: usize,
    pub version: String,
    pub title_zh: String,
    pub title_en: String,
}

impl Head {
    pub fn of(source: &str) -> Self {
        let mut head = Self::default();
        for (number, line) in lines(source) {
            let (key, value) = parts(line);
            match key {
                "id" => (head.id, head.id_line) = (value.to_owned(), number + 1),
                "version" => head.version = value.to_owned(),
                "title" => (head.title_zh, head.title_en) = (title(line, "zh"), title(line, "en")),
                "zh" => head.title_zh = value.to_owned(),
                "en" => head.title_en = value.to_owned(),
                _ => {}
            }
        }
        head
    }
}

/// The lines below `ruleset:` with their numbers from 0.
fn lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = source.lines().enumerate().skip_while(|(_, line)| !line.starts_with("ruleset:")).skip(1);
    numbered.take_while(|(_, line)| line.is_empty() || line.starts_with([' ', '\t', '#']))
}

fn parts(line: &str) -> (&str, &str) {
    let (key, value) = line.split_once(':').unwrap_or((line, ""));
    let value = value.split(" #").next().unwrap_or_default();
    (key.trim(), value.trim().trim_matches(['"', '\'']))
}

/// One language of a title `{zh: …, en: …}`.
fn title(line: &str, language: &str) -> String {
    let inside = line.split_once('{').map_or("", |(_, rest)| rest.split('}').next().unwrap_or_default());
    let Some(start) = inside.find(&format!("{language}:")) else { return String::new() };
    let rest = inside.get(start + language.len() + 1..).unwrap_or_default();
    let other = if language == "zh" { "en:" } else { "zh:" };
    let rest = rest.split(other).next().unwrap_or_default();
    rest.trim().trim_end_matches(',').trim().trim_matches(['"', '\'']).to_owned()
}

/// The file with the last number of its version one higher.
pub fn raised(source: &str) -> String {
    let head = Head::of(source);
    let Some((rest, last)) = head.version.rsplit_once('.') else { return source.to_owned() };
    let Ok(last) = last.parse::<u64>() else { return source.to_owned() };
    let next = format!("{rest}.{}", last.saturating_add(1));
    let place = lines(source).find(|(_, line)| parts(line).0 == "version").map(|(number, _)| number);
    let raise = |(number, line): (usize, &str)| {
        if Some(number) == place { line.replacen(&head.version, &next, 1) } else { line.to_owned() }
    };
    source.split_inclusive('\n').enumerate().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# a comment\nruleset:\n  id: lung_demo   # short\n  version: 1.0.9\n  \
                        title: {zh: 肺结节, 示例, en: \"Lung, demo\"}\ndict:\n  version: 3.0.0\n";

    #[test]
    fn a_head_is_read_from_a_broken_file() {
        let head = Head::of(&format!("{FILE}fields: [\n"));
        assert_eq!((head.id.as_str(), head.id_line, head.version.as_str()), ("lung_demo", 3, "1.0.9"));
        assert_eq!((head.title_zh.as_str(), head.title_en.as_str()), ("肺结节, 示例", "Lung, demo"));
        assert_eq!(Head::of("fields: 3"), Head::default());
        let long = Head::of("ruleset:\n  title:\n    zh: 甲\n    en: A\n");
        assert_eq!((long.title_zh.as_str(), long.title_en.as_str()), ("甲", "A"));
    }

    #[test]
    fn a_copy_has_a_raised_version_and_is_the_same_else() {
        assert_eq!(raised(FILE), FILE.replace("1.0.9", "1.0.10"));
        assert_eq!(raised("ruleset:\n  version: x\n"), "ruleset:\n  version: x\n");
        assert_eq!(raised(""), "");
    }
}
