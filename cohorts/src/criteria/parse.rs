//! JSON to criteria; every refusal names the place.

use serde_json::{Map, Value};

use super::parse_leaf::{clip, field, fuzzy, known_keys, mention, pinyin, regex, text};
use super::{Criteria, Leaf, Line, LineKind, MAX_DEPTH, MAX_NODES, MAX_TEXT};
use crate::CohortError;

impl Criteria {
    /// Reads criteria from JSON text.
    ///
    /// # Errors
    /// When the text is not JSON, or as [`parse`](Self::parse).
    pub fn from_json(text: &str) -> Result<Self, CohortError> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| CohortError::criteria("$", format!("not valid JSON: {error}")))?;
        Self::parse(&value)
    }

    /// Reads criteria from JSON.
    ///
    /// # Errors
    /// Names the place of the first unknown key, missing part, wrong type, date that does not exist,
    /// or of what goes beyond [`MAX_DEPTH`], [`MAX_NODES`] or [`MAX_TEXT`].
    pub fn parse(value: &Value) -> Result<Self, CohortError> {
        let mut parser = Parser { nodes: 0 };
        match value {
            Value::Object(object) if object.contains_key("lines") => parser.lines(object),
            _ => parser.node(value, "$", 1),
        }
    }
}

pub(super) struct Parser {
    nodes: usize,
}

/// The key that tells the form of a criterion, and the keys that may stand beside it.
const FORMS: [(&str, &[&str]); 11] = [
    ("all", &[]),
    ("any", &[]),
    ("not", &[]),
    ("text", &["synonyms", "in"]),
    ("fuzzy", &["distance", "in"]),
    ("regex", &["in"]),
    ("pinyin", &["in"]),
    ("mention", &["negated", "uncertain", "historical", "in"]),
    ("reports", &[]),
    ("interval", &[]),
    ("cohort", &["version"]),
];
/// Said where none of them is found.
const KNOWN: &str = "one of `all`, `any`, `not`, `text`, `fuzzy`, `regex`, `pinyin`, `mention`, `reports`, \
                     `interval`, `cohort`, `field`";

impl Parser {
    pub(super) fn node(&mut self, value: &Value, path: &str, depth: usize) -> Result<Criteria, CohortError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(CohortError::criteria(path, format!("more than {MAX_NODES} criteria")));
        }
        if depth > MAX_DEPTH {
            return Err(CohortError::criteria(path, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let Value::Object(object) = value else {
            return Err(CohortError::criteria(path, format!("expected an object with {KNOWN}")));
        };
        let (form, beside) = form(object, path)?;
        known_keys(object, form, beside, path)?;
        let place = format!("{path}.{form}");
        let part = object.get(form).unwrap_or(&Value::Null);
        let leaf = match form {
            "all" => return Ok(Criteria::All(self.list(part, &place, depth)?)),
            "any" => return Ok(Criteria::Any(self.list(part, &place, depth)?)),
            "not" => return Ok(Criteria::Not(Box::new(self.node(part, &place, depth + 1)?))),
            "text" => text(object, path)?,
            "fuzzy" => fuzzy(object, path)?,
            "regex" => regex(object, path)?,
            "pinyin" => pinyin(object, path)?,
            "mention" => mention(object, path)?,
            "reports" => Leaf::Reports(self.reports(part, &place, depth)?),
            "interval" => self.interval(part, &place, depth)?,
            "cohort" => super::parse_reports::cohort(object, path)?,
            _ => field(object, path)?,
        };
        Ok(Criteria::Leaf(leaf))
    }

    fn list(&mut self, value: &Value, path: &str, depth: usize) -> Result<Vec<Criteria>, CohortError> {
        let Value::Array(items) = value else {
            return Err(CohortError::criteria(path, "expected a list of criteria"));
        };
        if items.is_empty() {
            return Err(CohortError::criteria(path, "the list is empty"));
        }
        let each = |(index, item)| self.node(item, &format!("{path}[{index}]"), depth + 1);
        items.iter().enumerate().map(each).collect()
    }

    fn lines(&mut self, object: &Map<String, Value>) -> Result<Criteria, CohortError> {
        known_keys(object, "lines", &[], "$")?;
        let lines = match object.get("lines") {
            Some(Value::Array(lines)) if !lines.is_empty() => lines,
            _ => return Err(CohortError::criteria("$.lines", "expected a list of one line or more")),
        };
        let lines =
            lines.iter().enumerate().map(|(index, line)| self.line(line, &format!("$.lines[{index}]")));
        Ok(Criteria::Lines(lines.collect::<Result<_, _>>()?))
    }

    fn line(&mut self, line: &Value, path: &str) -> Result<Line, CohortError> {
        let refuse = |path: &str, reason: &str| Err(CohortError::criteria(path, reason));
        let expected = "expected an object with `name` and either `include` or `exclude`";
        let Value::Object(line) = line else { return refuse(path, expected) };
        let kind = match (line.contains_key("include"), line.contains_key("exclude")) {
            (true, false) => LineKind::Include,
            (false, true) => LineKind::Exclude,
            _ => return refuse(path, expected),
        };
        known_keys(line, kind.as_str(), &["name"], path)?;
        let name = match line.get("name") {
            None => "",
            Some(Value::String(name)) if name.chars().nth(MAX_TEXT).is_none() => name,
            Some(_) => return refuse(&format!("{path}.name"), "expected a name in quotes, not too long"),
        };
        let part = line.get(kind.as_str()).unwrap_or(&Value::Null);
        let criteria = self.node(part, &format!("{path}.{}", kind.as_str()), 2)?;
        Ok(Line { name: name.to_owned(), kind, criteria })
    }
}

fn form(
    object: &Map<String, Value>,
    path: &str,
) -> Result<(&'static str, &'static [&'static str]), CohortError> {
    let forms = FORMS.into_iter().chain([("field", ["op", "value"].as_slice())]);
    let mut found = forms.filter(|(form, _)| object.contains_key(*form));
    match (found.next(), found.next()) {
        (Some(form), None) => Ok(form),
        (Some((first, _)), Some((second, _))) => {
            Err(CohortError::criteria(path, format!("`{first}` and `{second}` exclude each other")))
        }
        (None, _) if object.contains_key("lines") => {
            Err(CohortError::criteria(path, "`lines` can only be outermost"))
        }
        (None, _) => {
            let key = object.keys().next().map(|key| format!("unknown key `{}`, ", clip(key)));
            Err(CohortError::criteria(path, format!("{}expected {KNOWN}", key.unwrap_or_default())))
        }
    }
}
