import {
  AppstoreAddOutlined,
  CopyOutlined,
  DownloadOutlined,
  HistoryOutlined,
  PlusOutlined,
  UploadOutlined,
} from "@ant-design/icons";
import { App, Button, Checkbox, Dropdown, Tag } from "antd";
import { useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { http, ifMatch, url } from "../../api/http";
import { useGet, useWrite } from "../../api/queries";
import type { Dictionary, Field } from "../../api/records";
import type { Database } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { FieldDrawer } from "../../shared/fields/FieldDrawer";
import { limits } from "../../shared/fields/limits";
import { useFields } from "../../shared/forms/useFields";
import { Guide } from "../../shared/Guide";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { CopyFields } from "./CopyFields";
import { ImportFields } from "./ImportFields";
import { LibraryDialog } from "./LibraryDialog";
import { VersionsDrawer } from "./VersionsDrawer";
import "./fields.css";

type Opened = "library" | "import" | "copy" | "versions" | null;

/** The dictionary of a database: every field, whoever fills it. */
export function FieldsPage() {
  const { t, pick, word } = useWords();
  const { modal, message } = App.useApp();
  const tell = useTell();
  const { project = "", database: id = "" } = useParams();
  const [target, setTarget] = useState<Field | null | undefined>(undefined);
  const [opened, setOpened] = useState<Opened>(null);
  const [retired, setRetired] = useState(false);
  const database = useGet<Database>("databases", `/databases/${id}`);
  const dictionary = useGet<Dictionary>("dictionary", `/databases/${id}/dictionary`);
  const fields = useFields(id);
  const retire = useWrite(
    (field: Field) => http.delete(`/databases/${id}/fields/${field.key}`, ifMatch(dictionary.data?.etag ?? "")),
    "fields",
    "dictionary",
    "databases",
  );
  const hidden = fields.all.length - fields.live.length;

  const columns = useMemo(
    (): Column<Field>[] => [
      {
        key: "name_zh",
        title: t("fields.nameZh"),
        width: 150,
        fixed: true,
        value: (row) => row.name_zh,
        render: (row) => <b className={row.retired ? "field-retired" : undefined}>{row.name_zh || row.key}</b>,
      },
      {
        key: "key",
        title: t("fields.key"),
        width: 160,
        value: (row) => row.key,
        render: (row) => <span className="mono">{row.key}</span>,
      },
      { key: "name_en", title: t("fields.nameEn"), width: 120, value: (row) => row.name_en },
      {
        key: "type",
        title: t("fields.type"),
        width: 90,
        choose: true,
        chooseText: (value) => word("variableType", value),
        value: (row) => row.type,
        render: (row) => word("variableType", row.type),
      },
      { key: "group", title: t("fields.group"), width: 100, choose: true, value: (row) => row.group ?? "" },
      { key: "unit", title: t("fields.unit"), width: 86, choose: true, value: (row) => row.unit },
      {
        key: "limits",
        title: t("fields.limits"),
        width: 200,
        value: (row) => limits(row),
        render: (row) =>
          row.formula ? <span className="mono">= {row.formula}</span> : <span title={limits(row)}>{limits(row)}</span>,
      },
      {
        key: "required",
        title: t("fields.required"),
        width: 76,
        choose: true,
        chooseText: (value) => (value === "1" ? t("common.yes") : t("common.no")),
        value: (row) => (row.required ? 1 : 0),
        render: (row) => (row.required ? <Tag color="red">{t("fields.required")}</Tag> : ""),
      },
      {
        key: "deident",
        title: t("fields.deident"),
        width: 110,
        choose: true,
        chooseText: (value) => word("deident", value),
        value: (row) => row.deident ?? "",
        render: (row) => (row.deident && row.deident !== "none" ? word("deident", row.deident) : ""),
      },
      {
        key: "own",
        title: t("fields.source"),
        width: 90,
        choose: true,
        chooseText: (value) => word("fieldSource", value),
        value: (row) => sourceOf(row),
        render: (row) => <Tag>{word("fieldSource", sourceOf(row))}</Tag>,
      },
      { key: "used", title: t("fields.used"), width: 80, right: true, value: (row) => row.used ?? 0 },
    ],
    [t, word],
  );
  const onRetire = (field: Field) =>
    modal.confirm({
      title: t("fields.retireTitle", { name: pick(field.name_zh, field.name_en) }),
      content: t("fields.retireHint", { count: field.used ?? 0 }),
      okText: t("fields.retire"),
      cancelText: t("common.cancel"),
      okButtonProps: { danger: true },
      onOk: () =>
        retire
          .mutateAsync(field)
          .then(() => setTarget(undefined))
          .catch(tell),
    });
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setTarget(null)}>
      {t("fields.add")}
    </Button>
  );
  const fromLibrary = (
    <Button icon={<AppstoreAddOutlined />} onClick={() => setOpened("library")}>
      {t("fields.library")}
    </Button>
  );
  return (
    <Page
      title={t("fields.title")}
      lead={
        <>
          <Link to={`/projects/${project}/databases/${id}`}>{database.data?.name}</Link>
          {dictionary.data && ` · ${t("fields.version", { version: dictionary.data.version })}`}
        </>
      }
      actions={
        <span className="row">
          <Button icon={<HistoryOutlined />} onClick={() => setOpened("versions")}>
            {t("fields.versions")}
          </Button>
          <Dropdown
            menu={{
              items: ["csv", "xlsx"].map((kind) => ({
                key: kind,
                label: (
                  <a href={url(`/databases/${id}/fields.${kind}`)} download>
                    {kind.toUpperCase()}
                  </a>
                ),
              })),
            }}
          >
            <Button icon={<DownloadOutlined />}>{t("fields.export")}</Button>
          </Dropdown>
          <Button icon={<CopyOutlined />} onClick={() => setOpened("copy")}>
            {t("fields.copy")}
          </Button>
          <Button icon={<UploadOutlined />} onClick={() => setOpened("import")}>
            {t("fields.import")}
          </Button>
          {fromLibrary}
          {add}
        </span>
      }
    >
      <Trouble problem={fields.error ?? database.error} retry={() => void fields.refetch()} />
      <DataTable
        label={t("fields.title")}
        columns={columns}
        rows={retired ? fields.all : fields.live}
        id={(row) => row.key}
        loading={fields.pending}
        onOpen={setTarget}
        placeholder={t("fields.find")}
        tools={
          hidden > 0 && (
            <Checkbox checked={retired} onChange={(event) => setRetired(event.target.checked)}>
              {t("fields.showRetired", { count: hidden })}
            </Checkbox>
          )
        }
        empty={
          <Guide
            title={t("fields.empty")}
            hint={t("fields.emptyHint")}
            action={
              <span className="row" style={{ justifyContent: "center" }}>
                {fromLibrary}
                {add}
              </span>
            }
          />
        }
      />
      <FieldDrawer
        database={id}
        dictionary={dictionary.data}
        fields={fields.all}
        target={target}
        onClose={() => setTarget(undefined)}
        onRetire={onRetire}
      />
      <LibraryDialog
        database={id}
        taken={fields.byKey}
        open={opened === "library"}
        onClose={() => setOpened(null)}
        onAdded={(count) => void message.success(t("fields.added", { count }))}
      />
      <ImportFields
        database={id}
        open={opened === "import"}
        onClose={() => setOpened(null)}
        onAdded={(count) => void message.success(t("fields.added", { count }))}
      />
      <CopyFields
        project={project}
        database={id}
        taken={fields.byKey}
        open={opened === "copy"}
        onClose={() => setOpened(null)}
      />
      <VersionsDrawer
        database={id}
        dictionary={dictionary.data}
        problem={dictionary.error}
        open={opened === "versions"}
        onClose={() => setOpened(null)}
      />
    </Page>
  );
}

const sourceOf = (field: Field): string =>
  field.inherited ? "parent" : field.formula ? "calc" : field.own ? "own" : "rules";
