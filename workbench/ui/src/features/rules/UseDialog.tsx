import { Button, Modal, Table } from "antd";
import { useState } from "react";
import { http } from "../../api/http";
import { type JobAnswer, useList, useWrite } from "../../api/queries";
import type { Database, Job } from "../../api/types";
import { Guide } from "../../shared/Guide";
import { isOpen, JobBar, JobButtons, JobTag } from "../../shared/Jobs";
import { Trouble, useTell } from "../../shared/Trouble";
import { useJob } from "../../shared/useJob";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";

/** A version of a rule set, or a shipped pack. */
export type Usable = { version: string; id?: string; pack?: string };

export function UseDialog(props: { project: string; target: Usable | null; title: string; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Modal
      open={props.target !== null}
      width={640}
      title={`${t("rules.use")} · ${props.title}`}
      onCancel={props.onClose}
      footer={<Button onClick={props.onClose}>{t("common.close")}</Button>}
      destroyOnHidden
    >
      <UseOnDatabases project={props.project} version={props.target} />
    </Modal>
  );
}

/** Each database with a button that re-reads its reports by this version; old values stand until it is whole. */
export function UseOnDatabases({ project, version }: { project: string; version: Usable | null }) {
  const { t } = useWords();
  const list = useList<Database>("databases", `/projects/${project}/databases`);
  if (!version) return null;
  return (
    <>
      <p className="soft">{t("rules.useHint")}</p>
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      {!list.isPending && list.rows.length === 0 ? (
        <Guide title={t("databases.empty")} hint={t("databases.emptyHint")} />
      ) : (
        <Table<Database>
          size="small"
          rowKey="id"
          pagination={false}
          loading={list.isPending}
          dataSource={list.rows}
          scroll={{ y: 320 }}
          columns={[
            { title: t("databases.name"), dataIndex: "name" },
            { title: t("rules.nowUses"), width: 170, render: (_, row) => `${row.pack} ${row.pack_version}` },
            { title: "", width: 250, render: (_, row) => <UseButton database={row} version={version} /> },
          ]}
        />
      )}
    </>
  );
}

function UseButton({ database, version }: { database: Database; version: Usable }) {
  const { t } = useWords();
  const tell = useTell();
  const refresh = useRefresh();
  const [jobId, setJobId] = useState<string | null>(null);
  const job: Job | null = useJob(jobId, (ended) => {
    if (ended.state === "succeeded") void refresh("databases", "cases", "case", "report", "rulesets", "ruleset");
  });
  const use = useWrite(
    () =>
      http.put<JobAnswer>(
        `/databases/${database.id}/ruleset`,
        version.pack ? { pack: version.pack } : { version: version.id },
      ),
    "jobs",
  );
  const already = version.pack
    ? database.pack === version.pack && database.pack_version === version.version
    : database.ruleset_version === version.id;
  if (job && (isOpen(job) || job.state !== "succeeded")) {
    return (
      <span className="row" style={{ flexWrap: "nowrap" }} data-testid="use-job">
        {isOpen(job) ? (
          <span style={{ width: 130 }}>
            <JobBar job={job} />
          </span>
        ) : (
          <span title={job.error ?? ""}>
            <JobTag job={job} />
          </span>
        )}
        <JobButtons job={job} />
      </span>
    );
  }
  if (already || job) return <span className="soft">{t("rules.inUse")}</span>;
  return (
    <Button
      size="small"
      type="primary"
      ghost
      loading={use.isPending}
      onClick={() => use.mutate(undefined, { onSuccess: ({ job }) => setJobId(job.id), onError: tell })}
    >
      {t("rules.useHere")}
    </Button>
  );
}
