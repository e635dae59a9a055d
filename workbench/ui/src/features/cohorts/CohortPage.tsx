import { ExportOutlined, LockOutlined, SearchOutlined } from "@ant-design/icons";
import { App, Button, Tabs, Tag } from "antd";
import { useMemo } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import type { Cohort, CohortVersion } from "../../api/cohorts";
import { http } from "../../api/http";
import { useGet, useWrite } from "../../api/queries";
import type { Database } from "../../api/types";
import { time } from "../../shared/format";
import { Hash } from "../../shared/Hash";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import "./cohorts.css";
import { CompareTab } from "./CompareTab";
import { DefinitionTab } from "./DefinitionTab";
import { MembersTab } from "./MembersTab";

/** One cohort: its versions, and the members, definition and changes of the one chosen. */
export function CohortPage() {
  const { t, pick } = useWords();
  const { project = "", cohort: id = "" } = useParams();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const tell = useTell();
  const [params, setParams] = useSearchParams();
  const answer = useGet<Cohort>("cohorts", `/cohorts/${id}`);
  const cohort = answer.data;
  const versions = useMemo(() => [...(cohort?.versions ?? [])].sort((a, b) => b.version - a.version), [cohort]);
  const version = versions.find((one) => one.version === Number(params.get("version"))) ?? versions[0];
  const database = useGet<Database>("databases", cohort ? `/databases/${cohort.database}` : null);
  const again = useWrite(() => http.post<CohortVersion>(`/cohorts/${id}/versions`), "cohorts");
  const choose = (next: Record<string, string>) =>
    setParams((now) => ({ ...Object.fromEntries(now), ...next }), { replace: true });
  return (
    <Page
      title={cohort?.name ?? t("cohorts.one")}
      lead={version && pick(version.description_zh, version.description_en)}
      actions={
        version && (
          <span className="row">
            <WhyButton
              kind="cohort_version"
              id={version.id}
              title={`${cohort?.name ?? ""} ${t("cohorts.versionNo", { version: version.version })}`}
              text
            />
            <Link
              to={`/projects/${project}/search?database=${cohort?.database}&criteria=${encodeURIComponent(JSON.stringify(version.criteria))}`}
            >
              <Button icon={<SearchOutlined />}>{t("cohorts.openSearch")}</Button>
            </Link>
            <Button
              icon={<LockOutlined />}
              loading={again.isPending}
              onClick={() =>
                again.mutate(undefined, {
                  onError: tell,
                  onSuccess: (frozen) => {
                    const fresh = versions.every((one) => one.version !== frozen.version);
                    const said = fresh ? "cohorts.newVersionDone" : "cohorts.unchanged";
                    void message.info(t(said, { version: frozen.version }), 5);
                    choose({ version: String(frozen.version) });
                  },
                })
              }
            >
              {t("cohorts.newVersion")}
            </Button>
            <Button
              type="primary"
              icon={<ExportOutlined />}
              title={t("cohorts.askHint")}
              onClick={() => void navigate(`/projects/${project}/exports/new?cohort=${id}&version=${version.version}`)}
            >
              {t("cohorts.ask")}
            </Button>
          </span>
        )
      }
    >
      <Trouble problem={answer.error ?? database.error} retry={() => void answer.refetch()} />
      {cohort && version && (
        <div className="cohort">
          <aside className="panel">
            <h2 className="panel-title">{t("cohorts.versions")}</h2>
            <ul>
              {versions.map((one) => (
                <li key={one.id}>
                  <VersionCard
                    version={one}
                    on={one === version}
                    onOpen={() => choose({ version: String(one.version) })}
                  />
                </li>
              ))}
            </ul>
          </aside>
          <section className="fill">
            <Tabs
              size="small"
              className="fill tabs-fill"
              activeKey={params.get("tab") ?? "members"}
              onChange={(tab) => choose({ tab })}
              items={[
                {
                  key: "members",
                  label: t("cohorts.membersOf", { count: version.members }),
                  children: (
                    <MembersTab
                      project={project}
                      cohort={id}
                      version={version.version}
                      variables={database.data?.variables ?? []}
                    />
                  ),
                },
                {
                  key: "definition",
                  label: t("cohorts.definition"),
                  children: <DefinitionTab version={version} variables={database.data?.variables ?? []} />,
                },
                {
                  key: "compare",
                  label: t("cohorts.compare"),
                  children: (
                    <CompareTab
                      project={project}
                      cohort={id}
                      versions={versions}
                      at={version.version}
                      variables={database.data?.variables ?? []}
                    />
                  ),
                },
              ]}
            />
          </section>
        </div>
      )}
    </Page>
  );
}

function VersionCard({ version, on, onOpen }: { version: CohortVersion; on: boolean; onOpen: () => void }) {
  const { t } = useWords();
  return (
    <div className={`version-card${on ? " on" : ""}`} data-testid="version">
      <button type="button" onClick={onOpen} aria-current={on}>
        <span className="row">
          <b>{t("cohorts.versionNo", { version: version.version })}</b>
          <span className="num">{t("search.leafCount", { count: version.members })}</span>
        </span>
        <span className="soft num">
          {version.by_name} · {time(version.at)}
        </span>
        {version.note && <span>{version.note}</span>}
        <span>
          {version.changed === null ? (
            <Tag>{t("cohorts.firstVersion")}</Tag>
          ) : (
            <>
              <Tag color={version.changed.added ? "green" : undefined}>
                {t("cohorts.came", { count: version.changed.added })}
              </Tag>
              <Tag color={version.changed.removed ? "red" : undefined}>
                {t("cohorts.went", { count: version.changed.removed })}
              </Tag>
            </>
          )}
        </span>
      </button>
      <div className="soft" title={t("cohorts.hashHint")}>
        {t("cohorts.hash")} <Hash value={version.hash} copy />
      </div>
    </div>
  );
}
