import {
  CheckOutlined,
  ExclamationCircleOutlined,
  EyeOutlined,
  HistoryOutlined,
  SyncOutlined,
} from "@ant-design/icons";
import { Alert, Button, Select, Skeleton, Tabs, Tag } from "antd";
import { useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { useGet } from "../../api/queries";
import type { Entry, Field } from "../../api/records";
import type { Case } from "../../api/types";
import { time } from "../../shared/format";
import { EntryCell } from "../../shared/forms/EntryCell";
import { EvidenceText } from "../../shared/forms/EvidenceText";
import { FormBody, useFieldTitle } from "../../shared/forms/FormBody";
import { formState } from "../../shared/forms/logic";
import { useFields } from "../../shared/forms/useFields";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useFaultText } from "../../shared/useFaultText";
import { useWords } from "../../shared/useWords";
import { EvidencePane } from "./EvidencePane";
import { shownInput, valuesNow } from "./entry";
import { HistoryDrawer } from "./HistoryDrawer";
import { MergeDialog } from "./MergeDialog";
import { Past } from "./Past";
import { useEntry } from "./useEntry";
import { ALL, useForms } from "./useForms";
import "./cases.css";

/** The entry page: a case under a form, saved by itself. */
export function EntryPage() {
  const { t } = useWords();
  const { case: id = "" } = useParams();
  const answer = useGet<Case>("case", `/cases/${id}`);
  const entry = useGet<Entry>("entry", `/cases/${id}/entry`, {}, { staleTime: 0 });
  const data = answer.data?.id === id ? answer.data : undefined;
  const fields = useFields(data?.database ?? null);
  const problem = answer.error ?? entry.error ?? fields.error;
  const fresh = entry.data?.case === id && !entry.isPlaceholderData && (entry.isFetchedAfterMount || entry.isSuccess);
  if (!data || !fresh || !entry.data || fields.pending || !fields.whole) {
    return (
      <Page title={t("cases.entry")}>
        <Trouble problem={problem} retry={() => void Promise.all([answer.refetch(), entry.refetch()])} />
        {!problem && <Skeleton active />}
      </Page>
    );
  }
  return <Desk key={id} data={data} first={entry.data} fields={fields.byKey} live={fields.live} />;
}

type DeskProps = { data: Case; first: Entry; fields: ReadonlyMap<string, Field>; live: Field[] };

function Desk({ data, first, fields, live }: DeskProps) {
  const { t, pick, word } = useWords();
  const faultText = useFaultText();
  const titleOf = useFieldTitle();
  const { project = "" } = useParams();
  const forms = useForms(data.database, live);
  const desk = useEntry(first, fields, forms.chosen === ALL ? null : forms.chosen);
  const [at, setAt] = useState<string | null>(null);
  const [past, setPast] = useState<Field | null>(null);
  const [tab, setTab] = useState("evidence");
  const { entry, drafts } = desk;
  const values = useMemo(() => valuesNow(entry, drafts, fields), [entry, drafts, fields]);
  const state = useMemo(() => formState(forms.definition, fields, values), [forms.definition, fields, values]);
  const focused = at ? fields.get(at) : undefined;
  const missing = [...state.required].filter((key) => values[key] === null || values[key] === undefined);
  const missingIn = (keys: string[]) => missing.filter((key) => keys.includes(key)).length;
  const base = `/projects/${project}`;
  const warned = desk.warnings.filter((one) => state.visible.has(one.field) && !state.required.has(one.field));
  return (
    <Page
      title={`${t("cases.entry")} · ${data.patient.label}`}
      lead={<Link to={`${base}/databases/${data.database}`}>{data.database_name}</Link>}
      actions={
        <span className="row">
          <StateLine
            desk={desk}
            titles={desk.waiting.map((key) => titleOf(fields.get(key) ?? { key, name_zh: "", name_en: "" }))}
          />
          <Select
            style={{ width: 190 }}
            aria-label={t("forms.title")}
            value={forms.chosen}
            options={forms.options}
            onChange={forms.choose}
          />
          <Link to={`${base}/cases/${data.id}?form=${forms.chosen}`}>
            <Button icon={<EyeOutlined />}>{t("cases.reading")}</Button>
          </Link>
        </span>
      }
    >
      <Trouble problem={desk.problem ?? forms.error} retry={() => void desk.save()} />
      {missing.length > 0 && (
        <Alert
          type="info"
          showIcon
          title={t("cases.missing", { count: missing.length })}
          description={missing
            .slice(0, 12)
            .map((key) => titleOf(fields.get(key)!))
            .join("、")}
        />
      )}
      <div className="entry">
        <div className="entry-form form-frame" data-testid="entry-form">
          {state.faults.map(({ of, fault }) => (
            <div key={of} className="expr-trouble">
              {pick(fields.get(of)?.name_zh, fields.get(of)?.name_en) || of}: {faultText(fault)}
            </div>
          ))}
          {forms.chosen === ALL && forms.options.length === 1 && (
            <p className="soft">
              {t("cases.noForm")} <Link to={`${base}/databases/${data.database}/forms`}>{t("cases.toForms")}</Link>
            </p>
          )}
          <FormBody
            definition={forms.definition}
            fields={fields}
            state={state}
            empty={<p className="soft">{t("forms.nothingShown")}</p>}
            note={(section) => {
              const count = missingIn(section.items.map((item) => item.field));
              return count > 0 && <Tag color="red">{t("cases.missingHere", { count })}</Tag>;
            }}
            cell={(item, field) => {
              const value = entry.values[field.key];
              const evidence = value?.evidence ?? [];
              const typed = drafts[field.key];
              const warning = warned.find((one) => one.field === field.key);
              return (
                <EntryCell
                  id={`entry-${field.key}`}
                  field={field}
                  item={item}
                  required={state.required.has(field.key)}
                  calculated={field.formula ? { value: state.calculated[field.key] } : undefined}
                  refused={typed?.refused ?? (warning ? pick(warning.zh, warning.en) : undefined)}
                  input={shownInput(entry, drafts, field)}
                  onChange={(input) => desk.type(field, input)}
                  onBlur={() => typed && void desk.save()}
                  onFocus={() => {
                    setAt(field.key);
                    if (evidence.length > 0) setTab("evidence");
                  }}
                  aside={
                    value && (
                      <>
                        {!typed && value.state !== "not_mentioned" && (
                          <span
                            className={`origin ${value.origin}`}
                            title={[word("origin", value.origin), value.by, time(value.at)].filter(Boolean).join(" · ")}
                          >
                            {word("origin", value.origin)}
                          </span>
                        )}
                        {(value.state === "uncertain" || value.state === "conflict") && (
                          <Tag color={value.state === "conflict" ? "red" : "gold"}>
                            {word("valueState", value.state)}
                          </Tag>
                        )}
                        <Button
                          size="small"
                          type="text"
                          className="history-button"
                          icon={<HistoryOutlined />}
                          title={t("cases.history")}
                          aria-label={t("cases.historyOf", { name: titleOf(field, item) })}
                          onClick={() => setPast(field)}
                        />
                      </>
                    )
                  }
                  below={
                    evidence.length > 0 && !field.formula ? (
                      <EvidenceText
                        evidence={evidence}
                        onOpen={() => {
                          setAt(field.key);
                          setTab("evidence");
                        }}
                      />
                    ) : undefined
                  }
                />
              );
            }}
          />
        </div>
        <aside className="entry-side panel">
          <Tabs
            size="small"
            activeKey={tab}
            onChange={setTab}
            items={[
              {
                key: "evidence",
                label: t("cases.evidence"),
                children: (
                  <EvidencePane
                    evidence={(at && entry.values[at]?.evidence) || []}
                    title={focused ? titleOf(focused) : ""}
                    fallback={data.report_list.at(-1)?.id ?? null}
                  />
                ),
              },
              { key: "past", label: t("cases.past"), children: <Past id={data.id} project={project} /> },
            ]}
          />
        </aside>
      </div>
      <HistoryDrawer
        id={data.id}
        field={past}
        current={past ? entry.values[past.key]?.id : undefined}
        onClose={() => setPast(null)}
        onRestore={desk.restore}
      />
      <MergeDialog merge={desk.merge} fields={fields} onSettle={desk.settle} />
    </Page>
  );
}

/** One quiet line: whether what was typed is kept. */
function StateLine({ desk, titles }: { desk: ReturnType<typeof useEntry>; titles: string[] }) {
  const { t } = useWords();
  const icon =
    desk.state === "saved" ? (
      <CheckOutlined />
    ) : desk.state === "saving" || desk.state === "dirty" ? (
      <SyncOutlined spin={desk.state === "saving"} />
    ) : (
      <ExclamationCircleOutlined />
    );
  return (
    <span className={`save-state ${desk.state}`} role="status" data-testid="entry-state" title={titles.join("、")}>
      {icon} {t(`saveState.${desk.state}`, { count: desk.waiting.length })}
      {desk.state === "saved" && desk.savedAt && ` ${time(desk.savedAt).slice(11)}`}
    </span>
  );
}
