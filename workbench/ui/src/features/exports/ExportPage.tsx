import { UndoOutlined } from "@ant-design/icons";
import { Alert, Button, Descriptions, Popconfirm, Steps } from "antd";
import { Link, useParams } from "react-router";
import type { ExportRequest } from "../../api/cohorts";
import { http } from "../../api/http";
import { useGet, useWrite } from "../../api/queries";
import { time } from "../../shared/format";
import { Hash } from "../../shared/Hash";
import { ActiveJobs } from "../../shared/Jobs";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { DecisionPanel } from "./DecisionPanel";
import "./exports.css";
import { PackagePanel } from "./PackagePanel";
import { Preview } from "./Preview";
import { StateTag } from "./StateTag";

/** One request: what is asked for, what would leave, what was decided, and the package. */
export function ExportPage() {
  const { t } = useWords();
  const { project = "", export: id = "" } = useParams();
  const tell = useTell();
  const answer = useGet<ExportRequest>("export", `/exports/${id}`);
  const request = answer.data;
  const withdraw = useWrite(() => http.post<ExportRequest>(`/exports/${id}/withdraw`), "export", "exports");
  const over = request && ["rejected", "withdrawn", "revoked", "expired"].includes(request.state);
  return (
    <Page
      title={
        <span className="row">
          {t("exports.title", { number: request?.number ?? "" })}
          {request && <StateTag state={request.state} />}
        </span>
      }
      lead={request && `${request.by_name} · ${time(request.at)}`}
      actions={
        request && (
          <span className="row">
            <WhyButton kind="export" id={id} title={t("exports.title", { number: request.number })} text />
            {request.may.withdraw && (
              <Popconfirm
                title={t("exports.withdrawAsk")}
                okText={t("exports.withdraw")}
                cancelText={t("common.cancel")}
                onConfirm={() => withdraw.mutate(undefined, { onError: tell })}
              >
                <Button icon={<UndoOutlined />} loading={withdraw.isPending}>
                  {t("exports.withdraw")}
                </Button>
              </Popconfirm>
            )}
          </span>
        )
      }
    >
      <Trouble problem={answer.error} retry={() => void answer.refetch()} />
      <ActiveJobs project={project} match={/export/} />
      {request && (
        <>
          <Progress request={request} />
          {request.problem && (
            <Alert type="error" showIcon title={t("exports.failedHint")} description={request.problem} />
          )}
          <div className="export-grid">
            <Facts project={project} request={request} />
            {request.state === "requested" || (over && !request.package) ? (
              <DecisionPanel request={request} />
            ) : (
              <PackagePanel request={request} />
            )}
          </div>
          <Preview request={request} />
        </>
      )}
    </Page>
  );
}

function Progress({ request }: { request: ExportRequest }) {
  const { t } = useWords();
  const { state, decision } = request;
  const at = { requested: 1, approved: 2, building: 2, failed: 2, ready: 4, revoked: 4, expired: 4 };
  const ended = state === "rejected" || state === "withdrawn";
  return (
    <Steps
      size="small"
      current={ended ? 1 : at[state as keyof typeof at]}
      status={ended || state === "failed" || state === "revoked" ? "error" : undefined}
      items={[
        { title: t("exports.one"), content: `${request.by_name} ${time(request.at)}` },
        {
          title: ended ? t(`exportState.${state}`) : t("exports.review"),
          content: decision ? `${decision.by_name} ${time(decision.at)}` : undefined,
        },
        {
          title: state === "failed" ? t("exportState.failed") : t("exports.package"),
          content: request.package ? time(request.package.built) : undefined,
        },
        {
          title: state === "revoked" || state === "expired" ? t(`exportState.${state}`) : t("exportState.ready"),
          content: request.package
            ? t("exports.downloadCount", { count: request.package.downloads.length })
            : undefined,
        },
      ]}
    />
  );
}

function Facts({ project, request }: { project: string; request: ExportRequest }) {
  const { t } = useWords();
  const { cohort } = request;
  const also = [
    ...(request.reports ? [t("exports.reportsShort")] : []),
    ...(request.dicom ? [t("exports.dicomShort")] : []),
  ];
  const facts: [string, React.ReactNode][] = [
    [
      t("exports.cohort"),
      <span key="cohort">
        <Link to={`/projects/${project}/cohorts/${cohort.id}?version=${cohort.version}`}>
          {cohort.name} · {t("cohorts.versionNo", { version: cohort.version })}
        </Link>{" "}
        <span className="num">{t("search.leafCount", { count: cohort.members })}</span>
      </span>,
    ],
    [t("cohorts.hash"), <Hash key="hash" value={cohort.hash} copy />],
    [t("exports.level"), <b key="level">{t(`dataLevel.${request.level}`)}</b>],
    [
      t("exports.fields"),
      <span key="fields" className="num">
        {request.fields.length}
      </span>,
    ],
    [t("exports.formats"), request.formats.map((one) => t(`exportFormat.${one}`, { defaultValue: one })).join("、")],
    [t("exports.attachments"), also.length ? also.join("、") : t("exports.nothingElse")],
    [
      t("exports.reason"),
      <span key="reason" className="reason">
        {request.reason}
      </span>,
    ],
  ];
  return (
    <section className="panel">
      <h2 className="panel-title">{t("exports.facts")}</h2>
      <Descriptions
        size="small"
        column={1}
        items={facts.map(([label, children]) => ({ key: label, label, children }))}
      />
    </section>
  );
}
