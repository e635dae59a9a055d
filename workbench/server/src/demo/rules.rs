//! The demo's own rule set: the shipped pack, copied and published as a project would do it, and a few terms.

use workbench_core::Action;
use workbench_core::ids::RuleSetVersionId;
use workbench_store::{NewConcept, NewVersion, Object};

use super::accounts::People;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::rules::{self, Rules, check, head};

const PACK: &str = "lung_nodule";
const NOTE: &str = "演示：复制内置规则包后发布，尚未改动 demo: a copy of the shipped pack, unchanged";

/// Chinese and English name, kind, RadLex code, words.
type Term = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const TERMS: [Term; 4] = [
    ("肺结节", "Pulmonary nodule", "finding", "RID3875", &["结节影", "小结节", "结节灶"]),
    ("毛刺征", "Spiculation", "sign", "", &["毛刺", "短毛刺", "放射状毛刺"]),
    ("分叶征", "Lobulation", "sign", "", &["分叶", "浅分叶"]),
    ("胸腔积液", "Pleural effusion", "finding", "", &["胸水", "胸腔少量积液"]),
];

/// The published version that the demo's database follows; made when it is not there yet.
pub async fn ready(app: &Shared, people: &People) -> Result<RuleSetVersionId, AppError> {
    let known = app.store.rulesets(&people.grant).await?.into_iter().find(|set| set.key == PACK);
    if let Some(version) = known.as_ref().and_then(|set| set.published.as_ref()) {
        return Ok(version.id);
    }
    let source = head::raised(Rules::pack(PACK)?.set.source());
    let terms = rules::terms(app, &people.grant).await?;
    let (found, set) = on_thread(move || {
        let (found, set) = check::check(&source, &terms, None);
        Ok((found, set.map(|set| (source, set))))
    })
    .await?;
    let Some((source, set)) = set.filter(|_| found.ok) else {
        return Err(AppError::bad("the shipped pack does not check").within(PACK));
    };
    let id = match known {
        Some(set) => set.id,
        None => {
            let draft = check::draft(source.clone(), Some(&set));
            app.store.create_ruleset(&people.grant, set.id(), PACK, &draft).await?
        }
    };
    let (_, draft, _) = app.store.ruleset(&people.grant, id).await?;
    let new = NewVersion {
        version: set.version().to_owned(),
        hash: set.hash(),
        source,
        terms: set.terms_taken().clone().into_iter().collect(),
        variables: set.variables(),
        tests: found.tests.map_or(0, |tests| tests.passed),
        note: NOTE.to_owned(),
    };
    let publish =
        app.store.authorize(people.grant.principal(), Action::Administer, Object::RuleSet(id)).await?;
    Ok(app.store.publish_version(&publish, id, &draft.etag, &new).await?)
}

/// Begins the project's dictionary; answers how many concepts it has.
pub async fn terms(app: &Shared, people: &People) -> Result<usize, AppError> {
    let held = app.store.terms(&people.grant).await?.len();
    if held > 0 {
        return Ok(held);
    }
    for (zh, en, kind, code, words) in TERMS {
        let new = NewConcept {
            zh: zh.to_owned(),
            en: en.to_owned(),
            kind: kind.to_owned(),
            system: if code.is_empty() { "" } else { "RadLex" }.to_owned(),
            code: code.to_owned(),
            parent: None,
            terms: words.iter().map(|word| (*word).to_owned()).collect(),
            excluded: Vec::new(),
        };
        app.store.add_concept(&people.grant, &new).await?;
    }
    Ok(TERMS.len())
}
