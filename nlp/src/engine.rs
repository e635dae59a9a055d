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

    /// The language a text is written in: Chinese as soon as a tenth of its
    /// letters are Chinese characters.
    pub fn detect(text: &str) -> Self {
        let (mut chinese, mut latin) = (0_usize, 0_usize);
        for (at, c) in text.char_indices().take(20_000) {
            if matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}') {
                chinese += 1;
                // Not even letters alone could turn it any more.
                if chinese * 9 >= latin + text.len() - at {
                    return Self::Zh;
                }
            }
            latin += usize::from(c.is_ascii_alphabetic());
        }
        if chinese * 10 >= chinese + latin { Self::Zh } else { Self::En }
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
    /// Words besides those of the tables.
    further: Arc<Vec<(Kind, String)>>,
}

impl Engine {
    /// An engine for reports in `lang`, with the words of the shipped rule sets.
    pub fn new(lang: Lang) -> Self {
        crate::rules::vocabulary::engine(lang)
    }

    /// An engine that knows the words of the tables alone.
    pub(crate) fn bare(lang: Lang) -> Self {
        Self::of(lang, Vec::new())
    }

    fn of(lang: Lang, further: Vec<(Kind, String)>) -> Self {
        let tables = match lang {
            Lang::Zh => crate::lexicon::ZH,
            Lang::En => crate::lexicon::EN,
        };
        Self { lang, lexicon: Arc::new(Lexicon::new(tables, &further)), further: Arc::new(further) }
    }

    /// The same engine with further words; what it knows already stays as it is.
    pub(crate) fn and_words(&self, words: Vec<(Kind, String)>) -> Self {
        let mut further = (*self.further).clone();
        further.extend(words);
        Self::of(self.lang, further)
    }

    /// The words it was given besides those of the tables.
    pub(crate) fn given(&self) -> std::collections::HashSet<&str> {
        self.further.iter().map(|(_, word)| word.as_str()).collect()
    }

    /// Whether a dictionary has exactly this word.
    pub(crate) fn knows(&self, word: &str) -> bool {
        let norm = Norm::new(word, self.lang == Lang::Zh);
        let mut tokens = Vec::new();
        self.lexicon.tokens(&norm, 0, norm.chars.len(), &mut tokens);
        tokens.iter().any(|token| token.start == 0 && token.end == norm.chars.len())
    }

    /// Whether both read with the same dictionaries.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.lexicon, &other.lexicon)
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

    /// Everything found with the normalised text, which may hold the words of findings alone.
    pub(crate) fn reading(&self, text: &str) -> (Norm, Findings) {
        match self.lang {
            Lang::Zh => zh::reading(&self.lexicon, text),
            Lang::En => en::reading(&self.lexicon, text, None),
        }
    }

    /// Words of `text` that no dictionary knows, where a finding would stand; Chinese only.
    pub(crate) fn unknown(&self, text: &str) -> Vec<Span> {
        match self.lang {
            Lang::Zh => zh::unknown(&self.lexicon, text),
            Lang::En => Vec::new(),
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
