//! Requests to take data out.

use workbench_core::ids::{CohortId, ExportId};
use workbench_core::vocab::ExportState;
use workbench_core::{Action, Code, Coded as _, DataLevel, Digest, Role};
use workbench_store::{BuiltPackage, Grant, NewExport, Object, PackageFile, Principal, StoreError};

use crate::bench::{Bench, Team, on_both};
use crate::cohorts::{everything, filled, freeze};
use crate::samples::variable;

on_both!(
    a_request_is_decided_once_and_never_by_who_asked,
    a_package_is_ready_whole_or_not_at_all,
    links_are_one_persons_and_end,
    a_lowered_level_counts_at_once,
    what_was_asked_and_decided_cannot_be_changed,
    requests_are_their_makers_and_the_stewards,
    nobody_gives_deeper_access_than_their_own,
);

struct Stage {
    team: Team,
    rex: Principal,
    sue: Principal,
    cohort: CohortId,
}

async fn stage(bench: &Bench) -> Stage {
    let team = bench.team("ann").await;
    let (edit, database) = filled(bench, &team).await;
    let cases = everything(bench, &edit, database).await;
    let cohort = bench.store.freeze_cohort(&edit, database, "nodules", &freeze(&cases)).await.unwrap();
    let rex = bench.member(&team, "rex", Role::Researcher).await;
    let sue = bench.member(&team, "sue", Role::Steward).await;
    Stage { team, rex, sue, cohort }
}

impl Stage {
    async fn may(&self, bench: &Bench, person: &Principal, action: Action) -> Grant {
        bench.grant_of(person, &self.team, action).await
    }

    fn request(&self, level: DataLevel) -> NewExport {
        NewExport {
            cohort: self.cohort,
            version: 1,
            fields: vec![variable("size")],
            level,
            formats: vec!["csv".to_owned()],
            reports: false,
            dicom: false,
            reason: "a study".to_owned(),
        }
    }

    async fn asked(&self, bench: &Bench) -> ExportId {
        let grant = self.may(bench, &self.rex, Action::Export).await;
        bench.store.request_export(&grant, &self.request(DataLevel::Deidentified)).await.unwrap()
    }

    async fn approved(&self, bench: &Bench) -> (ExportId, Grant) {
        let id = self.asked(bench).await;
        let sue = self.may(bench, &self.sue, Action::Administer).await;
        bench.store.decide_export(&sue, id, true, "").await.unwrap();
        (id, sue)
    }

    async fn ready(&self, bench: &Bench) -> (ExportId, Grant) {
        let (id, sue) = self.approved(bench).await;
        bench.store.begin_export(&sue, id).await.unwrap();
        bench.store.finish_export(&sue, id, &package("zip")).await.unwrap();
        (id, sue)
    }
}

fn package(bytes: &str) -> BuiltPackage {
    let file = PackageFile { name: "data.csv".to_owned(), size: 3, sha256: "00".to_owned() };
    BuiltPackage { hash: Digest::of(bytes.as_bytes()), size: bytes.len() as u64, files: vec![file] }
}

fn refused(error: &StoreError, code: Code) {
    assert_eq!(error.code(), code, "{error}");
    assert!(error.zh().is_some(), "no Chinese: {error}");
}

async fn a_request_is_decided_once_and_never_by_who_asked(bench: Bench) {
    let store = &bench.store;
    let stage = stage(&bench).await;
    let owner = bench.grant(&stage.team, Action::Export).await;
    let own = store.request_export(&owner, &stage.request(DataLevel::Identified)).await.unwrap();
    let owner = bench.grant(&stage.team, Action::Administer).await;
    refused(&store.decide_export(&owner, own, true, "").await.unwrap_err(), Code::Denied);
    let id = stage.asked(&bench).await;
    let sue = stage.may(&bench, &stage.sue, Action::Administer).await;
    refused(&store.decide_export(&sue, id, false, " ").await.unwrap_err(), Code::BadInput);
    let (one, two) =
        tokio::join!(store.decide_export(&sue, id, true, ""), store.decide_export(&owner, id, false, "no"),);
    assert!(one.is_ok() != two.is_ok(), "decided once");
    refused(&one.err().or(two.err()).unwrap(), Code::Conflict);
    let low = sue.no_deeper_than(DataLevel::Limited);
    refused(&store.decide_export(&low, own, true, "").await.unwrap_err(), Code::Denied);
    assert_eq!(store.export(&sue, own).await.unwrap().number, 1);
    let rex = stage.may(&bench, &stage.rex, Action::Export).await;
    for (level, code) in [(DataLevel::Identified, Code::Denied), (DataLevel::Aggregate, Code::BadInput)] {
        refused(&store.request_export(&rex, &stage.request(level)).await.unwrap_err(), code);
    }
    let sql = "SELECT COUNT(*) FROM audit WHERE object_kind = 'export' AND detail LIKE '%approve%'";
    assert_eq!(bench.raw.number(sql).await, 1, "one decision is written down");
}

async fn a_package_is_ready_whole_or_not_at_all(bench: Bench) {
    let store = &bench.store;
    let stage = stage(&bench).await;
    let waiting = stage.asked(&bench).await;
    let sue = stage.may(&bench, &stage.sue, Action::Administer).await;
    refused(&store.begin_export(&sue, waiting).await.unwrap_err(), Code::Conflict);
    refused(&store.finish_export(&sue, waiting, &package("x")).await.unwrap_err(), Code::Conflict);
    let (id, sue) = stage.approved(&bench).await;
    let rex = stage.may(&bench, &stage.rex, Action::Export).await;
    // begun, broken off, begun again: until the last step there is nothing to fetch
    for _ in 0..2 {
        assert_eq!(store.begin_export(&sue, id).await.unwrap().state, ExportState::Building);
        refused(&store.link_export(&rex, id).await.unwrap_err(), Code::Conflict);
    }
    store.fail_export(&sue, id, "the disk is full").await.unwrap();
    assert_eq!(store.export(&sue, id).await.unwrap().problem.as_deref(), Some("the disk is full"));
    store.begin_export(&sue, id).await.unwrap();
    let ready = store.finish_export(&sue, id, &package("first")).await.unwrap();
    let late = store.finish_export(&sue, id, &package("second")).await.unwrap();
    assert_eq!(
        (ready.state, late.package.unwrap().hash),
        (ExportState::Ready, Digest::of(b"first")),
        "built once"
    );
    let (closed, sue) = stage.approved(&bench).await;
    store.begin_export(&sue, closed).await.unwrap();
    store.revoke_export(&sue, closed, "stop").await.unwrap();
    refused(&store.finish_export(&sue, closed, &package("late")).await.unwrap_err(), Code::Conflict);
    let lineage = store.lineage(&sue, "package", &id.to_string()).await.unwrap();
    assert!(lineage.edges.iter().any(|edge| edge.entity.kind == "cohort"));
}

async fn links_are_one_persons_and_end(bench: Bench) {
    let store = &bench.store;
    let stage = stage(&bench).await;
    let (id, sue) = stage.ready(&bench).await;
    let rex = stage.may(&bench, &stage.rex, Action::Export).await;
    let link = store.link_export(&rex, id).await.unwrap();
    let steward = stage.may(&bench, &stage.sue, Action::Export).await;
    refused(&store.link_export(&steward, id).await.unwrap_err(), Code::Denied);
    refused(&store.fetch_export(&steward, id, &link.token).await.unwrap_err(), Code::Denied);
    assert_eq!(store.fetch_export(&rex, id, "guess").await.unwrap_err().code(), Code::NotFound);
    for count in 1..3 {
        store.fetch_export(&rex, id, &link.token).await.unwrap();
        assert_eq!(store.export(&rex, id).await.unwrap().package.unwrap().downloads.len(), count);
    }
    let sql = format!("SELECT COUNT(*) FROM export_link WHERE token_hash = '{}'", link.token);
    assert_eq!(bench.raw.number(&sql).await, 0, "the link itself is not kept");
    bench.raw.run("UPDATE export_link SET expires = created").await;
    let error = store.fetch_export(&rex, id, &link.token).await.unwrap_err();
    assert!(matches!(error, StoreError::Gone { .. }), "{error}");
    let link = store.link_export(&rex, id).await.unwrap();
    refused(&store.revoke_export(&sue, id, "").await.unwrap_err(), Code::BadInput);
    store.revoke_export(&sue, id, "a mistake").await.unwrap();
    for error in [
        store.fetch_export(&rex, id, &link.token).await.unwrap_err(),
        store.link_export(&rex, id).await.unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::Gone { .. }), "{error}");
    }
}

async fn a_lowered_level_counts_at_once(bench: Bench) {
    let store = &bench.store;
    let stage = stage(&bench).await;
    let (id, _) = stage.ready(&bench).await;
    let owner = bench.grant(&stage.team, Action::Administer).await;
    let lower = Some(DataLevel::Aggregate);
    store.set_member_at(&owner, stage.rex.account, Some(Role::Researcher), lower).await.unwrap();
    let rex = stage.may(&bench, &stage.rex, Action::Export).await;
    assert_eq!(rex.level(), DataLevel::Aggregate);
    refused(&store.link_export(&rex, id).await.unwrap_err(), Code::Denied);
    store.set_member(&owner, stage.rex.account, Some(Role::Clinician)).await.unwrap();
    let gone = store.authorize(&stage.rex, Action::Export, Object::Export(id)).await.unwrap_err();
    refused(&gone, Code::Denied);
    store.set_member(&owner, stage.rex.account, None).await.unwrap();
    let gone = store.authorize(&stage.rex, Action::View, Object::Export(id)).await.unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
}

async fn what_was_asked_and_decided_cannot_be_changed(bench: Bench) {
    let stage = stage(&bench).await;
    stage.ready(&bench).await;
    for sql in [
        "UPDATE export_request SET level = 'identified'",
        "UPDATE export_request SET asked = asked",
        "UPDATE export_request SET decided_by = account",
        "UPDATE export_request SET approved = NOT approved",
        "UPDATE export_request SET package = 'another'",
        "DELETE FROM export_request",
    ] {
        assert!(bench.raw.try_run(sql).await.is_err(), "{sql}");
    }
}

async fn requests_are_their_makers_and_the_stewards(bench: Bench) {
    let store = &bench.store;
    let stage = stage(&bench).await;
    let id = stage.asked(&bench).await;
    let other = bench.member(&stage.team, "roy", Role::Researcher).await;
    let other = bench.grant_of(&other, &stage.team, Action::View).await;
    assert!(store.exports(&other).await.unwrap().is_empty());
    assert_eq!(store.export(&other, id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.withdraw_export(&other, id).await.unwrap_err().code(), Code::NotFound);
    let sue = stage.may(&bench, &stage.sue, Action::View).await;
    assert_eq!(store.exports(&sue).await.unwrap().len(), 1);
    refused(&store.withdraw_export(&sue, id).await.unwrap_err(), Code::Denied);
    let rex = stage.may(&bench, &stage.rex, Action::View).await;
    for _ in 0..2 {
        assert_eq!(store.withdraw_export(&rex, id).await.unwrap().state, ExportState::Withdrawn);
    }
    let sue = stage.may(&bench, &stage.sue, Action::Administer).await;
    refused(&store.decide_export(&sue, id, true, "").await.unwrap_err(), Code::Conflict);
    let foreign = bench.grant(&bench.team("bob").await, Action::View).await;
    assert_eq!(store.export(&foreign, id).await.unwrap_err().code(), Code::NotFound);
}

async fn nobody_gives_deeper_access_than_their_own(bench: Bench) {
    let store = &bench.store;
    let stage = stage(&bench).await;
    let owner = bench.grant(&stage.team, Action::Administer).await;
    let low = Some(DataLevel::Deidentified);
    store.set_member_at(&owner, stage.sue.account, Some(Role::Steward), low).await.unwrap();
    let sue = stage.may(&bench, &stage.sue, Action::Administer).await;
    assert_eq!(sue.level(), DataLevel::Deidentified);
    for level in [None, Some(DataLevel::Limited)] {
        let error =
            store.set_member_at(&sue, stage.rex.account, Some(Role::Researcher), level).await.unwrap_err();
        refused(&error, Code::Denied);
    }
    store.set_member_at(&sue, stage.rex.account, Some(Role::Researcher), low).await.unwrap();
    let members = store.members(&owner).await.unwrap();
    let rex = members.iter().find(|member| member.login == "rex").unwrap();
    assert_eq!((rex.level, rex.own_level), (DataLevel::Deidentified, true));
    let ann = members.iter().find(|member| member.login == "ann").unwrap();
    assert_eq!((ann.level, ann.own_level), (DataLevel::Identified, false));
}
