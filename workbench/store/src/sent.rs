//! Names of files that people sent, and jobs that tell of them.
//!
//! A file is often named after a patient, and no rule finds a bare name. Below level `identified`
//! only who sent a file reads its name and what was wrong with it; others read its ending.

use serde_json::Value;
use workbench_core::DataLevel;

use crate::Job;

/// A file's name as far as the level shows it: below `identified` its ending alone.
pub(crate) fn file(level: DataLevel, name: &str) -> String {
    if level == DataLevel::Identified {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let known = ["csv", "dcm", "gz", "json", "jsonl", "nii", "nrrd", "tsv", "txt", "xls", "xlsx", "zip"];
    match ending.filter(|ending| known.contains(&ending.as_str())) {
        Some(ending) => format!("[文件].{ending}"),
        None => "[文件]".to_owned(),
    }
}

/// The parameters of an activity as far as the level shows them.
pub(crate) fn plan(level: DataLevel, mut plan: Value) -> Value {
    if level < DataLevel::Identified
        && let Some(Value::String(name)) = plan.get_mut("file")
    {
        *name = file(level, name);
    }
    plan
}

/// Another person's job as far as the level shows it.
pub(crate) fn job(level: DataLevel, mut job: Job) -> Job {
    if level == DataLevel::Identified {
        return job;
    }
    job.error = job.error.map(|_| HIDDEN.to_owned());
    let sent = job.kind.starts_with("import_") || ["apply_values", "bulk_edit"].contains(&job.kind.as_str());
    if let Some(Value::Object(result)) = job.result.as_mut().filter(|_| sent) {
        // lists and words may quote cells of the table
        result.retain(|key, part| key == "file" || part.is_number() || part.is_boolean());
        job.result = job.result.map(|result| plan(level, result));
    }
    job
}

/// What others read where an error may quote a file.
const HIDDEN: &str = "任务失败，原因仅任务发起人及可见身份信息的成员可查看 / the job failed; who started it, and members who see identities, read why";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_gone_but_for_a_known_ending() {
        assert_eq!(file(DataLevel::Limited, "张三 2021.csv"), "[文件].csv");
        assert_eq!(file(DataLevel::Deidentified, "ZHANG.SAN"), "[文件]");
        assert_eq!(file(DataLevel::Identified, "张三.csv"), "张三.csv");
    }
}
