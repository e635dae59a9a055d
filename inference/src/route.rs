//! Which model runs on which series (A2).

use crate::error::{InferenceError, Result};
use serde::{Deserialize, Serialize};

/// What is known of a series; `None` where the header says nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesFacts {
    /// Modality (0008,0060).
    pub modality: String,
    /// Body part (0018,0015).
    pub body_part: Option<String>,
    /// Series description (0008,103E).
    pub description: Option<String>,
    /// Slice thickness, mm.
    pub slice_mm: Option<f64>,
    /// Patient's age, years.
    pub age_years: Option<f64>,
}

/// A rule as written by a person. An empty list or a missing range asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleSpec {
    /// Shown in lists and messages.
    pub name: String,
    /// The model to run.
    pub model: String,
    /// One of these modalities.
    pub modality: Vec<String>,
    /// One of these body parts.
    pub body_part: Vec<String>,
    /// The description holds one of these, whatever their case.
    pub description: Vec<String>,
    /// Slice thickness from–to, mm, both included.
    pub slice_mm: Option<[f64; 2]>,
    /// Age from–to, years, both included.
    pub age_years: Option<[f64; 2]>,
}

/// A checked rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule(RuleSpec);

impl RuleSpec {
    /// Checks the rule once, before any series comes.
    ///
    /// # Errors
    /// When it has no name, no model, no condition, an empty word or a range inside out.
    pub fn check(self) -> Result<Rule> {
        let ranges = [("slice_mm", self.slice_mm), ("age_years", self.age_years)];
        let inside_out = ranges
            .iter()
            .find(|(_, r)| r.is_some_and(|[low, high]| low.is_nan() || high.is_nan() || low > high));
        let words = [&self.modality, &self.body_part, &self.description];
        let problem = if self.name.trim().is_empty() || self.model.trim().is_empty() {
            "it needs a name and a model".to_owned()
        } else if words.iter().any(|list| list.iter().any(|word| word.trim().is_empty())) {
            "a condition holds an empty word".to_owned()
        } else if let Some((what, _)) = inside_out {
            format!("the range `{what}` does not go from low to high")
        } else if words.iter().all(|list| list.is_empty()) && ranges.iter().all(|(_, r)| r.is_none()) {
            "it has no condition and would run on everything".to_owned()
        } else {
            return Ok(Rule(self));
        };
        Err(InferenceError::Rule { rule: self.name, problem })
    }
}

impl Rule {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The model it runs.
    pub fn model(&self) -> &str {
        &self.0.model
    }

    /// Why the rule does not apply to a series; `None` when it does. A condition
    /// on something unknown does not hold.
    pub fn mismatch(&self, series: &SeriesFacts) -> Option<String> {
        let rule = &self.0;
        let modality = Some(series.modality.as_str());
        one_of("modality", &rule.modality, modality, |word, fact| word == fact)
            .or_else(|| {
                one_of("body part", &rule.body_part, series.body_part.as_deref(), |word, fact| word == fact)
            })
            .or_else(|| {
                let holds = |word: &str, fact: &str| fact.contains(word);
                one_of("description", &rule.description, series.description.as_deref(), holds)
            })
            .or_else(|| between("slice thickness", rule.slice_mm, series.slice_mm))
            .or_else(|| between("age", rule.age_years, series.age_years))
    }
}

/// The rules that apply to a series, in order.
pub fn route<'a>(rules: &'a [Rule], series: &SeriesFacts) -> Vec<&'a Rule> {
    rules.iter().filter(|rule| rule.mismatch(series).is_none()).collect()
}

fn one_of(what: &str, words: &[String], fact: Option<&str>, holds: fn(&str, &str) -> bool) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    let plain = |text: &str| text.trim().to_lowercase();
    match fact.map(plain).filter(|fact| !fact.is_empty()) {
        None => Some(format!("{what} is unknown, wanted {}", words.join(" or "))),
        Some(fact) if words.iter().any(|word| holds(&plain(word), &fact)) => None,
        Some(fact) => Some(format!("{what} is `{fact}`, wanted {}", words.join(" or "))),
    }
}

fn between(what: &str, range: Option<[f64; 2]>, fact: Option<f64>) -> Option<String> {
    let [low, high] = range?;
    match fact {
        Some(value) if (low..=high).contains(&value) => None,
        Some(value) => Some(format!("{what} is {value}, wanted {low} to {high}")),
        None => Some(format!("{what} is unknown, wanted {low} to {high}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chest_ct() -> RuleSpec {
        RuleSpec {
            name: "chest".into(),
            model: "lung-nodule".into(),
            modality: vec!["CT".into()],
            body_part: vec!["CHEST".into(), "胸部".into()],
            description: vec!["lung".into(), "肺窗".into()],
            slice_mm: Some([0.0, 2.5]),
            age_years: None,
        }
    }

    fn series() -> SeriesFacts {
        SeriesFacts {
            modality: "CT".into(),
            body_part: Some("Chest ".into()),
            description: Some("1.0mm LUNG B70f".into()),
            slice_mm: Some(1.0),
            age_years: None,
        }
    }

    #[test]
    fn a_series_is_routed_or_told_why_not() {
        let rules = [chest_ct().check().unwrap()];
        assert_eq!(route(&rules, &series()).len(), 1);
        let why = |series: SeriesFacts| rules[0].mismatch(&series).unwrap();
        assert_eq!(why(SeriesFacts { modality: "MR".into(), ..series() }), "modality is `mr`, wanted CT");
        assert!(why(SeriesFacts { body_part: None, ..series() }).contains("unknown"));
        assert!(why(SeriesFacts { slice_mm: Some(5.0), ..series() }).contains("5, wanted 0 to 2.5"));
        assert!(why(SeriesFacts { description: Some("bone".into()), ..series() }).contains("`bone`"));
        assert!(why(SeriesFacts { slice_mm: Some(f64::NAN), ..series() }).contains("slice"));
    }

    #[test]
    fn useless_rules_are_refused() {
        let message = |rule: RuleSpec| rule.check().unwrap_err().to_string();
        let bare = RuleSpec { name: "all".into(), model: "m".into(), ..RuleSpec::default() };
        assert!(message(bare).contains("everything"));
        assert!(message(RuleSpec { slice_mm: Some([3.0, 1.0]), ..chest_ct() }).contains("slice_mm"));
        assert!(message(RuleSpec { description: vec![" ".into()], ..chest_ct() }).contains("empty word"));
        assert!(message(RuleSpec { model: String::new(), ..chest_ct() }).contains("model"));
        assert!(serde_json::from_str::<RuleSpec>(r#"{"modallity":["CT"]}"#).is_err());
    }
}
