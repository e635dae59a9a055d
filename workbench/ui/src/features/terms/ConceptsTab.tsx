import { CloudUploadOutlined, DownloadOutlined, PlusOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Checkbox, Select, Tag } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { url } from "../../api/http";
import { CONCEPT_KINDS, type Concept, type ConceptKind } from "../../api/rules";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { palette } from "../../theme/tokens";
import { ConceptDrawer } from "./ConceptDrawer";
import { ImportTerms } from "./ImportTerms";
import { useConcepts } from "./useConcepts";

/** The table of concepts. */
export function ConceptsTab({ project }: { project: string }) {
  const { t, word } = useWords();
  const [text, setText] = useState("");
  const [kind, setKind] = useState<ConceptKind>();
  const [clash, setClash] = useState(false);
  const [open, setOpen] = useState<string | "new" | null>(null);
  const [importing, setImporting] = useState(false);
  const q = useDeferredValue(text);
  const list = useConcepts(project, { q, kind, clash: clash || undefined });
  const all = useConcepts(project);
  const names = useMemo(() => new Map(all.rows.map((one) => [one.id, one.zh || one.en])), [all.rows]);
  const columns = useMemo(
    (): Column<Concept>[] => [
      {
        key: "zh",
        title: t("terms.zh"),
        width: 120,
        value: (row) => row.zh,
        render: (row) => (
          <span>
            <b>{row.zh}</b> {row.retired && <Tag>{t("terms.retired")}</Tag>}
          </span>
        ),
      },
      { key: "en", title: t("terms.en"), width: 120, value: (row) => row.en },
      {
        key: "kind",
        title: t("terms.kind"),
        width: 86,
        choose: true,
        value: (row) => row.kind,
        chooseText: (value) => word("conceptKind", value),
        render: (row) => word("conceptKind", row.kind),
      },
      { key: "terms", title: t("terms.terms"), width: 220, value: (row) => row.terms.join("、") },
      { key: "count", title: t("terms.count"), width: 76, right: true, value: (row) => row.terms.length },
      { key: "excluded", title: t("terms.excluded"), width: 88, value: (row) => row.excluded.join("、") },
      {
        key: "clash",
        title: t("terms.clash"),
        width: 150,
        value: (row) => row.clashes.map((one) => `${one.term}: ${one.concept.zh}`).join("、"),
        render: (row) =>
          row.clashes.map((one) => (
            <Tag
              key={`${one.term}${one.concept.id}`}
              color="error"
              icon={<WarningFilled />}
              title={t("terms.clashWith", { term: one.term, concept: one.concept.zh })}
            >
              {one.term} · {one.concept.zh}
            </Tag>
          )),
      },
      { key: "parent", title: t("terms.parent"), width: 92, value: (row) => names.get(row.parent ?? "") ?? "" },
      {
        key: "code",
        title: t("terms.code"),
        width: 116,
        value: (row) => (row.code ? [row.system, row.code].filter(Boolean).join(" ") : ""),
      },
    ],
    [t, word, names],
  );
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
      {t("terms.add")}
    </Button>
  );
  const filtered = q !== "" || kind !== undefined || clash;
  return (
    <div className="fill">
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      {clash && (
        <p className="soft" style={{ margin: "0 0 6px" }}>
          <WarningFilled style={{ color: palette.bad }} /> {t("terms.clashHint")}
        </p>
      )}
      <DataTable
        label={t("terms.concepts")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        total={list.total}
        csv="terms"
        placeholder={t("terms.find")}
        onSearch={setText}
        onOpen={(row) => setOpen(row.id)}
        tools={
          <>
            <Select
              allowClear
              style={{ width: 120 }}
              placeholder={t("terms.allKinds")}
              aria-label={t("terms.kind")}
              value={kind}
              onChange={setKind}
              options={CONCEPT_KINDS.map((value) => ({ value, label: word("conceptKind", value) }))}
            />
            <Checkbox checked={clash} onChange={(event) => setClash(event.target.checked)}>
              {t("terms.clashOnly")}
            </Checkbox>
            <Button icon={<CloudUploadOutlined />} onClick={() => setImporting(true)}>
              {t("terms.import")}
            </Button>
            <Button icon={<DownloadOutlined />} href={url(`/projects/${project}/terms.csv`)} download>
              {t("terms.export")}
            </Button>
            {add}
          </>
        }
        empty={
          filtered ? undefined : (
            <Guide
              title={t("terms.empty")}
              hint={t("terms.emptyHint")}
              action={
                <span className="row" style={{ justifyContent: "center" }}>
                  {add}
                  <Button icon={<CloudUploadOutlined />} onClick={() => setImporting(true)}>
                    {t("terms.import")}
                  </Button>
                </span>
              }
            />
          )
        }
      />
      <ConceptDrawer
        project={project}
        target={open}
        concepts={all.rows}
        onClose={() => setOpen(null)}
        onOpen={setOpen}
      />
      <ImportTerms project={project} open={importing} onClose={() => setImporting(false)} />
    </div>
  );
}
