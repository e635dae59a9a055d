//! Typed identifiers: a project's id cannot be passed where a study's is meant.

/// Declares identifier newtypes over a UUID.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = uuid::Uuid))]
        pub struct $name(pub uuid::Uuid);

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A user account.
    UserId,
    /// A project 课题.
    ProjectId,
    /// A patient 患者.
    PatientId,
    /// An imaging study 检查.
    StudyId,
    /// A series 序列.
    SeriesId,
    /// An instance 实例.
    InstanceId,
    /// One immutable version of a report 报告.
    ReportId,
    /// A disease database 专病库.
    DatabaseId,
    /// A rule set 规则集 of a project.
    RuleSetId,
    /// One published, immutable version of a rule set.
    RuleSetVersionId,
    /// A concept of a project's term dictionary 术语.
    ConceptId,
    /// A word seen in reports that no dictionary knows.
    UnknownTermId,
    /// A case 病例: one patient in one database.
    CaseId,
    /// A form CRF of a database.
    FormId,
    /// A form kept to be used again 模板.
    FormTemplateId,
    /// A search kept under a name 筛选标签.
    TagId,
    /// A cohort 队列.
    CohortId,
    /// One frozen version of a cohort.
    CohortVersionId,
    /// A request to take data out 导出申请.
    ExportId,
    /// One immutable version of an ROI 标注.
    RoiId,
    /// A feature table 特征.
    FeatureTableId,
    /// Settings of feature extraction kept under a name 常用设置.
    FeaturePresetId,
    /// A model version 模型.
    ModelId,
    /// A prediction 预测.
    PredictionId,
    /// A finding 所见: what the clinician sees of a prediction.
    FindingId,
    /// A background job.
    JobId,
    /// A lineage activity 活动.
    ActivityId,
}
