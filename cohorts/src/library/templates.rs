//! Forms that are shipped.

use workbench_core::Variable;

use super::field_of;
use crate::form::{Definition, Item, Section};

/// A shipped form with the fields it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct ShippedTemplate {
    /// Word for it.
    pub id: &'static str,
    /// Chinese title.
    pub title_zh: &'static str,
    /// English title.
    pub title_en: &'static str,
    /// Sections and items.
    pub definition: Definition,
    /// The fields it needs, in order.
    pub fields: Vec<Variable>,
}

/// Id, titles, sections: id, titles, when it is seen, items: key, when it is seen.
type Shape = (&'static str, [&'static str; 2], &'static [Part]);
type Part = (&'static str, [&'static str; 2], &'static str, &'static [(&'static str, &'static str)]);

const SHAPES: [Shape; 4] = [
    (
        "library-basic",
        ["基本信息", "Basic information"],
        &[
            (
                "person",
                ["患者", "Patient"],
                "",
                &[
                    ("sex", ""),
                    ("birth_date", ""),
                    ("age", ""),
                    ("ethnicity", ""),
                    ("height_cm", ""),
                    ("weight_kg", ""),
                    ("bmi", ""),
                ],
            ),
            (
                "habits",
                ["生活史", "Habits"],
                "",
                &[
                    ("smoking", ""),
                    ("cigarettes_per_day", "smoking != '从不'"),
                    ("smoking_years", "smoking != '从不'"),
                    ("pack_years", "smoking != '从不'"),
                    ("alcohol", ""),
                ],
            ),
            (
                "history",
                ["既往史", "History"],
                "",
                &[
                    ("hypertension", ""),
                    ("diabetes", ""),
                    ("tumour_history", ""),
                    ("tumour_history_text", "tumour_history"),
                    ("family_tumour", ""),
                ],
            ),
        ],
    ),
    (
        "library-followup",
        ["随访", "Follow-up"],
        &[
            (
                "visit",
                ["本次随访", "This visit"],
                "",
                &[
                    ("followup_date", ""),
                    ("followup_way", ""),
                    ("followup_status", ""),
                    ("ecog", "followup_status != '死亡'"),
                ],
            ),
            (
                "course",
                ["病情", "Course"],
                "followup_status != '失访'",
                &[
                    ("recurrence", ""),
                    ("recurrence_date", "recurrence"),
                    ("recurrence_site", "recurrence"),
                    ("metastasis", ""),
                    ("metastasis_site", "metastasis"),
                    ("response_recist", ""),
                ],
            ),
            (
                "death",
                ["死亡", "Death"],
                "followup_status == '死亡'",
                &[("death_date", ""), ("death_cause", "")],
            ),
        ],
    ),
    (
        "library-pathology",
        ["病理", "Pathology"],
        &[
            (
                "specimen",
                ["标本", "Specimen"],
                "",
                &[
                    ("pathology_number", ""),
                    ("pathology_date", ""),
                    ("specimen_way", ""),
                    ("histology", ""),
                    ("differentiation", ""),
                    ("tumour_size_mm", ""),
                ],
            ),
            (
                "spread",
                ["浸润与转移", "Spread"],
                "specimen_way != '穿刺活检'",
                &[
                    ("margin_status", ""),
                    ("vascular_invasion", ""),
                    ("perineural_invasion", ""),
                    ("nodes_examined", ""),
                    ("nodes_positive", ""),
                    ("node_ratio", "nodes_examined > 0"),
                    ("pt_stage", ""),
                    ("pn_stage", ""),
                    ("pm_stage", ""),
                ],
            ),
            (
                "stains",
                ["免疫组化", "Stains"],
                "",
                &[("ki67", ""), ("pdl1_tps", ""), ("er_percent", ""), ("pr_percent", ""), ("her2_ihc", "")],
            ),
        ],
    ),
    (
        "library-labs",
        ["实验室检查", "Laboratory"],
        &[(
            "blood",
            ["血液", "Blood"],
            "",
            &[
                ("lab_date", ""),
                ("wbc", ""),
                ("hgb", ""),
                ("plt", ""),
                ("alt", ""),
                ("ast", ""),
                ("tbil", ""),
                ("alb", ""),
                ("scr", ""),
                ("cea", ""),
                ("afp", ""),
                ("ca199", ""),
            ],
        )],
    ),
];

/// The shipped forms.
pub fn templates() -> Vec<ShippedTemplate> {
    SHAPES.iter().map(template).collect()
}

fn template((id, [title_zh, title_en], parts): &Shape) -> ShippedTemplate {
    let when = |condition: &str| (!condition.is_empty()).then(|| condition.to_owned());
    let item = |(key, condition): &(&str, &str)| Item {
        field: (*key).to_owned(),
        visible_if: when(condition),
        ..Item::default()
    };
    let section = |(id, [zh, en], condition, items): &Part| Section {
        id: (*id).to_owned(),
        title_zh: (*zh).to_owned(),
        title_en: (*en).to_owned(),
        visible_if: when(condition),
        items: items.iter().map(item).collect(),
    };
    let definition = Definition { sections: parts.iter().map(section).collect() };
    let fields = definition.fields().filter_map(field_of).cloned().collect();
    ShippedTemplate { id, title_zh, title_en, definition, fields }
}
