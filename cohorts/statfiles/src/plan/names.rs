//! Names that a format allows, made from keys that may be anything.

use std::collections::HashSet;

use crate::Format;

/// What a format asks of a variable's name.
struct Rules {
    /// Longest name, in what `chars` says.
    longest: usize,
    /// Whether length counts characters, not bytes.
    chars: bool,
    ascii: bool,
    /// Characters allowed beside letters, digits and `_`.
    others: &'static str,
    /// Words that mean something else, in lower case.
    reserved: &'static [&'static str],
}

/// SPSS: 64 bytes; the words of its expressions (Command Syntax Reference, "Variable names").
const SPSS: Rules = Rules {
    longest: 64,
    chars: false,
    ascii: false,
    others: ".$#@",
    reserved: &["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"],
};
/// Stata 14: 32 characters; `help reserved`.
const STATA: Rules = Rules {
    longest: 32,
    chars: true,
    ascii: false,
    others: "",
    reserved: &[
        "_all", "_b", "byte", "_coef", "_cons", "_n", "double", "float", "if", "in", "int", "long", "_pi",
        "_pred", "_rc", "_skip", "strl", "using", "with", "_se", "_r", "_weight", "alias",
    ],
};
/// SAS: letters of ASCII under the default VALIDVARNAME=V7; automatic variables.
const SAS5: Rules =
    Rules { longest: 8, chars: false, ascii: true, others: "", reserved: &["_n_", "_error_", "_all_"] };
const SAS8: Rules = Rules { longest: 32, ..SAS5 };

/// Gives each column of a file a name no other has.
pub(super) struct Namer {
    rules: Option<&'static Rules>,
    used: HashSet<String>,
}

impl Namer {
    pub fn new(format: Format) -> Self {
        let rules = match format {
            Format::Sav => Some(&SPSS),
            Format::Dta => Some(&STATA),
            Format::Xpt5 => Some(&SAS5),
            Format::Xpt8 => Some(&SAS8),
            // any text is a name there
            Format::Csv | Format::Xlsx | Format::RData => None,
        };
        Self { rules, used: HashSet::new() }
    }

    /// A name as near to `key` as the format allows. `other` is a second choice for a key without a Latin letter
    /// where only those are allowed, `number` the place in the file for when that fails too.
    pub fn name(&mut self, key: &str, other: &str, number: usize) -> String {
        let wanted = match self.rules {
            None => key.to_owned(),
            Some(rules) => [key, other].iter().find_map(|t| rules.fit(t)).unwrap_or(format!("V{number}")),
        };
        if self.used.insert(wanted.to_lowercase()) {
            return wanted;
        }
        let mut n = 2_u64;
        loop {
            let end = format!("_{n}");
            let room = self.rules.map_or(usize::MAX, |r| r.longest.saturating_sub(end.len()));
            let chars = self.rules.is_some_and(|r| r.chars);
            let name = format!("{}{end}", cut(&wanted, room, chars));
            if self.used.insert(name.to_lowercase()) {
                return name;
            }
            n += 1;
        }
    }
}

impl Rules {
    /// The text with `_` for what is not allowed; none if nothing of it would be left.
    fn fit(&self, text: &str) -> Option<String> {
        let letter = |c: char| if self.ascii { c.is_ascii_alphabetic() } else { c.is_alphabetic() };
        let digit = |c: char| c.is_ascii_digit();
        let foreign = text.chars().any(|c| c.is_alphabetic() && !letter(c));
        if foreign || !text.chars().any(|c| letter(c) || digit(c)) {
            return None;
        }
        let mut name = String::new();
        for c in text.chars() {
            let allowed = letter(c) || digit(c) || c == '_' || self.others.contains(c);
            // one `_` for a run of others
            if allowed {
                name.push(c);
            } else if !name.ends_with('_') {
                name.push('_');
            }
        }
        let first = name.chars().next()?;
        // SPSS gives names that begin with _, $ or # a meaning, or refuses them
        if !(letter(first) || (first == '_' && self.others.is_empty())) {
            name.insert(0, 'V');
        }
        let mut name = cut(&name, self.longest, self.chars).to_owned();
        if !self.others.is_empty() {
            name.truncate(name.trim_end_matches(['.', '_']).len());
        }
        let lower = name.to_lowercase();
        let str_type =
            lower.strip_prefix("str").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if self.reserved.contains(&lower.as_str()) || (self.chars && str_type) {
            name.push('1');
        }
        Some(name)
    }
}

fn cut(text: &str, longest: usize, chars: bool) -> &str {
    if chars {
        return text.char_indices().nth(longest).map_or(text, |(end, _)| &text[..end]);
    }
    &text[..text.floor_char_boundary(longest.min(text.len()))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(format: Format, keys: &[&str]) -> Vec<String> {
        let mut namer = Namer::new(format);
        keys.iter().enumerate().map(|(n, k)| namer.name(k, "", n + 1)).collect()
    }

    #[test]
    fn each_format_gets_names_it_allows_and_none_twice() {
        assert_eq!(
            names(Format::Xpt5, &["nodule_long_mm", "nodule_long_cm", "性别", "2b", "_n_"]),
            ["nodule_l", "nodule_2", "V3", "V2b", "_n_1"]
        );
        assert_eq!(
            names(Format::Sav, &["性别", "AND", "and", "_x", "长径 (mm)", "结节.", "$a", "😀"]),
            ["性别", "AND1", "and1_2", "V_x", "长径_mm", "结节", "V$a", "V8"]
        );
        assert_eq!(
            names(Format::Dta, &["性别", "if", "str12", "a-b", "A B"]),
            ["性别", "if1", "str121", "a_b", "A_B_2"]
        );
        let long = "结".repeat(40);
        assert_eq!(names(Format::Sav, &[&long])[0].len(), 63);
        let stata = names(Format::Dta, &[&long, &long]);
        assert_eq!(stata[0].chars().count(), 32);
        assert!(stata[1].ends_with("_2") && stata[1].chars().count() == 32);
    }
}
