//! Who may do what to which depth of data: roles are bundles of actions at a level.

use crate::vocab::words;

words! {
    /// What a person wants to do.
    Action {
        /// Read.
        View = "view",
        /// Change reports, cases, values, databases.
        Edit = "edit",
        /// Draw and change ROIs.
        Annotate = "annotate",
        /// Approve or return another's work.
        Review = "review",
        /// Extract features, train and run models.
        Train = "train",
        /// Take data out.
        Export = "export",
        /// Change members and settings.
        Administer = "administer",
    }
}

words! {
    /// How deep into the data a person may see; each level includes those before it.
    DataLevel {
        /// How many.
        Count = "count",
        /// Summaries.
        Aggregate = "aggregate",
        /// Rows without identity.
        Deidentified = "deidentified",
        /// Rows with dates and ages.
        Limited = "limited",
        /// Everything.
        Identified = "identified",
    }
}

words! {
    /// A member's role in a project: an editable bundle, these are the defaults.
    Role {
        /// Runs the project 课题管理员.
        Owner = "owner",
        /// Builds cohorts, features and models 科研人员.
        Researcher = "researcher",
        /// Draws ROIs 标注医生.
        Annotator = "annotator",
        /// Approves ROIs 审核.
        Reviewer = "reviewer",
        /// Approves exports 数据管理员.
        Steward = "steward",
        /// Sees findings in reports and answers them 临床医生.
        Clinician = "clinician",
    }
}

words! {
    /// Role towards the system; the three administrators are separate people (G8).
    SystemRole {
        /// No administrator.
        User = "user",
        /// Accounts' technical side, storage, projects; sees no patient data.
        SystemAdmin = "system_admin",
        /// Grants rights.
        SecurityAdmin = "security_admin",
        /// Reads the audit log, edits nothing.
        AuditAdmin = "audit_admin",
    }
}

/// A bundle: the actions, and the depth to which each of them reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Allowed actions.
    pub actions: &'static [Action],
    /// Depth of data.
    pub level: DataLevel,
}

impl Role {
    /// The default bundle of this role.
    pub fn permission(self) -> Permission {
        use Action::{Administer, Annotate, Edit, Export, Review, Train, View};
        let (actions, level): (&'static [Action], _) = match self {
            Self::Owner => (Action::ALL, DataLevel::Identified),
            Self::Researcher => (&[View, Edit, Annotate, Train, Export], DataLevel::Limited),
            Self::Annotator => (&[View, Annotate], DataLevel::Deidentified),
            Self::Reviewer => (&[View, Annotate, Review], DataLevel::Deidentified),
            Self::Steward => (&[View, Review, Export, Administer], DataLevel::Identified),
            Self::Clinician => (&[View, Review], DataLevel::Identified),
        };
        Permission { actions, level }
    }

    /// Whether this role may take `action`.
    pub fn allows(self, action: Action) -> bool {
        self.permission().actions.contains(&action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_hold_the_table() {
        let table: Vec<String> = Role::ALL
            .iter()
            .map(|role| {
                let marks: String =
                    Action::ALL.iter().map(|action| if role.allows(*action) { 'x' } else { '.' }).collect();
                format!("{role} {marks} {}", role.permission().level)
            })
            .collect();
        //                     view edit annotate review train export administer
        assert_eq!(
            table,
            [
                "owner xxxxxxx identified",
                "researcher xxx.xx. limited",
                "annotator x.x.... deidentified",
                "reviewer x.xx... deidentified",
                "steward x..x.xx identified",
                "clinician x..x... identified",
            ]
        );
        assert!(DataLevel::Count < DataLevel::Identified);
    }
}
