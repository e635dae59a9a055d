//! What a column of a report table means, by the names hospitals give it.

/// A column with a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Patient number.
    PatientId,
    /// Number of the examination, or any id of the report.
    Accession,
    /// CT, MR, …
    Modality,
    /// Body part.
    BodyPart,
    /// Day of the examination.
    ExamDate,
    /// Sex.
    Sex,
    /// Age at the examination.
    Age,
    /// What was seen 检查所见.
    Findings,
    /// What it means 诊断意见.
    Impression,
    /// The whole report, sections not told apart.
    Text,
}

/// Names of each role, the clearest first; folded and without spaces, marks and brackets.
const NAMES: [(Role, &[&str]); 10] = [
    (
        Role::PatientId,
        &[
            "patientid",
            "patient",
            "patientno",
            "patientnumber",
            "pid",
            "mrn",
            "subjectid",
            "subject",
            "caseid",
            "患者编号",
            "患者id",
            "患者号",
            "患者标识",
            "患者",
            "病人编号",
            "病人id",
            "病人号",
            "病历号",
            "病案号",
            "住院号",
            "门诊号",
            "登记号",
            "受试者编号",
            "研究编号",
            "影像号",
            "病例号",
            "病例编号",
            "病例id",
        ],
    ),
    (
        Role::Accession,
        &[
            "accession",
            "accessionnumber",
            "accessionno",
            "examid",
            "examno",
            "studyid",
            "reportid",
            "reportno",
            "检查号",
            "检查编号",
            "检查id",
            "检查流水号",
            "检查单号",
            "报告号",
            "报告编号",
            "报告id",
            "申请单号",
            "放射编号",
            "放射号",
            "ct号",
            "流水号",
            "编号",
            "id",
        ],
    ),
    (
        Role::Modality,
        &["modality", "examtype", "检查类型", "检查类别", "设备类型", "检查设备", "模态", "检查方式"],
    ),
    (Role::BodyPart, &["bodypart", "bodypartexamined", "region", "检查部位", "部位", "身体部位"]),
    (
        Role::ExamDate,
        &[
            "examdate",
            "studydate",
            "date",
            "reportdate",
            "examtime",
            "检查日期",
            "检查时间",
            "报告日期",
            "报告时间",
            "日期",
            "studydatetime",
        ],
    ),
    (Role::Sex, &["sex", "gender", "patientsex", "性别", "患者性别"]),
    (Role::Age, &["age", "patientage", "ageatexam", "年龄", "检查年龄", "患者年龄"]),
    (
        Role::Findings,
        &[
            "findings",
            "finding",
            "description",
            "observation",
            "检查所见",
            "影像所见",
            "影像学所见",
            "影像表现",
            "影像学表现",
            "所见",
            "检查描述",
            "影像描述",
            "放射所见",
            "ct所见",
            "表现",
            "超声所见",
            "诊断描述",
        ],
    ),
    (
        Role::Impression,
        &[
            "impression",
            "conclusion",
            "diagnosis",
            "opinion",
            "诊断意见",
            "诊断结论",
            "影像诊断",
            "影像学诊断",
            "结论",
            "印象",
            "诊断",
            "意见",
            "检查结论",
            "影像结论",
            "检查诊断",
            "诊断印象",
            "报告结论",
            "检查意见",
            "诊断提示",
            "放射学诊断",
            "提示",
        ],
    ),
    (
        Role::Text,
        &[
            "text",
            "report",
            "reporttext",
            "content",
            "narrative",
            "报告内容",
            "报告",
            "报告文本",
            "报告正文",
            "正文",
            "报告全文",
            "全文",
            "文本",
            "内容",
            "检查报告",
        ],
    ),
];

impl Role {
    /// The word used for the column in our own tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PatientId => "patient_id",
            Self::Accession => "accession",
            Self::Modality => "modality",
            Self::BodyPart => "body_part",
            Self::ExamDate => "exam_date",
            Self::Sex => "sex",
            Self::Age => "age",
            Self::Findings => "findings",
            Self::Impression => "impression",
            Self::Text => "text",
        }
    }

    /// The role a header names; `None` when it names none.
    pub fn of(header: &str) -> Option<Self> {
        Self::ranked(header).map(|(role, _)| role)
    }

    /// The role and how clearly the header names it; 0 is clearest.
    pub(crate) fn ranked(header: &str) -> Option<(Self, usize)> {
        let key = key_of(header);
        NAMES.iter().find_map(|(role, names)| Some((*role, names.iter().position(|name| *name == key)?)))
    }
}

/// `Exam Date (检查日期)` and `EXAM_DATE` have one key: what stands in brackets
/// is an explanation, marks between words do not count.
fn key_of(header: &str) -> String {
    let folded = crate::fold::fold(header);
    let outside = folded.split('(').next().unwrap_or_default();
    let outside = if outside.trim().is_empty() { &folded } else { outside };
    outside.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How many of these headers have a meaning.
pub(crate) fn known(headers: &[String]) -> usize {
    headers.iter().filter(|header| Role::of(header).is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_headers_as_hospitals_write_them() {
        for (header, role) in [
            ("检查所见", Some(Role::Findings)),
            (" 影像所见: ", Some(Role::Findings)),
            ("诊断意见(印象)", Some(Role::Impression)),
            ("Patient ID", Some(Role::PatientId)),
            ("ACCESSION_NUMBER", Some(Role::Accession)),
            ("(检查日期)", Some(Role::ExamDate)),
            ("报告内容", Some(Role::Text)),
            ("身高", None),
        ] {
            assert_eq!(Role::of(header), role, "{header}");
        }
    }

    #[test]
    fn no_name_has_two_roles() {
        let mut names: Vec<_> = NAMES.iter().flat_map(|(_, names)| names.iter()).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
