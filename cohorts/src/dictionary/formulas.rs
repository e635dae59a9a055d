//! Calculated fields: in which order they are computed, and their values.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value as Json;
use workbench_core::{State, Variable, fit};
use workbench_expr::{Expr, Value, order};

use crate::Fault;

/// The formulas of a dictionary, each after those it reads.
#[derive(Clone, Debug, Default)]
pub struct Formulas {
    steps: Vec<(Variable, Expr)>,
}

impl Formulas {
    /// Checks the formulas of all fields of a dictionary together.
    ///
    /// # Errors
    /// The key and the fault of each formula that cannot be read, reads a field that is not there, or
    /// stands in a circle.
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a Variable>) -> Result<Self, Vec<(String, Fault)>> {
        let fields: Vec<&Variable> = fields.into_iter().collect();
        let known: HashMap<&str, &Variable> =
            fields.iter().map(|field| (field.key.as_str(), *field)).collect();
        let (mut read, mut faults) = (BTreeMap::new(), Vec::new());
        for field in &fields {
            let Some(formula) = &field.formula else { continue };
            match Expr::parse(formula) {
                Err(error) => faults.push((field.key.clone(), Fault::of_expr("formula", error))),
                Ok(expr) => {
                    for name in expr.names().iter().filter(|name| !known.contains_key(name.as_str())) {
                        faults.push((field.key.clone(), unknown("formula", name)));
                    }
                    read.insert(field.key.clone(), expr);
                }
            }
        }
        let reads: BTreeMap<String, BTreeSet<String>> =
            read.iter().map(|(key, expr)| (key.clone(), expr.names().clone())).collect();
        match order(&reads) {
            Ok(order) if faults.is_empty() => {
                let step = |key: String| Some(((*known.get(key.as_str())?).clone(), read.remove(&key)?));
                Ok(Self { steps: order.into_iter().filter_map(step).collect() })
            }
            Ok(_) => Err(faults),
            Err(circle) => {
                let way = circle.iter().chain(circle.first()).cloned().collect::<Vec<_>>().join(" → ");
                for key in circle {
                    faults.push((
                        key,
                        Fault::new(
                            "formula",
                            format!("计算公式互相引用：{way}；请断开其中一处"),
                            format!(
                                "these formulas read each other in a circle: {way}; break it in one place"
                            ),
                        ),
                    ));
                }
                Err(faults)
            }
        }
    }

    /// The formulas that can be computed; those at fault, and those that read them, are left out.
    pub fn usable(fields: &[Variable]) -> Self {
        let mut fields = fields.to_vec();
        loop {
            match Self::of(&fields) {
                Ok(formulas) => return formulas,
                Err(faults) => {
                    for field in
                        fields.iter_mut().filter(|field| faults.iter().any(|(key, _)| *key == field.key))
                    {
                        field.formula = None;
                    }
                }
            }
        }
    }

    /// Whether nothing is calculated.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The keys of the calculated fields.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|(field, _)| field.key.as_str())
    }

    /// The keys of the fields that formulas read.
    pub fn inputs(&self) -> BTreeSet<&str> {
        self.steps.iter().flat_map(|(_, expr)| expr.names()).map(String::as_str).collect()
    }

    /// Computes every calculated field from the values of a record, which are completed by the results. A result
    /// that its field cannot hold is null, and so is one whose inputs do not fit; both are told.
    pub fn compute(
        &self,
        record: &mut BTreeMap<String, Value>,
    ) -> (BTreeMap<String, (Json, State)>, Vec<Fault>) {
        let (mut results, mut faults) = (BTreeMap::new(), Vec::new());
        for (field, _) in &self.steps {
            record.remove(&field.key);
        }
        for (field, expr) in &self.steps {
            let nothing = (Json::Null, State::NotMentioned);
            let result = match expr.eval(record) {
                Ok(Value::Null) => nothing,
                Ok(value) => match fit(field, &Json::from(value)) {
                    Ok(held) => held,
                    Err(misfit) => {
                        faults.push(Fault::new(&field.key, misfit.zh, misfit.en));
                        nothing
                    }
                },
                Err(error) => {
                    faults.push(Fault::of_expr(&field.key, error));
                    nothing
                }
            };
            record.insert(field.key.clone(), Value::from(result.0.clone()));
            results.insert(field.key.clone(), result);
        }
        (results, faults)
    }
}

pub(crate) fn unknown(path: &str, name: &str) -> Fault {
    let shown: String = name.chars().take(60).collect();
    Fault::new(
        path,
        format!("库中没有字段“{shown}”，请改为已有字段或先添加它"),
        format!("there is no field `{shown}`; name another or add it first"),
    )
}
