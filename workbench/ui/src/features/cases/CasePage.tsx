import { DeleteOutlined, EditOutlined, HistoryOutlined } from "@ant-design/icons";
import { App, Button, Select, Skeleton, Tag } from "antd";
import { useMemo, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { http } from "../../api/http";
import { useGet, useWrite } from "../../api/queries";
import type { Entry, Field } from "../../api/records";
import type { Case } from "../../api/types";
import { EvidenceText } from "../../shared/forms/EvidenceText";
import { FormBody, useFieldTitle } from "../../shared/forms/FormBody";
import { formState } from "../../shared/forms/logic";
import { useFields } from "../../shared/forms/useFields";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { valuesNow } from "./entry";
import { HistoryDrawer } from "./HistoryDrawer";
import { Past } from "./Past";
import { useForms } from "./useForms";
import "./cases.css";

/** One patient in one database, to be read: values under a form with what they rest on, and the exams over time. */
export function CasePage() {
  const { t, word } = useWords();
  const { modal } = App.useApp();
  const tell = useTell();
  const navigate = useNavigate();
  const { project = "", case: id = "" } = useParams();
  const answer = useGet<Case>("case", `/cases/${id}`);
  const entry = useGet<Entry>("entry", `/cases/${id}/entry`);
  const data = answer.data?.id === id ? answer.data : undefined;
  const fields = useFields(data?.database ?? null);
  const forms = useForms(data?.database ?? null, fields.live);
  const valueText = useValueText();
  const titleOf = useFieldTitle();
  const [open, setOpen] = useState<string | null>(null);
  const [past, setPast] = useState<Field | null>(null);
  const remove = useWrite(() => http.delete(`/cases/${id}`), "cases", "databases");
  const held = entry.data?.case === id ? entry.data : undefined;
  const values = useMemo(() => (held ? valuesNow(held, {}, fields.byKey) : {}), [held, fields.byKey]);
  const state = useMemo(
    () => formState(forms.definition, fields.byKey, values),
    [forms.definition, fields.byKey, values],
  );
  const problem = answer.error ?? entry.error ?? fields.error ?? forms.error;
  if (!data || !held || fields.pending) {
    return (
      <Page title={t("databases.case")}>
        <Trouble problem={problem} retry={() => void Promise.all([answer.refetch(), entry.refetch()])} />
        {!problem && <Skeleton active />}
      </Page>
    );
  }
  const byHand = !Object.values(held.values).some((value) => value.origin === "nlp");
  return (
    <Page
      title={`${t("databases.case")} · ${data.patient.label}`}
      lead={<Link to={`/projects/${project}/databases/${data.database}`}>{data.database_name}</Link>}
      actions={
        <span className="row">
          <WhyButton kind="case" id={id} title={data.patient.label} text />
          {byHand && data.report_list.length === 0 && (
            <Button
              type="text"
              danger
              icon={<DeleteOutlined />}
              onClick={() =>
                modal.confirm({
                  title: t("cases.remove", { name: data.patient.label }),
                  content: t("cases.removeHint"),
                  okText: t("cases.removeDo"),
                  cancelText: t("common.cancel"),
                  okButtonProps: { danger: true },
                  onOk: () =>
                    remove
                      .mutateAsync(undefined)
                      .then(() => navigate(`/projects/${project}/databases/${data.database}`))
                      .catch(tell),
                })
              }
            >
              {t("cases.removeDo")}
            </Button>
          )}
          <Select
            style={{ width: 190 }}
            aria-label={t("forms.title")}
            value={forms.chosen}
            options={forms.options}
            onChange={forms.choose}
          />
          <Link to={`/projects/${project}/cases/${id}/entry?form=${forms.chosen}`}>
            <Button type="primary" icon={<EditOutlined />}>
              {t("cases.entry")}
            </Button>
          </Link>
        </span>
      }
    >
      <Trouble problem={problem} />
      <div className="entry">
        <div className="entry-form form-frame reading" data-testid="reading">
          <FormBody
            definition={forms.definition}
            fields={fields.byKey}
            state={state}
            empty={<p className="soft">{t("forms.nothingShown")}</p>}
            cell={(item, field) => {
              const value = held.values[field.key];
              const stated = value && value.state !== "not_mentioned";
              const shown = field.formula
                ? valueText(field, held.calculated[field.key] ?? state.calculated[field.key])
                : stated
                  ? valueText(field, value.value) || word("valueState", value.state)
                  : "";
              const title = titleOf(field, item);
              const evidence = value?.evidence ?? [];
              return (
                <dl className="read-cell">
                  <dt title={field.help_zh ?? undefined}>{title}</dt>
                  <dd>
                    {shown ? <b className="num">{shown}</b> : <span className="soft">{t("forms.unanswered")}</span>}{" "}
                    {stated && value.state !== "asserted" && (
                      <Tag
                        color={value.state === "conflict" ? "red" : value.state === "uncertain" ? "gold" : undefined}
                      >
                        {word("valueState", value.state)}
                      </Tag>
                    )}
                    {stated && evidence.length > 0 && (
                      <button
                        type="button"
                        className={`origin link ${value.origin}`}
                        aria-expanded={open === field.key}
                        aria-label={t("cases.showSentence", { name: title })}
                        onClick={() => setOpen(open === field.key ? null : field.key)}
                      >
                        {word("origin", value.origin)}
                      </button>
                    )}
                    {stated && evidence.length === 0 && (
                      <span className={`origin ${value.origin}`} title={value.by ?? undefined}>
                        {word("origin", value.origin)}
                      </span>
                    )}
                    {value && (
                      <Button
                        size="small"
                        type="text"
                        className="history-button"
                        icon={<HistoryOutlined />}
                        aria-label={t("cases.historyOf", { name: title })}
                        onClick={() => setPast(field)}
                      />
                    )}
                    {open === field.key && <EvidenceText evidence={evidence} />}
                  </dd>
                </dl>
              );
            }}
          />
        </div>
        <aside className="entry-side panel">
          <h2 className="panel-title">{t("cases.past")}</h2>
          <Past id={id} project={project} />
        </aside>
      </div>
      <HistoryDrawer
        id={id}
        field={past}
        current={past ? held.values[past.key]?.id : undefined}
        onClose={() => setPast(null)}
      />
    </Page>
  );
}
