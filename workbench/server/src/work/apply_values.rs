//! A table of patients and fields, held against what stands, and taken over as a person has seen the difference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cohorts::dictionary::{Sheet, SheetProblem, sheet};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_core::{Digest, Origin, State, Variable};
use workbench_store::{CaseRow, CaseWrite, Database, Edit, Entity, Grant, Written};

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::records::{calculate, given, merge};

/// Lines and problems that are told one by one.
const TOLD: usize = 200;
const PROBLEMS: usize = 2_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
    pub name: String,
    pub object: Digest,
    /// Column with the patients; found by its name when empty.
    #[serde(default)]
    pub key: String,
    /// Whether rows with something wrong are left out; else they stop the whole.
    #[serde(default)]
    pub only_good: bool,
}

/// One value that differs.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SheetLine {
    pub row: usize,
    pub patient: String,
    pub field: String,
    #[schema(value_type = Object)]
    pub from: Value,
    #[schema(value_type = Object)]
    pub to: Value,
}

/// What differs.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct SheetDiff {
    /// Patients that have no case yet.
    pub new_cases: usize,
    /// Values where there is none.
    pub added: usize,
    /// Values in the place of others.
    pub changed: usize,
    /// Values that are so already.
    pub same: usize,
    /// The first 200 that are added or changed.
    pub first: Vec<SheetLine>,
}

/// A patient's identifier and what each field gets.
type Write = (String, BTreeMap<String, (Value, Origin)>);

/// What a table would do.
#[derive(Debug, Default)]
pub struct Plan {
    pub sheet: Sheet,
    pub diff: SheetDiff,
    /// Patients without a case.
    fresh: Vec<String>,
    /// What each known case gets.
    writes: Vec<Write>,
    cases: HashMap<String, CaseId>,
    fields: Vec<Variable>,
}

/// What was done, in numbers: jobs are seen by people who may not see the values.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub file: String,
    pub rows: usize,
    /// Rows that were left out.
    pub left_out: usize,
    pub new_cases: usize,
    pub added: usize,
    pub changed: usize,
    pub same: usize,
}

/// Reads the table and holds it against the database.
pub async fn plan(app: &Shared, grant: &Grant, arguments: &Arguments) -> Result<Plan, AppError> {
    let bytes = app.store.objects().get(arguments.object).await?;
    let database = app.store.database(grant, arguments.database).await?;
    let own =
        |field: &Variable| !database.inherited.contains(&field.key) && !database.retired.contains(&field.key);
    let fields: Vec<Variable> = database.variables.iter().filter(|field| own(field)).cloned().collect();
    let (key, known) = (arguments.key.clone(), fields.clone());
    let sheet = on_thread(move || Ok(sheet(&bytes, &key, &known)?)).await?;
    let cases = app.store.cases(grant, arguments.database).await?;
    let mut plan = Plan { sheet, fields, ..Plan::default() };
    // a patient is found by number whatever the level of who asks; what stands is shown by the level
    let raw = app.store.computing_cases(grant, arguments.database, None).await?;
    let numbers = raw.into_iter().map(|case| (case.identifier, case.id)).collect();
    plan.hold(&database, &cases, &numbers);
    Ok(plan)
}

impl Plan {
    /// What differs, and what must be written for it.
    fn hold(&mut self, database: &Database, cases: &[CaseRow], numbers: &HashMap<String, CaseId>) {
        let mut places: HashMap<&str, &CaseRow> = HashMap::new();
        for case in cases {
            // as an export names a patient; the number wins over the name
            places.entry(case.patient.label.as_str()).or_insert(case);
        }
        let by_id: HashMap<CaseId, &CaseRow> = cases.iter().map(|case| (case.id, case)).collect();
        let number = |(number, id)| Some((String::as_str(number), *by_id.get(id)?));
        places.extend(numbers.iter().filter_map(number));
        let rows = std::mem::take(&mut self.sheet.rows);
        let (mut kept, mut taken) = (Vec::with_capacity(rows.len()), BTreeSet::new());
        for row in rows {
            let case = places.get(row.patient.as_str()).copied();
            let wrong = match case {
                None if database.parent.is_some() => {
                    Some(("不是本子库的病例", "not a case of this child database"))
                }
                Some(case) if !taken.insert(case.id) => {
                    Some(("与前面的行是同一患者", "an earlier row is the same patient"))
                }
                _ => None,
            };
            if let Some((zh, en)) = wrong {
                let (zh, en) = (format!("“{}”{zh}", row.patient), format!("`{}` is {en}", row.patient));
                self.sheet.problems.push(SheetProblem { row: row.row, column: String::new(), zh, en });
                self.sheet.bad += 1;
                continue;
            }
            let mut changes = BTreeMap::new();
            for (field, value) in &row.values {
                let held = case.and_then(|case| case.values.get(field));
                let from = held.map(|held| held.value.value.clone()).unwrap_or_default();
                let settled = held.is_none_or(|held| held.value.state != State::Conflict);
                if settled && merge::alike(&from, value) {
                    self.diff.same += 1;
                    continue;
                }
                *(if from.is_null() { &mut self.diff.added } else { &mut self.diff.changed }) += 1;
                if self.diff.first.len() < TOLD {
                    let (patient, field) = (row.patient.clone(), field.clone());
                    self.diff.first.push(SheetLine { row: row.row, patient, field, from, to: value.clone() });
                }
                // a table does not outweigh a person; whoever takes it over in the place of a person's value does
                let person = held.is_some_and(|held| held.origin == Origin::Manual);
                changes.insert(
                    field.clone(),
                    (value.clone(), if person { Origin::Manual } else { Origin::Import }),
                );
            }
            match case {
                Some(case) => drop(self.cases.insert(row.patient.clone(), case.id)),
                None => {
                    self.diff.new_cases += 1;
                    self.fresh.push(row.patient.clone());
                }
            }
            self.writes.push((row.patient.clone(), changes));
            kept.push(row);
        }
        self.sheet.rows = kept;
        self.sheet.problems.sort_by_key(|problem| problem.row);
        self.sheet.problems.truncate(PROBLEMS);
    }
}

/// Takes the table over in one transaction. Run again after it died, it does what was not done.
pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    tick.stage("读取表格 reading the table", 0);
    let mut plan = plan(app, grant, arguments).await?;
    let bad = plan.sheet.bad;
    if bad > 0 && !arguments.only_good {
        return Err(AppError::bad(format!(
            "{bad} rows have something wrong; mend them, or take the good rows alone"
        ))
        .zh(format!("有 {bad} 行存在问题；请修正，或选择只导入正确的行")));
    }
    if plan.sheet.columns.iter().all(|column| column.field.is_none()) {
        return Err(AppError::bad("no column of the table is a field of this database")
            .zh("表中没有任何一列是本库的字段"));
    }
    tick.stage("写入 keeping values", plan.writes.len());
    let named = |patient: String| (patient, CaseId(uuid::Uuid::now_v7()));
    let fresh: Vec<(String, CaseId)> = plan.fresh.drain(..).map(named).collect();
    plan.cases.extend(fresh.iter().cloned());
    let rule = format!("import/{}", &arguments.object.to_string()[..12]);
    let filler = cohorts::dictionary::Filler::new(&plan.fields);
    let written = |(key, (value, origin)): (&String, &(Value, Origin))| {
        let (value, state) = filler.fill(key, value).ok()?;
        Some(Written { origin: *origin, value: given(filler.field(key)?, value, state, &rule), close: false })
    };
    let write = |(patient, changes): &(String, BTreeMap<String, (Value, Origin)>)| {
        let values: Vec<Written> = changes.iter().filter_map(written).collect();
        let case = *plan.cases.get(patient)?;
        (!values.is_empty()).then_some(CaseWrite { case, etag: None, values })
    };
    let writes: Vec<CaseWrite> = plan.writes.iter().filter_map(write).collect();
    tick.go_on()?;
    let edit = Edit {
        kind: "import_values",
        reason: format!("导入 {}", arguments.name),
        plan: serde_json::json!({"file": arguments.name, "rows": plan.sheet.rows.len(), "left_out": bad}),
        used: vec![Entity::new("object", arguments.object, arguments.object)],
        fresh,
    };
    if !writes.is_empty() || !edit.fresh.is_empty() {
        app.store.save_cases(grant, arguments.database, &edit, &writes).await?;
    }
    calculate::after(app, grant, arguments.database).await?;
    super::index::rebuild(app, grant, arguments.database, tick).await?;
    let diff = plan.diff;
    Ok(Summary {
        file: arguments.name.clone(),
        rows: plan.sheet.rows.len(),
        left_out: bad,
        new_cases: diff.new_cases,
        added: diff.added,
        changed: diff.changed,
        same: diff.same,
    })
}
