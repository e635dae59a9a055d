//! A feature table as a Parquet file: columns of text that say which ROI a row is of, a column of numbers a feature, and
//! beside them, under keys, the settings and the code that made them.

mod read;
mod write;

pub use read::{FeatureFile, no_column};
pub use write::write;

use crate::AppError;

/// Keys of what stands beside the rows.
pub const SETTINGS: &str = "settings";
pub const VERSION: &str = "radiomics_version";
pub const IBSI: &str = "ibsi";
pub const AGGREGATION: &str = "ibsi_aggregation";
pub const CREATED: &str = "created";

fn broken(error: parquet::errors::ParquetError) -> AppError {
    AppError::new(workbench_core::Code::Failure, format!("the Parquet file: {error}"))
}

/// Rows and their features, ready to be written.
pub struct Content<'c> {
    /// Columns of text, each as long as the table.
    pub texts: Vec<(&'c str, Vec<String>)>,
    pub table: &'c workbench_core::FeatureTable,
    pub settings: &'c serde_json::Value,
    pub created: chrono::DateTime<chrono::Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use workbench_core::FeatureTable;

    fn table(values: &[f64]) -> FeatureTable {
        let names = ["original_firstorder_Mean", "cm_contrast_3D_avg", "wavelet-HHH_ngtdm_Coarseness"];
        let mut table = FeatureTable::new(names.map(str::to_owned).to_vec());
        for (row, cells) in values.chunks(3).enumerate() {
            table.push(format!("roi-{row}"), cells).unwrap();
        }
        table
    }

    fn written(table: &FeatureTable, labels: &[&str]) -> Vec<u8> {
        let texts = vec![
            ("roi", table.rows.clone()),
            ("label", labels.iter().map(|&label| label.to_owned()).collect()),
        ];
        let settings = serde_json::json!({"setting": {"binWidth": 25.0}});
        let created = chrono::DateTime::UNIX_EPOCH;
        write(&Content { texts, table, settings: &settings, created }).unwrap()
    }

    #[test]
    fn what_is_written_is_read_to_the_bit() {
        let values =
            [0.1 + 0.2, -0.0, f64::NAN, f64::MIN_POSITIVE, f64::MAX, 1.0, f64::NAN, -2.5, f64::INFINITY];
        let table = table(&values);
        let labels = ["结节", "", "a\"b,c"];
        let bytes = written(&table, &labels);
        assert_eq!(bytes, written(&table, &labels), "the same bytes each time");
        let file = FeatureFile::open(bytes).unwrap();
        assert_eq!((file.rows(), file.features()), (3, table.columns.as_slice()));
        assert_eq!(file.texts("label").unwrap(), labels);
        assert_eq!(file.texts("roi").unwrap(), table.rows);
        let missing: Vec<usize> = table.columns.iter().map(|name| file.missing(name).unwrap()).collect();
        assert_eq!(missing, [1, 0, 1]);
        for name in &table.columns {
            let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            assert_eq!(bits(file.numbers(name).unwrap()), bits(table.column(name).unwrap()), "{name}");
        }
        assert_eq!(file.beside(CREATED), Some("1970-01-01T00:00:00Z"));
        assert!(file.beside(SETTINGS).unwrap().contains("binWidth"));
        assert!(file.beside(IBSI).unwrap().contains(r#""original_firstorder_Mean":"Q4LE""#));
        assert_eq!(file.beside(AGGREGATION), Some(r#"{"cm_contrast_3D_avg":"ITBB"}"#));
    }

    #[test]
    fn an_empty_table_and_strange_bytes() {
        let file = FeatureFile::open(written(&table(&[]), &[])).unwrap();
        assert_eq!((file.rows(), file.features().len()), (0, 3));
        assert!(file.numbers("cm_contrast_3D_avg").unwrap().is_empty());
        assert!(file.numbers("no_such").is_err() && file.texts("no_such").is_err());
        assert!(FeatureFile::open(b"PAR1 and nothing".to_vec()).is_err());
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        let table = table(&[1.0, 2.0, 3.0]);
        let settings = serde_json::json!({});
        let texts = vec![("roi", vec![])];
        let created = chrono::DateTime::UNIX_EPOCH;
        assert!(write(&Content { texts, table: &table, settings: &settings, created }).is_err());
    }
}
