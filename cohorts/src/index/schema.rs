//! Fields of a Tantivy document. There are three kinds of documents, told apart by what they have:
//!
//! - a clause (`clause`): a distinct stretch of text of a section;
//! - a report: the numbers of its clauses and its properties;
//! - a case (`order`): the last report of the case is the case too; a case without reports has one
//!   document. The reports of a case stand side by side.

use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, JsonObjectOptions, NumericOptions, STORED, STRING, Schema,
    TextFieldIndexing, TextOptions,
};

use super::tokenizer::Grams;

/// Version of the layout; an index of another version is rebuilt.
pub(super) const VERSION: &str = "cohorts-index-2";
/// Longest term, bytes: Tantivy keeps no much longer one.
pub(super) const MAX_TERM: usize = 32_000;

#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Id of the case; of every report.
    pub case: Field,
    /// Place of the case in the order of indexing; of the case.
    pub order: Field,
    /// `cells.<key>` is a dictionary column of the values as JSON; of the case.
    pub cells: Field,
    /// Parts as JSON, stored only; of the report.
    pub texts: Field,
    /// Numbers of the clauses in order, 0 before each part; of the report.
    pub clauses: Field,
    /// What it mentions, how and where; of the report.
    pub mentions: Field,
    /// Folded; of the report.
    pub modality: Field,
    /// Folded; of the report.
    pub body_part: Field,
    /// Days since 1970-01-01; of the report.
    pub day: Field,
    /// Number of the clause.
    pub clause: Field,
    /// Digest of the clause and its section.
    pub digest: Field,
    /// Section of the clause.
    pub section: Field,
    /// Text of the clause, narrowed, as a dictionary column.
    pub words: Field,
    /// The same where it is too long for the column.
    pub long: Field,
    /// Single characters of the clause.
    pub chars: Field,
    /// Pairs of characters of the clause with places.
    pub pairs: Field,
}

pub(super) const CELLS: &str = "cells";
pub(super) const ORDER: &str = "order";
pub(super) const CLAUSES: &str = "clauses";
pub(super) const CLAUSE: &str = "clause";
pub(super) const SECTION: &str = "section";
pub(super) const WORDS: &str = "words";
pub(super) const DAY: &str = "day";

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexed = |tokenizer: &str, option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_fieldnorms(false)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let raw = || indexed("raw", IndexRecordOption::Basic);
    let number = || NumericOptions::default().set_fast();
    let fields = Fields {
        case: builder.add_text_field("case", STRING | STORED),
        order: builder.add_u64_field(ORDER, number()),
        cells: builder.add_json_field(CELLS, JsonObjectOptions::default().set_fast("raw")),
        texts: builder.add_text_field("texts", STORED),
        clauses: builder.add_u64_field(CLAUSES, number().set_indexed()),
        mentions: builder.add_text_field("mentions", raw()),
        modality: builder.add_text_field("modality", raw()),
        body_part: builder.add_text_field("body_part", raw()),
        day: builder.add_i64_field(DAY, number()),
        clause: builder.add_u64_field(CLAUSE, number()),
        digest: builder.add_bytes_field("digest", BytesOptions::default().set_indexed()),
        section: builder.add_text_field(SECTION, raw().set_fast("raw")),
        words: builder.add_text_field(WORDS, TextOptions::default().set_fast("raw")),
        long: builder.add_text_field("long", STORED),
        chars: builder.add_text_field("chars", indexed("chars", IndexRecordOption::Basic)),
        pairs: builder.add_text_field("pairs", indexed("pairs", IndexRecordOption::WithFreqsAndPositions)),
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
