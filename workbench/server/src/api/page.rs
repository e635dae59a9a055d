//! Pages of lists.

/// One page of a list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Give this as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// Rows in all.
    pub total: usize,
}

/// Which page.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows of a page, at most 1000; 100 when absent.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(100).clamp(1, 1_000)
    }

    /// First row of the page.
    pub fn start(&self) -> usize {
        self.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(0)
    }
}

impl<T> Page<T> {
    /// A page of a list that is here whole.
    pub fn of(items: Vec<T>, query: &PageQuery) -> Self {
        Self::cut(items, query, query.limit())
    }

    /// The same where a page may have more rows.
    pub fn up_to(items: Vec<T>, query: &PageQuery, most: usize) -> Self {
        Self::cut(items, query, query.limit.unwrap_or(100).clamp(1, most))
    }

    fn cut(items: Vec<T>, query: &PageQuery, limit: usize) -> Self {
        let (total, start) = (items.len(), query.start());
        let end = start.saturating_add(limit);
        let items = items.into_iter().skip(start).take(limit).collect();
        Self { items, next: (end < total).then(|| end.to_string()), total }
    }

    /// A page of a list of which only these rows were read.
    pub fn part(items: Vec<T>, total: usize, query: &PageQuery) -> Self {
        let end = query.start().saturating_add(items.len());
        Self { items, next: (end < total).then(|| end.to_string()), total }
    }

    /// The only page.
    pub fn whole(items: Vec<T>) -> Self {
        let total = items.len();
        Self { items, next: None, total }
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next, total: self.total }
    }
}
