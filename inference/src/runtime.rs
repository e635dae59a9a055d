//! Models ready to answer.

use crate::error::{InferenceError, Result};
use std::path::Path;
use training::{Contribution, Model, Sheet, TrainingError};
use workbench_core::FeatureTable;

/// One or several tabular models that answer the same table.
#[derive(Clone, Debug)]
pub struct Runtime {
    models: Vec<Model>,
}

impl Runtime {
    /// Of loaded models, in this order.
    ///
    /// # Errors
    /// When there is none, or two share a learner name.
    pub fn new(models: Vec<Model>) -> Result<Self> {
        if models.is_empty() {
            return Err(InferenceError::NoModel);
        }
        let mut names: Vec<&str> = models.iter().map(|model| model.learner.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(InferenceError::SameName(pair[0].to_owned())),
            None => Ok(Self { models }),
        }
    }

    /// Every model of a training outcome's folder, or the one of a file.
    ///
    /// # Errors
    /// When there is none or one cannot be read.
    pub fn load(path: &Path) -> Result<Self> {
        Self::new(Model::load_all(path)?)
    }

    /// The models.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// Probabilities of the positive class: one list a model, one number a row.
    ///
    /// # Errors
    /// When the table lacks a column that a model needs.
    pub fn predict(&self, table: &FeatureTable) -> Result<Vec<Vec<f64>>> {
        Ok(self.models.iter().map(|model| model.predict(table)).collect::<Result<_, TrainingError>>()?)
    }

    /// The `most` features that moved the first model's answer for a row most.
    ///
    /// # Errors
    /// When the table lacks a column or the row.
    pub fn reasons(&self, table: &FeatureTable, row: usize, most: usize) -> Result<Vec<Contribution>> {
        let model = self.models.first().ok_or(InferenceError::NoModel)?;
        let mut reasons = model.contributions(table, row)?;
        reasons.truncate(most);
        Ok(reasons)
    }

    /// Answers a CSV text with one: columns `row` (from 0), `id` when the input
    /// has one, then a probability column for each learner. Columns no model
    /// needs are not read; empty cells are filled with the training median.
    ///
    /// # Errors
    /// When the text is not a table, a needed column is missing, a needed cell
    /// is not a number (column and line are named), or a row has no value at all.
    pub fn predict_csv(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let sheet = Sheet::from_csv(bytes)?;
        let table = self.needed(&sheet)?;
        let answers = self.predict(&table)?;
        let mut out = csv::Writer::from_writer(Vec::new());
        let named = sheet.id_column().is_some();
        let names = self.models.iter().map(|model| model.learner.clone());
        out.write_record(["row"].into_iter().chain(named.then_some("id")).map(str::to_owned).chain(names))?;
        for (row, name) in table.rows.iter().enumerate() {
            let numbers = answers.iter().filter_map(|list| list.get(row)).map(f64::to_string);
            let id = named.then(|| name.clone());
            out.write_record(std::iter::once(row.to_string()).chain(id).chain(numbers))?;
        }
        out.into_inner().map_err(|error| InferenceError::Csv(error.into_error().into()))
    }

    /// The columns that any model needs, as numbers.
    fn needed(&self, sheet: &Sheet) -> Result<FeatureTable> {
        let mut table = FeatureTable::default();
        let mut at = Vec::new();
        for model in &self.models {
            for feature in model.features() {
                if !sheet.header().contains(&feature.name) {
                    let (column, model) = (feature.name.clone(), model.learner.clone());
                    return Err(TrainingError::MissingFeature { column, model }.into());
                }
                let position = sheet.position(&feature.name)?;
                if !at.contains(&position) {
                    at.push(position);
                    table.columns.push(feature.name.clone());
                }
            }
        }
        for row in 0..sheet.len() {
            let start = table.values.len();
            for &at in &at {
                table.values.push(sheet.number(row, at)?);
            }
            if table.values[start..].iter().all(|value| value.is_nan()) {
                let model = self.models.first().map(|model| model.learner.clone()).unwrap_or_default();
                return Err(InferenceError::BlankRow { place: sheet.place(row), model });
            }
            table.rows.push(sheet.row_name(row));
        }
        Ok(table)
    }
}
