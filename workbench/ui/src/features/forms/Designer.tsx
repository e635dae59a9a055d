import {
  CheckOutlined,
  ExclamationCircleOutlined,
  PlusOutlined,
  RedoOutlined,
  SaveOutlined,
  UndoOutlined,
} from "@ant-design/icons";
import { Alert, App, Button, Input, Modal, Tabs } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Link, useBlocker, useParams } from "react-router";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { Dictionary, Field, Form } from "../../api/records";
import type { Database } from "../../api/types";
import { FieldDrawer } from "../../shared/fields/FieldDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { Canvas } from "./Canvas";
import * as D from "./designer";
import { Palette } from "./Palette";
import { Preview } from "./Preview";
import { Properties } from "./Properties";
import { StaleForm } from "./StaleForm";
import { useErrors } from "./useErrors";
import { useSave } from "./useSave";

export type Chosen = { kind: "section"; id: string } | { kind: "item"; field: string } | null;
/** What is being dragged: a field by its key, wherever it comes from. */
export type Dragged = string | null;

type Props = {
  form: Form;
  database: Database | undefined;
  dictionary: Dictionary | undefined;
  fields: Field[];
};

/** The designer: fields on the left, the form in the middle, what it says and how it looks on the right. */
export function Designer({ form, database, dictionary, fields }: Props) {
  const { t, pick, both } = useWords();
  const { message } = App.useApp();
  const { project = "" } = useParams();
  const [title, setTitle] = useState({ zh: form.title_zh, en: form.title_en });
  const [history, setHistory] = useState(() => D.begin(form.definition));
  const [chosen, setChosen] = useState<Chosen>(null);
  const [dragged, setDragged] = useState<Dragged>(null);
  const [said, setSaid] = useState("");
  const [tab, setTab] = useState("properties");
  const [newField, setNewField] = useState<"plain" | "calc" | null>(null);
  const [edited, setEdited] = useState<Field | null>(null);
  const [template, setTemplate] = useState(false);
  const definition = history.now;
  const byKey = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);
  const live = useMemo(() => fields.filter((field) => !field.retired), [fields]);
  const errors = useErrors(form.database, definition);
  const save = useSave(form, { title_zh: title.zh, title_en: title.en, definition });

  const change = (next: D.History<Form["definition"]>["now"]) => setHistory((now) => D.go(now, next));
  const nameOf = (key: string) => pick(byKey.get(key)?.name_zh, byKey.get(key)?.name_en) || key;
  const add = (field: string, spot?: D.Spot) => {
    const last = definition.sections.length - 1;
    const here =
      chosen?.kind === "item"
        ? D.spotOf(definition, chosen.field)
        : chosen?.kind === "section"
          ? { section: definition.sections.findIndex((one) => one.id === chosen.id), index: Number.MAX_SAFE_INTEGER }
          : null;
    const to = spot ?? (here ? { ...here, index: here.index + 1 } : { section: last, index: Number.MAX_SAFE_INTEGER });
    if (last < 0) return;
    change(D.place(definition, field, to));
    setChosen({ kind: "item", field });
    setSaid(t("forms.saidPlaced", { name: nameOf(field), section: sectionName(to.section) }));
  };
  const sectionName = (at: number) => {
    const section = definition.sections[at];
    return section ? pick(section.title_zh, section.title_en) : "";
  };
  const stepItem = (field: string, by: -1 | 1) => {
    const next = D.step(definition, field, by);
    change(next);
    const spot = D.spotOf(next, field);
    if (spot) {
      const section = next.sections[spot.section];
      setSaid(
        t("forms.saidMoved", {
          name: nameOf(field),
          section: pick(section?.title_zh, section?.title_en),
          at: spot.index + 1,
        }),
      );
    }
  };
  const drop = (field: string) => {
    change(D.remove(definition, field));
    setSaid(t("forms.saidRemoved", { name: nameOf(field) }));
    setChosen(null);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey)) return;
      const typing = (event.target as HTMLElement | null)?.closest("input, textarea, [contenteditable=true]");
      const key = event.key.toLowerCase();
      if (key === "s") {
        event.preventDefault();
        void save.now();
      } else if (!typing && (key === "z" || key === "y")) {
        event.preventDefault();
        setHistory(key === "y" || event.shiftKey ? D.redo : D.undo);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  const blocker = useBlocker(save.dirty);
  const base = `/projects/${project}/databases/${form.database}`;
  const part = { definition, change, fields: live, byKey, errors: errors.list };
  return (
    <Page
      title={
        <Input
          className="form-title"
          variant="borderless"
          aria-label={t("forms.name")}
          maxLength={100}
          value={pick(title.zh, title.en)}
          onChange={(event) => setTitle((now) => ({ ...now, zh: event.target.value }))}
        />
      }
      lead={
        <>
          <Link to={base}>{database?.name}</Link> · <Link to={`${base}/forms`}>{t("forms.title")}</Link> ·{" "}
          {t("fields.version", { version: save.version })}
        </>
      }
      actions={
        <span className="row">
          <span className={`save-state ${save.state}`} role="status" data-testid="form-state">
            {save.state === "saved" && <CheckOutlined />} {t(`saveState.${save.state}`)}
          </span>
          <Button
            icon={<UndoOutlined />}
            disabled={history.past.length === 0}
            aria-label={t("forms.undo")}
            title={`${t("forms.undo")} Ctrl+Z`}
            onClick={() => setHistory(D.undo)}
          />
          <Button
            icon={<RedoOutlined />}
            disabled={history.future.length === 0}
            aria-label={t("forms.redo")}
            title={`${t("forms.redo")} Ctrl+Y`}
            onClick={() => setHistory(D.redo)}
          />
          <Button onClick={() => setTemplate(true)} disabled={save.dirty}>
            {t("forms.saveTemplate")}
          </Button>
          <Button
            type="primary"
            icon={<SaveOutlined />}
            loading={save.state === "saving"}
            disabled={!save.dirty || errors.list.length > 0}
            onClick={() => void save.now()}
          >
            {t("common.save")}
          </Button>
        </span>
      }
    >
      <Trouble problem={save.problem ?? errors.problem} />
      {errors.list.length > 0 && (
        <Alert
          type="error"
          showIcon
          icon={<ExclamationCircleOutlined />}
          title={t("forms.faults", { count: errors.list.length })}
          description={
            <ul className="fault-list">
              {errors.list.slice(0, 6).map((error) => {
                const at = D.placeOfError(error.path);
                const section = at ? definition.sections[at.section] : undefined;
                const item = at && at.item !== null ? section?.items[at.item] : undefined;
                const go = () =>
                  setChosen(
                    item ? { kind: "item", field: item.field } : section ? { kind: "section", id: section.id } : null,
                  );
                return (
                  <li key={`${error.path}${error.en}`}>
                    <Button type="link" size="small" onClick={go}>
                      {item ? nameOf(item.field) : section ? pick(section.title_zh, section.title_en) : error.path}
                    </Button>{" "}
                    {pick(error.zh, error.en)}
                  </li>
                );
              })}
            </ul>
          }
        />
      )}
      <div className="designer">
        <Palette
          fields={live}
          used={D.fieldsIn(definition)}
          onAdd={add}
          onDrag={setDragged}
          onNew={(kind) => setNewField(kind)}
        />
        <div className="designer-canvas">
          <Canvas
            {...part}
            chosen={chosen}
            dragged={dragged}
            onChoose={(next) => {
              setChosen(next);
              setTab("properties");
            }}
            onDrag={setDragged}
            onDrop={(field, spot) => add(field, spot)}
            onStep={stepItem}
            onRemove={drop}
          />
          <Button
            block
            type="dashed"
            icon={<PlusOutlined />}
            onClick={() => {
              const next = D.addSection(definition, ...both("forms.section", { at: definition.sections.length + 1 }));
              change(next);
              setChosen({ kind: "section", id: next.sections.at(-1)?.id ?? "" });
            }}
          >
            {t("forms.addSection")}
          </Button>
          <div className="sr-only" aria-live="assertive">
            {said}
          </div>
        </div>
        <aside className="designer-side panel">
          <Tabs
            size="small"
            activeKey={tab}
            onChange={setTab}
            items={[
              {
                key: "properties",
                label: t("forms.properties"),
                children: (
                  <Properties
                    {...part}
                    chosen={chosen}
                    onChoose={setChosen}
                    onEdit={(field) => setEdited(byKey.get(field) ?? null)}
                    onRemove={drop}
                  />
                ),
              },
              {
                key: "preview",
                label: t("forms.preview"),
                children: <Preview definition={definition} fields={byKey} />,
              },
            ]}
          />
        </aside>
      </div>
      <FieldDrawer
        database={form.database}
        dictionary={dictionary}
        fields={fields}
        target={edited ?? (newField ? null : undefined)}
        initial={newField === "calc" ? { type: "number" } : undefined}
        onClose={() => {
          setEdited(null);
          setNewField(null);
        }}
        onSaved={(key) => {
          if (!byKey.has(key)) add(key);
        }}
      />
      <SaveTemplate form={form} title={title} open={template} onClose={() => setTemplate(false)} />
      <StaleForm
        save={save}
        mine={{ title_zh: title.zh, title_en: title.en, definition }}
        nameOf={nameOf}
        onTake={(stored) => {
          setTitle({ zh: stored.title_zh, en: stored.title_en });
          setHistory((now) => D.go(now, stored.definition));
        }}
      />
      <Modal
        open={blocker.state === "blocked"}
        title={t("forms.leave")}
        okText={t("forms.saveAndLeave")}
        cancelText={t("forms.stay")}
        onCancel={() => blocker.reset?.()}
        footer={(_, { OkBtn, CancelBtn }) => (
          <>
            <Button danger onClick={() => blocker.proceed?.()}>
              {t("forms.leaveAnyway")}
            </Button>
            <CancelBtn />
            <OkBtn />
          </>
        )}
        onOk={() =>
          void save.now().then((done) => {
            if (done) blocker.proceed?.();
            else {
              blocker.reset?.();
              void message.warning(t("forms.notSaved"));
            }
          })
        }
      >
        {t("forms.leaveHint")}
      </Modal>
    </Page>
  );
}

function SaveTemplate(props: { form: Form; title: { zh: string; en: string }; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const { project = "" } = useParams();
  const [name, setName] = useState(props.title.zh);
  const save = useWrite(
    () =>
      http.post(`/projects/${project}/form-templates`, {
        title_zh: name.trim(),
        title_en: props.title.en || name.trim(),
        form: props.form.id,
      }),
    "templates",
  );
  return (
    <Modal
      open={props.open}
      title={t("forms.saveTemplate")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !name.trim(), loading: save.isPending }}
      onCancel={props.onClose}
      onOk={() =>
        save.mutate(undefined, {
          onSuccess: () => {
            void message.success(t("forms.templateSaved"));
            props.onClose();
          },
        })
      }
    >
      <p className="soft">{t("forms.templateHint")}</p>
      <Input
        aria-label={t("forms.name")}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Trouble problem={save.error} />
    </Modal>
  );
}
