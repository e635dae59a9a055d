//! A table of patients and columns becomes imported values (C1, F2).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use workbench_core::VariableType::{Integer, Number};
use workbench_core::ids::DatabaseId;
use workbench_core::{Digest, FieldValue, Origin, State, Variable};
use workbench_store::{Entity, Grant, NewValue};

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
    pub name: String,
    pub object: Digest,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub file: String,
    pub rows: usize,
    pub values: usize,
    pub columns: Vec<String>,
    /// Rows of the table whose patient the project does not know.
    pub unknown_rows: Vec<usize>,
    pub problems: Vec<cohorts::intake::Problem>,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let started = chrono::Utc::now();
    tick.stage("读取表格 reading the table", 0);
    let bytes = app.store.objects().get(arguments.object).await?;
    let table = on_thread(move || Ok(cohorts::intake::values::read(&bytes)?)).await?;
    let database = app.store.database(grant, arguments.database).await?;
    for column in &table.columns {
        let known = database.variables.iter().find(|variable| variable.key == column.name);
        let fits =
            |known: &&Variable| known.kind == column.kind || (known.kind, column.kind) == (Number, Integer);
        if let Some(known) = known.filter(|known| !fits(known)) {
            let (name, kind, wanted) = (&column.name, column.kind, known.kind);
            return Err(AppError::bad(format!(
                "column `{name}` holds {kind}, the variable of that name is {wanted}; rename the column or mend its cells"
            ))
            .zh(format!("列“{name}”的内容是 {kind}，库中同名变量的类型是 {wanted}；请改列名或修正单元格")));
        }
    }
    let patients = app.store.patients_by_identifier(grant).await?;
    let rule = format!("import/{}", &arguments.object.to_string()[..12]);
    let (mut values, mut unknown) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let Some(patient) = patients.get(&row.patient_id) else {
            unknown.push(row.row);
            continue;
        };
        let filled = table.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_null());
        values.extend(filled.map(|(column, cell)| NewValue {
            patient: *patient,
            report: None,
            value: value(&column.name, cell, &rule),
        }));
    }
    if values.is_empty() {
        return Err(AppError::bad("no row of the table belongs to a patient of this project")
            .zh("表中没有任何一行的患者编号属于本课题"));
    }
    let variables: Vec<Variable> = table.columns.iter().map(variable).collect();
    app.store.add_variables(grant, arguments.database, &variables).await?;
    let plan = serde_json::json!({"file": arguments.name, "rows": table.rows.len()});
    let used = [Entity::new("object", arguments.object, arguments.object)];
    let made = [Entity::new("database", arguments.database, "")];
    let activity = app.store.record_activity(grant, "import_values", &plan, started, &used, &made).await?;
    let kept =
        app.store.set_values(grant, arguments.database, Origin::Import, activity, &values, false).await?;
    crate::records::calculate::after(app, grant, arguments.database).await?;
    super::index::rebuild(app, grant, arguments.database, tick).await?;
    Ok(Summary {
        file: arguments.name.clone(),
        rows: table.rows.len(),
        values: kept,
        columns: table.columns.into_iter().map(|column| column.name).collect(),
        unknown_rows: unknown,
        problems: table.problems,
    })
}

fn variable(column: &cohorts::intake::values::ValueColumn) -> Variable {
    Variable {
        key: column.name.clone(),
        name_zh: column.name.clone(),
        name_en: column.name.clone(),
        kind: column.kind,
        unit: None,
        options: Vec::new(),
        range: None,
        own: true,
        ..Variable::default()
    }
}

fn value(field: &str, cell: &Value, rule: &str) -> FieldValue {
    FieldValue {
        field: field.to_owned(),
        value: cell.clone(),
        unit: None,
        state: if *cell == Value::Bool(false) { State::Negated } else { State::Asserted },
        spans: Vec::new(),
        rule: rule.to_owned(),
        confidence: 1.0,
        alternatives: Vec::new(),
    }
}
