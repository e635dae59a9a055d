import "./rules.css";
import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Skeleton, Tabs } from "antd";
import { useCallback, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { useGet } from "../../api/queries";
import type { DryRun, RuleCheck, RuleSetView } from "../../api/rules";
import { saveText } from "../../shared/csv";
import { time } from "../../shared/format";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { palette } from "../../theme/tokens";
import { DiffTab } from "./DiffTab";
import { isCurrent } from "./diffRows";
import { EditTab } from "./EditTab";
import { HelpDrawer } from "./HelpDrawer";
import { PublishDialog } from "./PublishDialog";
import { StaleDialog } from "./StaleDialog";
import { TestsTab } from "./TestsTab";
import { useCheck } from "./useCheck";
import { useDraft } from "./useDraft";
import { useJump } from "./useJump";
import { VersionsTab } from "./VersionsTab";

/** One rule set: its text, its tests, what it would change, and its versions. */
export function RuleSetPage() {
  const { t } = useWords();
  const { ruleset: id = "" } = useParams();
  const answer = useGet<RuleSetView>("ruleset", `/rulesets/${id}`);
  const view = answer.data?.id === id ? answer.data : null;
  if (!view) {
    return (
      <Page title={t("menu.rules")}>
        <Trouble problem={answer.error} retry={() => void answer.refetch()} />
        {!answer.error && <Skeleton active />}
      </Page>
    );
  }
  return <Opened key={view.id} view={view} />;
}

function Opened({ view }: { view: RuleSetView }) {
  const { t, pick } = useWords();
  const { project = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const draft = useDraft(view);
  const live = useCheck(project, draft.source);
  const { problem, retry } = live;
  // saving checks too, and knows more: that the key stayed
  const saved = draft.checked?.source === draft.source ? draft.checked.check : null;
  const check = saved ?? live.check;
  const behind = saved === null && live.behind;
  const lastRun = useGet<DryRun | null>("dryrun", `/rulesets/${view.id}/dry-run`);
  const [tried, setTried] = useState("");
  const [help, setHelp] = useState(false);
  const [publishing, setPublishing] = useState(false);
  const tab = search.get("tab") ?? "edit";
  const show = useCallback((next: string) => setSearch({ tab: next }, { replace: true }), [setSearch]);
  const { jump, onEditor } = useJump(show);
  const errors = check?.diagnostics.filter((one) => one.severity === "error").length ?? 0;
  const failed = check?.tests?.failed ?? 0;
  const hash = check?.ruleset?.hash ?? null;
  return (
    <Page
      title={pick(check?.ruleset?.title_zh || view.title_zh, check?.ruleset?.title_en || view.title_en) || view.key}
      lead={
        <span className="num">
          <span className="mono">{view.key}</span> {check?.ruleset?.version ?? ""}
          {view.published && ` · ${t("rules.lastPublished", { version: view.published.version })}`}
        </span>
      }
      actions={
        <span className="row">
          <CheckState check={check} behind={behind} onTests={() => show("tests")} />
          <SaveStateText state={draft.state} at={draft.savedAt} />
          <Button icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)}>
            {t("rules.help")}
          </Button>
          <Button
            icon={<DownloadOutlined />}
            aria-label={t("rules.download")}
            title={t("rules.download")}
            onClick={() => saveText(`${view.key}.yaml`, draft.source, "text/yaml;charset=utf-8")}
          />
          <Button type="primary" onClick={() => setPublishing(true)}>
            {t("rules.publish")}
          </Button>
        </span>
      }
    >
      <ActiveJobs project={project} match={/ruleset/} />
      <Trouble problem={draft.problem} retry={() => void draft.save()} />
      <Trouble problem={problem} retry={retry} />
      <Tabs
        className="tabs-fill rule-tabs"
        size="small"
        activeKey={tab}
        onChange={show}
        items={[
          {
            key: "edit",
            label: errors ? `${t("rules.edit")} (${errors})` : t("rules.edit"),
            forceRender: true,
            children: (
              <EditTab
                project={project}
                source={draft.source}
                onChange={draft.setSource}
                check={check}
                onEditor={onEditor}
                jump={jump}
                tried={tried}
                onTried={setTried}
              />
            ),
          },
          {
            key: "tests",
            label: failed ? `${t("rules.tests")} (${failed})` : t("rules.tests"),
            children: <TestsTab check={check} behind={behind} onJump={jump} />,
          },
          {
            key: "diff",
            label: t("rules.corpusDiff"),
            children: (
              <DiffTab project={project} view={view} draft={draft} hash={hash} broken={check?.ruleset === null} />
            ),
          },
          {
            key: "versions",
            label: `${t("rules.versions")} ${view.versions.length || ""}`,
            children: (
              <VersionsTab project={project} view={view} source={draft.source} onPublish={() => setPublishing(true)} />
            ),
          },
        ]}
      />
      <PublishDialog
        project={project}
        view={view}
        draft={draft}
        check={behind ? null : check}
        compared={isCurrent(lastRun.data, hash)}
        open={publishing}
        onClose={() => setPublishing(false)}
        onJump={jump}
      />
      <StaleDialog draft={draft} name={view.key} />
      <HelpDrawer open={help} onClose={() => setHelp(false)} />
    </Page>
  );
}

function CheckState(props: { check: RuleCheck | null; behind: boolean; onTests: () => void }) {
  const { t } = useWords();
  const { check, behind } = props;
  const errors = check?.diagnostics.filter((one) => one.severity === "error").length ?? 0;
  const failed = check?.tests?.failed ?? 0;
  if (!check || behind) {
    return (
      <span className="soft" role="status">
        {t("rules.checking")}
      </span>
    );
  }
  return (
    <span role="status" data-testid="check-state">
      {errors > 0 ? (
        <span style={{ color: palette.bad }}>
          <CloseCircleFilled /> {t("rules.errors", { count: errors })}
        </span>
      ) : failed > 0 ? (
        <Button type="link" size="small" danger style={{ padding: 0 }} onClick={props.onTests}>
          <CloseCircleFilled /> {t("rules.testsFailed", { failed, all: failed + (check.tests?.passed ?? 0) })}
        </Button>
      ) : (
        <span style={{ color: palette.good }}>
          <CheckCircleFilled /> {t("rules.testsPassed", { count: check.tests?.passed ?? 0 })}
        </span>
      )}
    </span>
  );
}

function SaveStateText({ state, at }: { state: string; at: string }) {
  const { t } = useWords();
  return (
    <span className={state === "failed" || state === "stale" ? undefined : "soft"} data-testid="save-state">
      {state === "saved" && at ? t("rules.savedAt", { at: time(at).slice(-5) }) : t(`rules.save.${state}`)}
    </span>
  );
}
