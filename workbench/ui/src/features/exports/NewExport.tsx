import { App, Button, Checkbox, Form, Input, Radio, Select, Steps, Tag } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { EXPORT_FORMATS, EXPORT_LEVELS, type ExportField, type ExportRequest } from "../../api/cohorts";
import { http } from "../../api/http";
import { useGet, useList, useWrite } from "../../api/queries";
import { type CaseRow, type Database, type DataLevel, LEVELS } from "../../api/types";
import { useProject } from "../../layout/useProject";
import { Guide } from "../../shared/Guide";
import { Hash } from "../../shared/Hash";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useCohorts } from "../../shared/useCohorts";
import { useWords } from "../../shared/useWords";
import "./exports.css";
import { FieldPicker } from "./FieldPicker";
import { BESIDE, identifies, statedOf } from "./fields";

const NO_FIELDS: ExportField[] = [];

/** Asks for a cohort step by step: whose data, which columns, how deep, in which files, what for. */
export function NewExport() {
  const { t, pick } = useWords();
  const { project = "" } = useParams();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const own = useProject().data;
  const { cohorts, pending, problem } = useCohorts(project);
  const cohort = cohorts.find((one) => one.id === params.get("cohort"));
  const version = cohort?.versions.find((one) => one.version === Number(params.get("version"))) ?? cohort?.versions[0];
  const database = useGet<Database>("databases", cohort ? `/databases/${cohort.database}` : null);
  const members = useList<CaseRow>(
    "cohortMembers",
    cohort && version ? `/cohorts/${cohort.id}/versions/${version.version}/members` : null,
  );
  const fields = useMemo((): ExportField[] => {
    const variables = (database.data?.variables ?? NO_FIELDS) as ExportField[];
    if (variables.length === 0) return NO_FIELDS;
    const beside = BESIDE.map(
      (one): ExportField => ({
        ...one,
        name_zh: t(`exportField.${one.key}`),
        name_en: t(`exportField.${one.key}`),
        unit: null,
        options: [],
        range: null,
      }),
    );
    return [...beside, ...variables];
  }, [database.data, t]);
  const stated = useMemo(() => statedOf(members.rows, fields), [members.rows.length, fields]);
  const [step, setStep] = useState(params.get("cohort") ? 1 : 0);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [level, setLevel] = useState<DataLevel>("deidentified");
  const [formats, setFormats] = useState<string[]>(["csv", "xlsx"]);
  const [reports, setReports] = useState(false);
  const [dicom, setDicom] = useState(false);
  const [reason, setReason] = useState("");
  // at first: what is stated anywhere and names nobody
  const picked =
    chosen ?? fields.filter((one) => !identifies(one) && (stated.get(one.key) ?? 0) > 0).map((one) => one.key);
  useEffect(() => setChosen(null), [cohort?.id]);

  const create = useWrite(
    () =>
      http.post<ExportRequest>(`/projects/${project}/exports`, {
        cohort: cohort?.id,
        version: version?.version,
        fields: picked,
        level,
        formats,
        reports,
        dicom,
        reason: reason.trim(),
      }),
    "exports",
  );
  const deepest = LEVELS.indexOf(own?.level ?? "identified");
  const good = [
    Boolean(cohort && version),
    picked.length > 0,
    formats.length > 0 && LEVELS.indexOf(level) <= deepest,
    reason.trim() !== "",
  ];
  const ready = good.every(Boolean);

  if (!pending && cohorts.length === 0 && !problem) {
    return (
      <Page title={t("exports.add")} lead={t("exports.lead")}>
        <Guide
          title={t("exports.noCohorts")}
          hint={t("exports.emptyHint")}
          action={
            <Button type="primary" onClick={() => void navigate(`/projects/${project}/search`)}>
              {t("cohorts.toSearch")}
            </Button>
          }
        />
      </Page>
    );
  }
  return (
    <Page title={t("exports.add")} lead={t("exports.lead")}>
      <Steps
        size="small"
        current={step}
        onChange={(next) => good.slice(0, next).every(Boolean) && setStep(next)}
        items={["stepCohort", "stepFields", "stepHow", "stepReason"].map((key, at) => ({
          title: t(`exports.${key}`),
          disabled: !good.slice(0, at).every(Boolean),
        }))}
      />
      <Trouble problem={problem ?? database.error} />
      <div className="panel wizard">
        {step === 0 && (
          <Form layout="vertical">
            <Form.Item label={t("exports.pickCohort")} htmlFor="export-cohort">
              <Select
                id="export-cohort"
                style={{ width: 420 }}
                loading={pending}
                showSearch={{ optionFilterProp: "label" }}
                value={cohort?.id}
                onChange={(id: string) => setParams({ cohort: id }, { replace: true })}
                options={cohorts.map((one) => ({ value: one.id, label: `${one.name} · ${one.of.name}` }))}
              />
            </Form.Item>
            {cohort && version && (
              <>
                <Form.Item label={t("exports.pickVersion")} htmlFor="export-version">
                  <Select
                    id="export-version"
                    style={{ width: 220 }}
                    value={version.version}
                    onChange={(next: number) =>
                      setParams({ cohort: cohort.id, version: String(next) }, { replace: true })
                    }
                    options={cohort.versions.map((one) => ({
                      value: one.version,
                      label: t("search.versionOf", { version: one.version, count: one.members }),
                    }))}
                  />
                </Form.Item>
                <p className="wizard-says">{pick(version.description_zh, version.description_en)}</p>
                <span className="soft">
                  {t("cohorts.hash")} <Hash value={version.hash} copy />
                </span>
              </>
            )}
          </Form>
        )}
        {step === 1 && (
          <FieldPicker
            fields={fields}
            stated={stated}
            loading={members.isPending || database.isPending}
            chosen={picked}
            onChange={setChosen}
          />
        )}
        {step === 2 && (
          <div className="how">
            <section>
              <h2 className="panel-title">{t("exports.level")}</h2>
              <p className="soft">
                {t("exports.levelHint")}
                {own?.level && ` ${t("exports.yourLevel", { level: t(`dataLevel.${own.level}`) })}`}
              </p>
              <Radio.Group
                className="level-choice"
                aria-label={t("exports.level")}
                value={level}
                onChange={(event) => setLevel(event.target.value as DataLevel)}
              >
                {EXPORT_LEVELS.map((one) => {
                  const above = LEVELS.indexOf(one) > deepest;
                  return (
                    <Radio key={one} value={one} disabled={above}>
                      <b>{t(`dataLevel.${one}`)}</b>
                      {above && <Tag>{t("exports.aboveOwn")}</Tag>}
                      <div className="soft">{t(`dataLevelHint.${one}`)}</div>
                    </Radio>
                  );
                })}
              </Radio.Group>
            </section>
            <section>
              <h2 className="panel-title">{t("exports.formats")}</h2>
              <Checkbox.Group
                className="format-choice"
                value={formats}
                onChange={(next) => setFormats(EXPORT_FORMATS.filter((one) => next.includes(one)))}
                options={EXPORT_FORMATS.map((one) => ({ value: one, label: t(`exportFormat.${one}`) }))}
              />
              {formats.length === 0 && <p className="wizard-wrong">{t("exports.needFormat")}</p>}
              <h2 className="panel-title">{t("exports.attachments")}</h2>
              <div className="format-choice">
                <Checkbox checked={reports} onChange={(event) => setReports(event.target.checked)}>
                  {t("exports.withReports")}
                </Checkbox>
                <Checkbox checked={dicom} onChange={(event) => setDicom(event.target.checked)}>
                  {t("exports.withDicom")}
                </Checkbox>
              </div>
            </section>
          </div>
        )}
        {step === 3 && (
          <Form layout="vertical">
            <p className="wizard-says">
              <b>{cohort?.name}</b> {t("cohorts.versionNo", { version: version?.version ?? 0 })} ·{" "}
              {t("exports.summary", {
                cases: version?.members ?? 0,
                fields: picked.length,
                level: t(`dataLevel.${level}`),
                formats: formats.join(" ").toUpperCase(),
              })}
              {reports && ` · ${t("exports.reportsShort")}`}
              {dicom && ` · ${t("exports.dicomShort")}`}
            </p>
            <Form.Item label={t("exports.reason")} required extra={t("exports.reasonHint")} htmlFor="export-reason">
              <Input.TextArea
                id="export-reason"
                rows={5}
                maxLength={2000}
                showCount
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </Form.Item>
            <Trouble problem={create.error} />
          </Form>
        )}
      </div>
      <div className="row">
        <Button disabled={step === 0} onClick={() => setStep(step - 1)}>
          {t("exports.back")}
        </Button>
        {step < 3 ? (
          <Button type="primary" disabled={!good[step]} onClick={() => setStep(step + 1)}>
            {t("exports.next")}
          </Button>
        ) : (
          <Button
            type="primary"
            disabled={!ready}
            loading={create.isPending}
            onClick={() =>
              create.mutate(undefined, {
                onSuccess: (made) => {
                  void message.success(t("exports.sent"));
                  void navigate(`/projects/${project}/exports/${made.id}`);
                },
              })
            }
          >
            {t("exports.submit")}
          </Button>
        )}
        {step === 3 && reason.trim() === "" && <span className="soft">{t("exports.needReason")}</span>}
      </div>
    </Page>
  );
}
