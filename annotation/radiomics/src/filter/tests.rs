//! Filters of a crop are crops of filters.
