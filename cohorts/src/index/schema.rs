//! Fields of a Tantivy document.

use tantivy::schema::{
    Field, IndexRecordOption, JsonObjectOptions, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

use super::tokenizer::Grams;

/// Version of the layout; an index of another version is rebuilt.
pub(super) const VERSION: &str = "cohorts-index-1";
/// Longest stored value, bytes of JSON: Tantivy keeps no longer term.
pub(super) const MAX_CELL: usize = 32_000;

#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Id of the case.
    pub case: Field,
    /// Place of the case in the order of indexing.
    pub order: Field,
    /// Texts as JSON, stored only.
    pub texts: Field,
    /// Single characters.
    pub chars: Field,
    /// Pairs of characters with places.
    pub pairs: Field,
    /// `cells.<key>` is a dictionary column of the values as JSON.
    pub cells: Field,
}

pub(super) const CELLS: &str = "cells";
pub(super) const ORDER: &str = "order";

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let grams = |tokenizer: &str, option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_fieldnorms(false)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        case: builder.add_text_field("case", STRING | STORED),
        order: builder.add_u64_field(ORDER, NumericOptions::default().set_fast()),
        texts: builder.add_text_field("texts", STORED),
        chars: builder.add_text_field("chars", grams("chars", IndexRecordOption::Basic)),
        pairs: builder.add_text_field("pairs", grams("pairs", IndexRecordOption::WithFreqsAndPositions)),
        cells: builder.add_json_field(CELLS, JsonObjectOptions::default().set_fast("raw")),
    };
    (builder.build(), fields)
}

pub(super) fn register(index: &tantivy::Index) {
    index.tokenizers().register("chars", Grams { size: 1 });
    index.tokenizers().register("pairs", Grams { size: 2 });
}

/// Path of a field's column; a dot in the key is part of the name.
pub(super) fn column_of(key: &str) -> String {
    format!("{CELLS}.{}", key.replace('.', "\\."))
}
