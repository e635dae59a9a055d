import { FormOutlined, LockOutlined, PlusOutlined, ProfileOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Input, Skeleton, Tag } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useList } from "../../api/queries";
import type { Database } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { date } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { NewDatabase } from "./NewDatabase";
import "./databases.css";

/** The databases of a project as cards; a child stands behind its parent. */
export function DatabasesPage() {
  const { t } = useWords();
  const project = useProjectId();
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState("");
  const list = useList<Database>("databases", `/projects/${project}/databases`);
  const ordered = useMemo(() => families(list.rows), [list.rows]);
  const shown = ordered.filter((one) => one.name.toLowerCase().includes(text.trim().toLowerCase()));
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("databases.add")}
    </Button>
  );
  return (
    <Page title={t("menu.databases")} lead={t("databases.lead")} actions={add}>
      <ActiveJobs project={project} match={/fill_database|import_values|apply_values|bulk_edit/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      {list.isPending && <Skeleton active />}
      {!list.isPending && list.rows.length === 0 && (
        <Guide title={t("databases.empty")} hint={t("databases.emptyHint")} action={add} />
      )}
      {list.rows.length > 6 && (
        <Input
          allowClear
          prefix={<SearchOutlined className="soft" />}
          placeholder={t("databases.find")}
          aria-label={t("databases.find")}
          style={{ width: 260 }}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {list.rows.length > 0 && shown.length === 0 && <p className="soft">{t("databases.noneFound")}</p>}
      <ul className="database-cards" aria-label={t("menu.databases")}>
        {shown.map((database) => (
          <Card key={database.id} project={project} database={database} />
        ))}
      </ul>
      <NewDatabase project={project} databases={list.rows} open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}

/** Parents by name, each followed by its children. */
function families(rows: Database[]): Database[] {
  const byName = [...rows].sort((a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true }));
  const known = new Set(rows.map((row) => row.id));
  const out: Database[] = [];
  const put = (row: Database) => {
    if (out.includes(row)) return;
    out.push(row);
    for (const child of byName) if (child.parent?.id === row.id) put(child);
  };
  for (const row of byName) if (!row.parent || !known.has(row.parent.id)) put(row);
  for (const row of byName) put(row);
  return out;
}

function Card({ project, database }: { project: string; database: Database }) {
  const { t } = useWords();
  const base = `/projects/${project}/databases/${database.id}`;
  const counts: [string, number | undefined][] = [
    [t("counts.cases"), database.cases],
    [t("databases.variables"), database.variables?.length],
    [t("databases.values"), database.values],
  ];
  return (
    <li className={`database-card${database.parent ? " child" : ""}`}>
      <div className="row">
        <h2>
          <Link to={base}>{database.name}</Link>
        </h2>
        {database.personal && (
          <Tag icon={<LockOutlined />} title={t("databases.personalHint")}>
            {t("databases.personal")}
          </Tag>
        )}
      </div>
      <div className="soft database-made">
        {database.parent
          ? t("databases.childOf", { name: database.parent.name })
          : database.pack
            ? `${database.pack} ${database.pack_version ?? ""}`
            : t("databases.ownFields")}
        {" · "}
        <span className="num">{date(database.created)}</span>
        {database.index?.built && ` · ${t("databases.indexed", { count: database.index.documents })}`}
      </div>
      <dl>
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{(count ?? 0).toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
      <div className="row">
        <Link to={base}>
          <Button size="small">{t("databases.open")}</Button>
        </Link>
        <Link to={`${base}/fields`}>
          <Button size="small" type="text" icon={<ProfileOutlined />}>
            {t("fields.title")}
          </Button>
        </Link>
        <Link to={`${base}/forms`}>
          <Button size="small" type="text" icon={<FormOutlined />}>
            {t("forms.title")}
          </Button>
        </Link>
      </div>
    </li>
  );
}
