//! A dictionary as a whole: what a concept may be, and who else claims its terms.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use workbench_core::ids::ConceptId;

use crate::terms::{Change, Concept};
use crate::{Result, StoreError};

/// Kinds of concepts, as rule files know them.
const KINDS: [&str; 5] = ["finding", "diagnosis", "sign", "word", "place"];
const MAX_TERMS: usize = 500;
const MAX_NAME: usize = 200;

/// What a concept is.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct NewConcept {
    /// Chinese name, unique among concepts in use.
    pub zh: String,
    /// English name.
    #[serde(default)]
    pub en: String,
    /// `finding`, `diagnosis`, `sign`, `word` or `place`.
    pub kind: String,
    /// System of the code: `RadLex`, `SNOMED CT`, `ICD-O` or another.
    #[serde(default)]
    pub system: String,
    /// Identifier in that system; names of licensed systems are not kept.
    #[serde(default)]
    pub code: String,
    /// The wider concept.
    #[serde(default)]
    pub parent: Option<ConceptId>,
    /// Words for it, beside its names.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Longer words in which a term does not count.
    #[serde(default)]
    pub excluded: Vec<String>,
}

impl NewConcept {
    /// The names and terms as they are compared.
    pub fn folded(&self) -> impl Iterator<Item = String> {
        self.words().map(fold)
    }

    /// The names and terms.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let names = [self.zh.as_str(), self.en.as_str()].into_iter().filter(|name| !name.is_empty());
        names.chain(self.terms.iter().map(String::as_str))
    }
}

/// A term that another concept claims as well.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Clash {
    /// The term.
    pub term: String,
    /// The other concept.
    pub concept: ClashingConcept,
}

/// The other side of a clash.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ClashingConcept {
    /// Id.
    pub id: ConceptId,
    /// Chinese name.
    pub zh: String,
}

/// A term as it is compared: half width, lower case, no outer blanks.
pub fn fold(term: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    term.trim().chars().map(half).collect::<String>().trim().to_lowercase()
}

/// All concepts of a project.
pub(crate) struct Book {
    pub concepts: Vec<Concept>,
    names: HashMap<String, ConceptId>,
    places: HashMap<ConceptId, usize>,
}

impl Book {
    pub fn new(mut concepts: Vec<Concept>) -> Self {
        let mut owners: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, concept) in concepts.iter().enumerate().filter(|(_, concept)| !concept.retired) {
            for word in concept.what.words().map(fold).collect::<BTreeSet<_>>() {
                owners.entry(word).or_default().push(index);
            }
        }
        let mut clashes: BTreeMap<usize, Vec<Clash>> = BTreeMap::new();
        for (term, owners) in owners.iter().filter(|(_, owners)| owners.len() > 1) {
            for (own, other) in owners.iter().flat_map(|own| owners.iter().map(move |other| (*own, *other))) {
                if let Some(found) = concepts.get(other).filter(|_| own != other) {
                    let concept = ClashingConcept { id: found.id, zh: found.what.zh.clone() };
                    clashes.entry(own).or_default().push(Clash { term: term.clone(), concept });
                }
            }
        }
        for (own, mut found) in clashes {
            found.sort_by(|a, b| (&a.term, a.concept.id).cmp(&(&b.term, b.concept.id)));
            if let Some(concept) = concepts.get_mut(own) {
                concept.clashes = found;
            }
        }
        let used = concepts.iter().filter(|concept| !concept.retired);
        let names = used.map(|concept| (fold(&concept.what.zh), concept.id)).collect();
        let places = concepts.iter().enumerate().map(|(place, concept)| (concept.id, place)).collect();
        Self { concepts, names, places }
    }

    pub fn get(&self, id: ConceptId) -> Result<Concept> {
        self.find(id).cloned().ok_or(StoreError::NotFound("concept"))
    }

    fn find(&self, id: ConceptId) -> Option<&Concept> {
        self.concepts.get(*self.places.get(&id)?)
    }

    /// The concept in use of this Chinese name.
    pub fn named(&self, zh: &str) -> Option<ConceptId> {
        self.names.get(&fold(zh)).copied()
    }

    /// The concept with tidy terms, if it can be kept as `id`.
    pub fn checked(&self, id: Option<ConceptId>, new: NewConcept) -> Result<NewConcept> {
        let new = tidy(new)?;
        if self.named(&new.zh).is_some_and(|owner| Some(owner) != id) {
            let (en, zh) =
                (format!("there is a concept `{}` already", new.zh), format!("已有名为“{}”的概念", new.zh));
            return Err(StoreError::refused(en, zh));
        }
        let mut above = new.parent;
        let mut steps = 0;
        while let Some(parent) = above {
            let found = self.find(parent).filter(|concept| !concept.retired);
            let found = found.ok_or_else(|| {
                StoreError::bad("there is no such parent concept", "上级概念不存在或已停用")
            })?;
            steps += 1;
            if Some(parent) == id || steps > self.concepts.len() {
                return Err(StoreError::bad(
                    "a concept cannot stand below itself",
                    "上下级关系成环：概念不能是自身的下级",
                ));
            }
            above = found.what.parent;
        }
        Ok(new)
    }

    /// Changes that give the children of `id` another parent.
    pub fn moved(&self, id: ConceptId, to: Option<ConceptId>) -> Vec<Change> {
        let children =
            self.concepts.iter().filter(|concept| concept.what.parent == Some(id) && Some(concept.id) != to);
        let change = |child: &Concept| Change {
            id: child.id,
            before: Some(child.clone()),
            after: NewConcept { parent: to, ..child.what.clone() },
            retired: child.retired,
            action: "changed",
        };
        children.map(change).collect()
    }

    /// The concept with one more term.
    pub fn with_term(&self, id: ConceptId, term: &str) -> Result<Vec<Change>> {
        let old = self.get(id)?;
        if old.retired {
            return Err(StoreError::refused("the concept is retired", "该概念已停用"));
        }
        let mut after = old.what.clone();
        after.terms.push(term.to_owned());
        let after = self.checked(Some(id), after)?;
        Ok(vec![Change { id, before: Some(old), after, retired: false, action: "changed" }])
    }

    pub fn merge(&self, id: ConceptId, into: ConceptId) -> Result<Vec<Change>> {
        let (gone, kept) = (self.get(id)?, self.get(into)?);
        if id == into || gone.retired || kept.retired {
            return Err(StoreError::refused(
                "only two different concepts in use can be merged",
                "只能合并两个不同且在用的概念",
            ));
        }
        let mut changes = self.moved(id, Some(into));
        let mut after = kept.what.clone();
        after.terms.extend(gone.what.words().map(str::to_owned));
        after.excluded.extend(gone.what.excluded.clone());
        if after.parent == Some(id) {
            after.parent = gone.what.parent;
        }
        let retired = gone.what.clone();
        changes.push(Change { id, before: Some(gone), after: retired, retired: true, action: "merged" });
        changes.push(Change {
            id: into,
            before: Some(kept),
            after: tidy(after)?,
            retired: false,
            action: "merged",
        });
        Ok(changes)
    }

    pub fn split(
        &self,
        id: ConceptId,
        made: ConceptId,
        zh: &str,
        en: &str,
        terms: &[String],
    ) -> Result<Vec<Change>> {
        let old = self.get(id)?;
        let taken: HashSet<String> = terms.iter().map(|term| fold(term)).collect();
        let known: HashSet<String> = old.what.terms.iter().map(|term| fold(term)).collect();
        if let Some(term) = terms.iter().find(|term| !known.contains(&fold(term))) {
            let en = format!("`{term}` is not a term of `{}`", old.what.zh);
            return Err(StoreError::bad(en, format!("“{term}”不是“{}”的术语", old.what.zh)));
        }
        if taken.is_empty() || old.retired {
            return Err(StoreError::bad(
                "name at least one term of a concept in use",
                "请至少选择一个在用概念的术语",
            ));
        }
        let mut rest = old.what.clone();
        rest.terms.retain(|term| !taken.contains(&fold(term)));
        let new = NewConcept {
            zh: zh.to_owned(),
            en: en.to_owned(),
            kind: old.what.kind.clone(),
            parent: old.what.parent,
            terms: terms.to_vec(),
            ..NewConcept::default()
        };
        let new = self.checked(None, new)?;
        Ok(vec![
            Change { id: made, before: None, after: new, retired: false, action: "split" },
            Change { id, before: Some(old), after: rest, retired: false, action: "split" },
        ])
    }
}

/// Blanks and repetitions go; what cannot be kept is refused.
fn tidy(mut new: NewConcept) -> Result<NewConcept> {
    for text in [&mut new.zh, &mut new.en, &mut new.kind, &mut new.system, &mut new.code] {
        *text = text.trim().to_owned();
        if text.chars().count() > MAX_NAME || text.chars().any(char::is_control) {
            return Err(StoreError::bad(
                "a name or code has at most 200 characters and no control characters",
                "名称或编码不得超过 200 字，且不含控制字符",
            ));
        }
    }
    if new.zh.is_empty() {
        return Err(StoreError::bad("a concept needs a Chinese name", "概念须有中文名"));
    }
    if !KINDS.contains(&new.kind.as_str()) {
        let known = KINDS.join(", ");
        let en = format!("`{}` is no kind of concept; there are {known}", new.kind);
        return Err(StoreError::bad(en, format!("“{}”不是概念类别；可用：{known}", new.kind)));
    }
    let names: HashSet<String> = [&new.zh, &new.en].into_iter().map(|name| fold(name)).collect();
    let mut seen = HashSet::new();
    new.terms = std::mem::take(&mut new.terms).into_iter().map(|term| term.trim().to_owned()).collect();
    new.excluded = std::mem::take(&mut new.excluded).into_iter().map(|term| term.trim().to_owned()).collect();
    new.terms.retain(|term| !term.is_empty() && !names.contains(&fold(term)) && seen.insert(fold(term)));
    let mut out = HashSet::new();
    new.excluded.retain(|term| !term.is_empty() && out.insert(fold(term)));
    if let Some(term) =
        new.excluded.iter().find(|term| seen.contains(&fold(term)) || names.contains(&fold(term)))
    {
        let en = format!("`{term}` is both a term and excluded");
        return Err(StoreError::bad(en, format!("“{term}”既是术语又在排除词中")));
    }
    let all = || new.terms.iter().chain(&new.excluded);
    if all().count() > MAX_TERMS {
        return Err(StoreError::bad("a concept has at most 500 terms", "一个概念最多 500 个术语"));
    }
    if let Some(term) = all().find(|term| term.chars().count() > 100 || term.chars().any(char::is_control)) {
        let short: String = term.chars().take(20).collect();
        let en = format!("the term `{short}…` has more than 100 characters or a control character");
        return Err(StoreError::bad(en, format!("术语“{short}…”超过 100 字或含控制字符")));
    }
    Ok(new)
}
