//! Fields that many databases need, written by us, to pick from.
