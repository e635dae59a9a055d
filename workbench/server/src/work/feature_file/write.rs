//! Writing.

use std::sync::Arc;

use chrono::SecondsFormat;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::{AGGREGATION, CREATED, Content, IBSI, SETTINGS, VERSION, broken};
use crate::AppError;
use crate::work::profiles::ENGINE;

/// The bytes of the file; the same for the same content. A number that could not be computed is null.
///
/// # Errors
/// When a column of text is not as long as the table.
pub fn write(content: &Content) -> Result<Vec<u8>, AppError> {
    let rows = content.table.rows.len();
    if let Some((name, column)) = content.texts.iter().find(|(_, column)| column.len() != rows) {
        return Err(AppError::bad(format!("column {name} has {} rows, the table has {rows}", column.len())));
    }
    let mut bytes = Vec::new();
    fill(content, &mut bytes).map_err(broken)?;
    Ok(bytes)
}

fn fill(content: &Content, bytes: &mut Vec<u8>) -> Result<(), ParquetError> {
    let mut file =
        SerializedFileWriter::new(bytes, Arc::new(schema(content)?), Arc::new(properties(content)))?;
    let mut group = file.next_row_group()?;
    for (_, column) in &content.texts {
        let cells: Vec<ByteArray> = column.iter().map(|cell| ByteArray::from(cell.as_str())).collect();
        next(&mut group, |writer| match writer {
            ColumnWriter::ByteArrayColumnWriter(writer) => writer.write_batch(&cells, None, None),
            _ => Err(ParquetError::General("a column of text is none".to_owned())),
        })?;
    }
    let width = content.table.columns.len();
    for at in 0..width {
        let cells = || content.table.values.iter().skip(at).step_by(width);
        let there: Vec<i16> = cells().map(|value| i16::from(!value.is_nan())).collect();
        let numbers: Vec<f64> = cells().copied().filter(|value| !value.is_nan()).collect();
        next(&mut group, |writer| match writer {
            ColumnWriter::DoubleColumnWriter(writer) => writer.write_batch(&numbers, Some(&there), None),
            _ => Err(ParquetError::General("a column of numbers is none".to_owned())),
        })?;
    }
    group.close()?;
    file.close()?;
    Ok(())
}

fn next<W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<W>,
    fill: impl FnOnce(&mut ColumnWriter) -> Result<usize, ParquetError>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    fill(column.untyped())?;
    column.close()
}

fn schema(content: &Content) -> Result<Type, ParquetError> {
    let text = |name: &str| {
        let column = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
        column.with_repetition(Repetition::REQUIRED).with_logical_type(Some(LogicalType::String)).build()
    };
    let number = |name: &str| {
        Type::primitive_type_builder(name, Physical::DOUBLE).with_repetition(Repetition::OPTIONAL).build()
    };
    let texts = content.texts.iter().map(|(name, _)| text(name));
    let columns = texts.chain(content.table.columns.iter().map(|name| number(name)));
    let columns = columns.map(|column| Ok(Arc::new(column?))).collect::<Result<_, ParquetError>>()?;
    Type::group_type_builder("features").with_fields(columns).build()
}

fn properties(content: &Content) -> WriterProperties {
    let codes = |of: fn(radiomics::Explain) -> Option<&'static str>| {
        let codes = content.table.columns.iter();
        let codes: serde_json::Map<String, serde_json::Value> =
            codes.filter_map(|name| Some((name.clone(), of(radiomics::explain(name)?)?.into()))).collect();
        serde_json::Value::Object(codes).to_string()
    };
    let beside = vec![
        KeyValue::new(SETTINGS.to_owned(), content.settings.to_string()),
        KeyValue::new(VERSION.to_owned(), ENGINE.to_owned()),
        KeyValue::new(IBSI.to_owned(), codes(|explained| explained.ibsi)),
        KeyValue::new(AGGREGATION.to_owned(), codes(|explained| explained.aggregation)),
        KeyValue::new(CREATED.to_owned(), content.created.to_rfc3339_opts(SecondsFormat::Secs, true)),
    ];
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(beside));
    for (name, _) in &content.texts {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(*name), true);
    }
    properties.build()
}
