//! Columns of a feature table: what they mean and what they hold.

use radiomics::Explain;
use radiomics::ibsi::Family;
use serde_json::Value;
use workbench_core::FeatureTable;
use workbench_store::{FeatureTableRow, Store};

use crate::AppError;
use crate::work::feature_file::{FeatureFile, no_column};

/// A column and what it means.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ColumnView {
    pub name: String,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub formula: Option<String>,
    /// IBSI code.
    pub ibsi: Option<String>,
    /// IBSI code of how matrices of slices and directions were aggregated, in the profile `ibsi`.
    pub aggregation: Option<String>,
    /// The image it is of, such as `original` or `wavelet-HHH`.
    pub image: String,
    /// Its class, such as `glcm`.
    pub class: String,
    /// Unit of its values, where there is one.
    pub unit: Option<String>,
}

/// A column with how many of its values are missing.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ColumnFacts {
    #[serde(flatten)]
    column: ColumnView,
    /// Rows without a value.
    missing: usize,
}

impl ColumnView {
    /// Of a column of a table that was made with these parameters.
    pub fn of(name: &str, settings: &Value) -> Self {
        let explained = radiomics::explain(name);
        let (image, class) = place(name);
        Self {
            name: name.to_owned(),
            name_zh: explained.map(|e| e.zh.to_owned()),
            name_en: explained.map(|e| e.en.to_owned()),
            formula: explained.map(|e| e.formula.to_owned()),
            ibsi: explained.and_then(|e| e.ibsi).map(str::to_owned),
            aggregation: explained.and_then(|e| e.aggregation).map(str::to_owned),
            unit: explained.and_then(|e| unit(&e, image, settings)),
            image: image.to_owned(),
            class: class.to_owned(),
        }
    }
}

/// The image and the class of a column. In the profile `ibsi` features of the image itself start with their class.
fn place(name: &str) -> (&str, &str) {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default();
    match Family::from_key(first) {
        Some(_) => ("original", first),
        None => (first, parts.next().unwrap_or_default()),
    }
}

/// Units that end a formula.
const UNITS: [&str; 5] = ["mm", "mm²", "mm³", "1/mm", "bits"];

/// IBSI codes of what is an intensity of the image.
const INTENSITIES: [&str; 14] = [
    "Q4LE", "Y12H", "1GSF", "QG58", "8DWT", "84IY", "SALO", "2OJQ", "4FUA", "1128", "N72L", "5ZWQ", "VJGA",
    "0F91",
];

/// The unit a formula states; of an intensity that of the image, as long as nothing has changed its scale.
fn unit(explained: &Explain, image: &str, settings: &Value) -> Option<String> {
    let stated = explained.formula.rsplit_once(", ").map(|(_, end)| end).filter(|end| UNITS.contains(end));
    if stated.is_some() {
        return stated.map(str::to_owned);
    }
    let ct = settings.pointer("/selection/modalities").is_some_and(|all| *all == serde_json::json!(["CT"]));
    let scaled = settings.pointer("/setting/normalize") == Some(&Value::Bool(true));
    if image != "original" || !ct || scaled {
        return None;
    }
    let unit = match (explained.feature, explained.ibsi) {
        ("TotalEnergy", _) => "HU²·mm³",
        ("StandardDeviation", _) => "HU",
        (_, Some("ECT3" | "N8CA")) => "HU²",
        (_, Some(code)) if INTENSITIES.contains(&code) => "HU",
        _ => return None,
    };
    Some(unit.to_owned())
}

/// The content of a table, read as far as it is asked for.
pub enum Columns {
    File(FeatureFile),
    /// Of a table that was made before there was Parquet.
    Csv(FeatureTable),
}

impl Columns {
    pub async fn read(store: &Store, table: &FeatureTableRow) -> Result<Self, AppError> {
        let bytes = store.objects().get(table.parquet.unwrap_or(table.hash)).await?;
        match table.parquet {
            Some(_) => Ok(Self::File(FeatureFile::open(bytes)?)),
            None => Ok(Self::Csv(FeatureTable::from_csv(&bytes)?)),
        }
    }

    /// The ids of the rows, and these columns top to bottom.
    pub fn numbers(&self, names: &[String]) -> Result<(Vec<String>, Vec<Vec<f64>>), AppError> {
        let rows = match self {
            Self::File(file) => file.texts("roi")?,
            Self::Csv(table) => table.rows.clone(),
        };
        let column = |name: &String| match self {
            Self::File(file) => file.numbers(name),
            Self::Csv(table) => table.column(name).map_err(|_| no_column(name)),
        };
        Ok((rows, names.iter().map(column).collect::<Result<_, _>>()?))
    }

    /// Every column.
    pub fn facts(&self, table: &FeatureTableRow) -> Result<Vec<ColumnFacts>, AppError> {
        let facts = |name: &String| {
            let missing = match self {
                Self::File(file) => file.missing(name)?,
                Self::Csv(held) => held.column(name)?.iter().filter(|value| value.is_nan()).count(),
            };
            Ok(ColumnFacts { column: ColumnView::of(name, &table.settings), missing })
        };
        table.columns.iter().map(facts).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn units_are_said_where_they_are_known() {
        let ct = json!({"setting": {"normalize": false}, "selection": {"modalities": ["CT"]}});
        let mr = json!({"setting": {}, "selection": {"modalities": ["MR"]}});
        let unit = |name: &str, settings: &Value| ColumnView::of(name, settings).unit;
        assert_eq!(unit("original_shape_MajorAxisLength", &mr).as_deref(), Some("mm"));
        assert_eq!(unit("original_shape_MeshVolume", &ct).as_deref(), Some("mm³"));
        assert_eq!(unit("original_firstorder_Mean", &ct).as_deref(), Some("HU"));
        assert_eq!(unit("original_firstorder_Mean", &mr), None);
        assert_eq!(unit("wavelet-LLH_firstorder_Mean", &ct), None);
        assert_eq!(unit("original_glcm_Contrast", &ct), None);
        assert_eq!(unit("stat_medad", &ct).as_deref(), Some("HU"));
        assert_eq!(unit("stat_var", &ct).as_deref(), Some("HU²"));
        assert_eq!(unit("smooth_stat_mean", &ct), None);
        assert_eq!(unit("morph_volume", &mr).as_deref(), Some("mm³"));
        for (name, place) in [
            ("cm_contrast_2_5D_comb", ["original", "cm", "ZW7Z"]),
            ("smooth_rlm_sre_3D_avg", ["smooth", "rlm", "ITBB"]),
            ("stat_mean", ["original", "stat", "DHQ4"]),
        ] {
            let view = ColumnView::of(name, &ct);
            let found = [view.image.as_str(), &view.class, view.aggregation.as_deref().unwrap()];
            assert_eq!(found, place, "{name}");
        }
        let view = ColumnView::of("log-sigma-1-0-mm-3D_firstorder_Mean", &ct);
        assert_eq!((view.image.as_str(), view.class.as_str()), ("log-sigma-1-0-mm-3D", "firstorder"));
    }
}
