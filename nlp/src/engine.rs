//! The engine: compiled dictionaries and the two questions asked of them.

use std::str::FromStr;
use std::sync::Arc;

use workbench_core::Span;
use workbench_core::vocab::UnknownWord;

use crate::findings::Findings;
use crate::lexicon::{Kind, Lexicon};
use crate::text::Norm;
use crate::{en, zh};

/// Language of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

impl FromStr for Lang {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "zh" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            _ => Err(UnknownWord::new(text, &["zh", "en"])),
        }
    }
}

/// Compiled dictionaries of one language. Building takes milliseconds, a clone
/// is free, and one engine serves any number of threads.
#[derive(Clone)]
pub struct Engine {
    lang: Lang,
    lexicon: Arc<Lexicon>,
}

impl Engine {
    /// An engine for reports in `lang`.
    pub fn new(lang: Lang) -> Self {
        Self::with_words(lang, &[])
    }

    /// An engine that knows further words; what it knows already stays as it is.
    pub(crate) fn with_words(lang: Lang, further: &[(Kind, String)]) -> Self {
        let tables = match lang {
            Lang::Zh => crate::lexicon::ZH,
            Lang::En => crate::lexicon::EN,
        };
        Self { lang, lexicon: Arc::new(Lexicon::new(tables, further)) }
    }

    /// The language this engine was built for.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Everything found in `text`.
    pub fn findings(&self, text: &str) -> Findings {
        match self.lang {
            Lang::Zh => zh::findings(&self.lexicon, text, None),
            Lang::En => en::findings(&self.lexicon, text, None),
        }
    }

    /// Everything found, attributes that carry no cue included.
    pub(crate) fn detailed(&self, text: &str) -> Findings {
        match self.lang {
            Lang::Zh => zh::detailed(&self.lexicon, text),
            Lang::En => en::findings(&self.lexicon, text, None),
        }
    }

    /// Everything found with the normalised text.
    pub(crate) fn reading(&self, text: &str) -> (Norm, Findings) {
        match self.lang {
            Lang::Zh => zh::reading(&self.lexicon, text),
            Lang::En => en::reading(&self.lexicon, text, None),
        }
    }

    /// What `text` says of the words at `target`: exactly one finding. A target
    /// that is empty or beyond the text gives none.
    pub fn judge(&self, text: &str, target: Span) -> Findings {
        match self.lang {
            Lang::Zh => zh::findings(&self.lexicon, text, Some(target)),
            Lang::En => en::findings(&self.lexicon, text, Some(target)),
        }
    }
}
