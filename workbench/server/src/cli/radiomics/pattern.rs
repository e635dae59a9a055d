//! Names with `*` and `?` in them.

use crate::AppError;

/// Names to choose; a name without its image stands for every image.
pub struct Patterns(Vec<String>);

impl Patterns {
    /// Every name, when there are no patterns.
    pub fn new(patterns: Vec<String>) -> Self {
        Self(patterns.into_iter().map(|pattern| pattern.trim().to_owned()).collect())
    }

    /// Whether any pattern fits.
    pub fn fit(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| names(pattern, name))
    }

    /// Checks that each pattern fits one of `known` names.
    ///
    /// # Errors
    /// Names the pattern that fits none.
    pub fn check(&self, known: &[String]) -> Result<(), AppError> {
        let Some(stranger) = self.0.iter().find(|pattern| !known.iter().any(|name| names(pattern, name)))
        else {
            return Ok(());
        };
        let such = known.first().map_or("", String::as_str);
        let count = known.len();
        Err(AppError::bad(format!(
            "--features: `{stranger}` fits none of the {count} maps that the settings ask for, such as {such}"
        ))
        .zh(format!("--features：“{stranger}”与参数文件给出的 {count} 个特征图都不符，名称例如 {such}")))
    }
}

/// Whether `pattern` fits `name`, or `name` without its image.
fn names(pattern: &str, name: &str) -> bool {
    let bare = name.split_once('_').map_or(name, |(_, bare)| bare);
    fits(pattern.as_bytes(), name.as_bytes()) || fits(pattern.as_bytes(), bare.as_bytes())
}

/// `*` stands for any text, `?` for one character.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // After the last star, and the text it takes up to.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match (pattern.get(p), star) {
            (Some(b'*'), _) => {
                star = Some((p + 1, t));
                p += 1;
            }
            (Some(b'?'), _) => (p, t) = (p + 1, t + 1),
            (Some(same), _) if *same == text[t] => (p, t) = (p + 1, t + 1),
            (_, Some((after, taken))) => {
                star = Some((after, taken + 1));
                (p, t) = (after, taken + 1);
            }
            (_, None) => return false,
        }
    }
    pattern[p..].iter().all(|rest| *rest == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, yes, no) in [
            ("original_glcm_Contrast", "original_glcm_Contrast", "original_glcm_Contrast2"),
            ("*_glcm_*", "log-sigma-1-0-mm-3D_glcm_Idm", "original_gldm_glcm"),
            ("glcm_Id?", "wavelet-LLH_glcm_Idm", "original_glcm_Idmn"),
            ("firstorder_*Percentile", "original_firstorder_90Percentile", "original_firstorder_Median"),
            ("*a*b", "aab", "aba"),
            ("*", "anything", "any"),
        ] {
            assert!(names(pattern, yes), "{pattern} {yes}");
            assert!(pattern == "*" || !names(pattern, no), "{pattern} {no}");
        }
        assert!(!fits(b"", b"a") && fits(b"", b"") && fits(b"**", b""));
        assert!(Patterns::new(Vec::new()).fit("x"));
        let known = ["original_glcm_Idm".to_owned()];
        let error = Patterns::new(vec!["glcm_*".into(), "Idm".into()]).check(&known).unwrap_err();
        assert!(error.message.contains("`Idm`") && error.message.contains("original_glcm_Idm"));
    }
}
