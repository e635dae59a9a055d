use std::fmt;

use crate::{Date, Moment};

/// One cell. Choices and reasons are given by their place in the column's lists.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// Nothing was entered.
    #[default]
    Empty,
    /// Missing for the reason at this place of [`Column::missing`](crate::Column::missing).
    Missing(usize),
    /// Text; the empty text is [`Value::Empty`].
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Decimal(f64),
    /// A day.
    Date(Date),
    /// A day and time.
    Moment(Moment),
    /// Yes or no.
    YesNo(bool),
    /// The choice at this place of [`Column::values`](crate::Column::values).
    Choice(usize),
    /// Choices, ascending, without repetition; at least one, else [`Value::Empty`].
    Choices(Vec<usize>),
    /// How many.
    Count(Count),
}

/// A number of things, known exactly or within bounds: `3`, `2-4`, `>=2`, `<=4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    min: Option<u32>,
    max: Option<u32>,
}

impl Count {
    /// Bounds, both included; none if there is no bound at all or they contradict each other.
    pub fn new(min: Option<u32>, max: Option<u32>) -> Option<Self> {
        match (min, max) {
            (None, None) => None,
            (Some(min), Some(max)) if min > max => None,
            _ => Some(Self { min, max }),
        }
    }

    /// Exactly so many.
    pub fn exact(n: u32) -> Self {
        Self { min: Some(n), max: Some(n) }
    }

    /// At least.
    pub fn min(self) -> Option<u32> {
        self.min
    }

    /// At most.
    pub fn max(self) -> Option<u32> {
        self.max
    }

    /// The number, if it is known exactly.
    pub fn known(self) -> Option<u32> {
        self.min.filter(|_| self.min == self.max)
    }

    /// Reads `3`, `2-4`, `2~4`, `>=2`, `≥2`, `<=4`, `≤4`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let number = |t: &str| -> Option<u32> {
            let t = t.trim();
            t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse().ok()).flatten()
        };
        if let Some(rest) = text.strip_prefix(">=").or_else(|| text.strip_prefix('≥')) {
            return Self::new(Some(number(rest)?), None);
        }
        if let Some(rest) = text.strip_prefix("<=").or_else(|| text.strip_prefix('≤')) {
            return Self::new(None, Some(number(rest)?));
        }
        match text.split_once(['-', '~', '–']) {
            Some((min, max)) => Self::new(Some(number(min)?), Some(number(max)?)),
            None => number(text).map(Self::exact),
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "{min}"),
            (Some(min), Some(max)) => write!(f, "{min}-{max}"),
            (Some(min), None) => write!(f, ">={min}"),
            (_, Some(max)) => write!(f, "<={max}"),
            (None, None) => Ok(()),
        }
    }
}
