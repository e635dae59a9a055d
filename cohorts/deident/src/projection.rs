use serde_json::Value;
use workbench_core::{DataLevel, FieldValue, Span};

use super::covered::{Covered, Part};
use super::date::{self, Dates};
use super::find::{Found, find, is_mask, joined};
use super::key::ProjectKey;
use super::kind::{FieldKinds, Kind};
use super::known::{KnownNames, KnownPerson, Words};
use super::mask::mask;

/// Rounds until nothing new is found in the covered text; two are usual.
const ROUNDS: usize = 6;
/// What stands for a text or value at the levels that show no rows.
const HIDDEN: &str = "[不可见]";

/// How everything of one patient is shown at one level of data.
///
/// Equal values get equal masks in a project. At [`DataLevel::Identified`] all is
/// shown but passwords; at `Count` and `Aggregate` nothing.
#[derive(Clone, Debug)]
pub struct Projection<'a> {
    level: DataLevel,
    key: &'a ProjectKey,
    names: &'a KnownNames,
    kinds: &'a FieldKinds,
    own: Words,
    dates: Dates,
}

impl<'a> Projection<'a> {
    /// The projection of a patient's data at `level` in the project of `key`.
    pub fn new(
        level: DataLevel,
        key: &'a ProjectKey,
        patient: &KnownPerson,
        names: &'a KnownNames,
        kinds: &'a FieldKinds,
    ) -> Self {
        let dates = match level {
            DataLevel::Identified => Dates::Kept,
            _ if kinds.shifts_dates() => Dates::Back(key.days_back(&patient.id)),
            DataLevel::Limited => Dates::Kept,
            _ => Dates::Year,
        };
        Self { level, key, names, kinds, own: patient.words(), dates }
    }

    /// The value of the dictionary's field `key`, words inside lists and objects too.
    pub fn field(&self, key: &str, value: &Value) -> Value {
        self.json(self.kinds.of(key), value)
    }

    /// The kind of the dictionary's field `key`.
    pub fn kind(&self, key: &str) -> Kind {
        self.kinds.of(key)
    }

    /// A value with its losing candidates and its words in the covered text.
    /// `kind` overrides the dictionary's, for a variable's type may tell a date.
    pub fn field_value(&self, mut value: FieldValue, kind: Option<Kind>, text: &Covered) -> FieldValue {
        let kind = kind.unwrap_or_else(|| self.kinds.of(&value.field));
        value.value = self.json(kind, &value.value);
        value.alternatives = value.alternatives.iter().map(|other| self.json(kind, other)).collect();
        value.spans = value.spans.into_iter().map(|words| text.evidence(words)).collect();
        value
    }

    /// A value of this kind.
    pub fn value(&self, kind: Kind, value: &str) -> String {
        let hidden = self.level < DataLevel::Deidentified;
        let words = value.trim();
        match kind {
            _ if words.is_empty() => String::new(),
            Kind::Password => "[密码]".into(),
            _ if self.level == DataLevel::Identified => value.to_owned(),
            _ if hidden => HIDDEN.into(),
            Kind::None => value.to_owned(),
            Kind::FreeText => self.text(value).into_text(),
            Kind::Date | Kind::DateShift => date::value(self.dates, words),
            Kind::Age => match words.trim_end_matches(['岁', '周']).trim().parse::<f64>() {
                Ok(age) if age > 89.0 && self.dates != Dates::Kept => ">89".into(),
                _ => value.to_owned(),
            },
            // what was covered before stays as it is
            _ if is_mask(words) => words.to_owned(),
            kind => self.mask(kind, words),
        }
    }

    /// A free text, with every place that identifies somebody covered.
    pub fn text(&self, text: &str) -> Covered {
        match self.level {
            DataLevel::Identified => Covered::plain(text),
            level if level < DataLevel::Deidentified => hidden(text),
            _ => self.covered(text),
        }
    }

    fn covered(&self, text: &str) -> Covered {
        let words: Vec<&Words> = vec![&self.own, &self.names.words];
        let wanted = |kind| match kind {
            Kind::Date | Kind::Age => self.dates != Dates::Kept,
            _ => true,
        };
        let mut found = find(text, &words, wanted);
        let mut covered = self.render(text, &found);
        for _ in 0..ROUNDS {
            if found.is_empty() {
                break;
            }
            // masks change what stands around them: what only now looks like a date is covered too
            let more = find(&covered.text, &words, wanted);
            if more.is_empty() {
                break;
            }
            found.extend(more.into_iter().map(|one| {
                let span = covered.back(Span::new(one.start, one.end));
                Found { start: span.start, end: span.end, ..one }
            }));
            found = joined(found);
            covered = self.render(text, &found);
        }
        covered
    }

    fn render(&self, text: &str, found: &[Found]) -> Covered {
        let mut out =
            Covered { text: String::with_capacity(text.len()), parts: Vec::with_capacity(found.len()) };
        let mut chars = text.chars();
        let (mut at, mut written) = (0, 0);
        for one in found {
            let kept = one.start.saturating_sub(at);
            out.text.extend(chars.by_ref().take(kept));
            let words: String = chars.by_ref().take(one.end - one.start).collect();
            let mask = self.mask(one.kind, &words);
            let start = written + kept;
            let span = Span::new(start, start + mask.chars().count());
            out.text.push_str(&mask);
            out.parts.push(Part { span, kind: one.kind, original: Span::new(one.start, one.end) });
            (at, written) = (one.end, span.end);
        }
        out.text.extend(chars);
        out
    }

    fn mask(&self, kind: Kind, words: &str) -> String {
        let own = kind == Kind::Name && self.is_own(words);
        mask(self.level, self.key, self.dates, kind, words, own)
    }

    fn is_own(&self, words: &str) -> bool {
        let chars: Vec<char> = words.chars().collect();
        self.own.at(&chars, 0).is_some_and(|(end, kind)| end == chars.len() && kind == Kind::Name)
    }

    fn json(&self, kind: Kind, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.value(kind, text)),
            Value::Array(items) => items.iter().map(|item| self.json(kind, item)).collect(),
            Value::Object(parts) => {
                parts.iter().map(|(name, part)| (name.clone(), self.json(kind, part))).collect()
            }
            // a phone typed as a number is a phone all the same
            Value::Number(number) if !matches!(kind, Kind::FreeText | Kind::None) => {
                let text = number.to_string();
                match self.value(kind, &text) {
                    same if same == text => value.clone(),
                    covered => Value::String(covered),
                }
            }
            _ if self.level < DataLevel::Deidentified => Value::Null,
            other => other.clone(),
        }
    }
}

fn hidden(text: &str) -> Covered {
    if text.is_empty() || text == HIDDEN {
        return Covered::plain(text);
    }
    let original = Span::new(0, text.chars().count());
    let span = Span::new(0, HIDDEN.chars().count());
    Covered { text: HIDDEN.into(), parts: vec![Part { span, kind: Kind::FreeText, original }] }
}
