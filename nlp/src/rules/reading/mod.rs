//! A report as the rules see it: mentions and places with their normalised
//! positions, sections, sentences. Read once, used by every rule set.

mod before;
mod cues;
mod extent;
mod hits;
mod lead;
mod lesion;
mod page;
mod said;
mod text;

pub(super) use before::{Exam, exam, follows, is_bound};
pub(super) use hits::{Found, Hit, Hits, Scanner};
pub(super) use lead::further;
pub(super) use lesion::{Lesion, lesions, on_side, selected, stands_in};
pub(super) use page::{Map, Page};
pub(super) use said::said_of;
pub(super) use text::Text;
