import { CheckSquareOutlined, DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Skeleton } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { url } from "../../api/http";
import { useGet } from "../../api/queries";
import type { Database, Evaluation, FieldEvaluation, Rate } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { FieldDetail } from "./FieldDetail";
import { RateCell } from "./RateCell";
import { FEW, inMillimetres, rateText } from "./rates";
import { VersionPick } from "./VersionPick";
import "./evaluation.css";

/** How good the rules of a database are, against what people checked. */
export function EvaluationPage() {
  const { t, pick } = useWords();
  const { project = "", database = "" } = useParams();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const asked = { version: params.get("version"), rules: params.get("rules"), pack: params.get("pack") };
  const answer = useGet<Evaluation>("evaluation", `/databases/${database}/evaluation`, asked);
  const db = useGet<Database>("databases", `/databases/${database}`);
  const data = answer.data;
  const base = `/projects/${project}/databases/${database}`;
  const [spoken, setSpoken] = useState(true);
  const shown = params.get("field");
  const field = data?.fields.find((one) => one.variable.key === shown) ?? null;
  const show = (key: string | null) => {
    const next = new URLSearchParams(params);
    if (key) next.set("field", key);
    else next.delete("field");
    setParams(next, { replace: true });
  };
  // said once for all of them
  const fewInAll = data !== undefined && data.reports < FEW;
  const columns = useMemo((): Column<FieldEvaluation>[] => {
    const rate = (key: "precision" | "recall" | "accuracy"): Column<FieldEvaluation> => ({
      key,
      title: t(`evaluation.${key}`),
      hint: t("evaluation.interval"),
      value: (row) => row[key].value,
      width: 141,
      render: (row) => <RateCell rate={row[key]} name={t(`evaluation.${key}`)} why={why(row[key], key)} />,
    });
    const why = (one: Rate, key: string) =>
      t(`evaluationWhy.${key}`, { hits: one.hits, of: one.of, misses: one.of - one.hits });
    return [
      {
        key: "name",
        title: t("databases.variable"),
        value: (row) => `${pick(row.variable.name_zh, row.variable.name_en)} ${row.variable.key}`,
        width: 166,
        fixed: true,
        render: (row) => (
          <span title={row.variable.key}>
            {pick(row.variable.name_zh, row.variable.name_en) || row.variable.key}
            {row.n < FEW && !fewInAll && (
              <span className="few" title={t("evaluation.fewHint", { few: FEW })}>
                {t("evaluation.few")}
              </span>
            )}
          </span>
        ),
      },
      {
        key: "n",
        title: t("evaluation.n"),
        hint: t("evaluation.nHint"),
        value: (row) => row.n,
        width: 80,
        right: true,
      },
      {
        key: "mentioned",
        title: t("evaluation.mentioned"),
        hint: t("evaluation.mentionedHint"),
        value: (row) => row.mentioned,
        width: 68,
        right: true,
      },
      rate("precision"),
      rate("recall"),
      {
        key: "f1",
        title: "F1",
        hint: t("evaluation.intervalF1"),
        value: (row) => row.f1.value,
        width: 141,
        render: (row) => (
          <RateCell
            rate={row.f1}
            name="F1"
            why={
              <>
                {t("evaluationWhy.f1", { tp: row.tp, fp: row.fp, fn: row.fn })}
                {row.macro_f1 !== null && <div>{t("evaluationWhy.macro", { value: row.macro_f1.toFixed(2) })}</div>}
              </>
            }
          />
        ),
      },
      rate("accuracy"),
      {
        key: "numeric",
        title: t("evaluation.numeric"),
        hint: t("evaluation.numericHint"),
        value: (row) => (row.numeric?.n ? row.numeric.exact / row.numeric.n : null),
        width: 112,
        render: (row) =>
          row.numeric?.n ? (
            <span className="num two-lines">
              <span>
                {t("evaluation.exact")} {row.numeric.exact}/{row.numeric.n}
              </span>
              <span className="soft">
                {inMillimetres(row)
                  ? `±1 mm ${row.numeric.within_1mm}/${row.numeric.n}`
                  : `±10% ${row.numeric.within_10pct}/${row.numeric.n}`}
              </span>
            </span>
          ) : (
            <span className="soft">—</span>
          ),
      },
      {
        key: "errors",
        title: t("evaluation.errors"),
        value: (row) => row.errors.length,
        width: 70,
        right: true,
        render: (row) =>
          row.errors.length ? <b className="errors">{row.errors.length}</b> : <span className="soft">0</span>,
      },
    ];
  }, [t, pick, fewInAll]);
  const rows = useMemo(
    () => (data?.fields ?? []).filter((row) => !spoken || row.mentioned > 0 || row.errors.length > 0),
    [data, spoken],
  );
  const start = (
    <Button type="primary" icon={<CheckSquareOutlined />} onClick={() => void navigate(`${base}/checks`)}>
      {t("evaluation.toChecks")}
    </Button>
  );
  return (
    <Page
      title={t("evaluation.title")}
      lead={[data?.database.name, t("evaluation.lead")].filter(Boolean).join(" · ")}
      actions={
        <span className="row">
          {db.data && (
            <VersionPick
              project={project}
              database={db.data}
              against={asked.rules ? { rules: asked.rules } : asked.pack ? { pack: asked.pack } : null}
              onChange={(next) => {
                const to = new URLSearchParams({ ...next });
                if (shown) to.set("field", shown);
                setParams(to, { replace: true });
              }}
            />
          )}
          <Button icon={<DownloadOutlined />} href={url(`/databases/${database}/evaluation.csv`, asked)} download>
            {t("evaluation.export")}
          </Button>
          {data && data.values > 0 && start}
        </span>
      }
    >
      <Trouble problem={answer.error} retry={() => void answer.refetch()} />
      {answer.isPending && <Skeleton active />}
      {data && data.values === 0 && (
        <Guide title={t("evaluation.empty")} hint={t("evaluation.emptyHint")} action={start} />
      )}
      {data && data.values > 0 && (
        <>
          <dl className="facts num">
            <Fact name={t("evaluation.ruleset")}>
              {data.pack} {data.ruleset.version}{" "}
              <span className="mono soft" title={data.ruleset.hash}>
                {data.ruleset.hash.slice(0, 12)}
              </span>
            </Fact>
            <Fact name={t("evaluation.reports")}>
              <b>{data.reports}</b>
            </Fact>
            <Fact name={t("evaluation.values")}>
              <b>{data.values}</b>
            </Fact>
            <Fact name={t("evaluation.by")}>
              {data.checkers.map((one) => `${one.name} (${one.n})`).join("、") || "—"}
            </Fact>
            {(data.agreement ?? [])
              .filter((pair) => pair.n > 0)
              .map((pair) => (
                <Fact
                  key={`${pair.first.name}${pair.second.name}`}
                  name={t("evaluation.agreement")}
                  hint={t("evaluation.agreementHint", { count: pair.n })}
                >
                  {pair.first.name} / {pair.second.name} {rateText(pair.same)}
                  {pair.kappa !== null && ` · κ ${pair.kappa.toFixed(2)}`}
                </Fact>
              ))}
          </dl>
          {(asked.rules || asked.pack) && (
            <Alert
              type="info"
              showIcon
              title={t("evaluation.anew", { version: `${data.pack} ${data.ruleset.version}` })}
              action={
                <Button size="small" onClick={() => setParams({}, { replace: true })}>
                  {t("evaluation.toPresent")}
                </Button>
              }
            />
          )}
          {fewInAll && (
            <Alert
              type="warning"
              showIcon
              title={t("evaluation.fewReports", { count: data.reports, few: FEW })}
              action={<Link to={`${base}/checks`}>{t("evaluation.toChecks")}</Link>}
            />
          )}
          <DataTable
            label={t("evaluation.title")}
            columns={columns}
            rows={rows}
            total={data.fields.length}
            id={(row) => row.variable.key}
            tools={
              <Checkbox checked={spoken} onChange={(event) => setSpoken(event.target.checked)}>
                {t("evaluation.spoken")}
              </Checkbox>
            }
            onOpen={(row) => field === null && show(row.variable.key)}
          />
        </>
      )}
      <FieldDetail
        field={field}
        link={(report) => `${base}/checks/${report}?field=${encodeURIComponent(shown ?? "")}`}
        onClose={() => show(null)}
      />
    </Page>
  );
}

function Fact({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  return (
    <div title={hint}>
      <dt className="soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
