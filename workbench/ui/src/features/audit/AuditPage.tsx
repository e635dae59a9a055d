import { SafetyCertificateOutlined } from "@ant-design/icons";
import { Alert, Button, DatePicker, Input, Tag } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { http } from "../../api/http";
import { useList, useWrite } from "../../api/queries";
import type { AuditRow, AuditVerdict } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Filter = { actor: string; action: string; object: string; from: string; to: string };

export function AuditPage() {
  const { t, word } = useWords();
  const [filter, setFilter] = useState<Filter>({ actor: "", action: "", object: "", from: "", to: "" });
  const list = useList<AuditRow>("audit", "/audit", useDeferredValue(filter));
  const verify = useWrite(() => http.get<AuditVerdict>("/audit/verify"));
  const columns = useMemo(
    (): Column<AuditRow>[] => [
      { key: "seq", title: "#", value: (row) => row.seq, width: 80, right: true },
      { key: "at", title: t("audit.at"), value: (row) => time(row.at), width: 140 },
      { key: "actor", title: t("audit.actor"), value: (row) => row.actor, width: 120, choose: true },
      {
        key: "action",
        title: t("audit.action"),
        value: (row) => word("auditAction", row.action),
        width: 170,
        choose: true,
      },
      {
        key: "kind",
        title: t("audit.object"),
        value: (row) => word("entity", row.object_kind),
        width: 120,
        choose: true,
      },
      {
        key: "object",
        title: t("audit.objectId"),
        value: (row) => row.object_id,
        width: 160,
        render: (row) => <span className="mono">{row.object_id}</span>,
      },
      { key: "ip", title: t("audit.ip"), value: (row) => row.ip, width: 120 },
      {
        key: "result",
        title: t("audit.result"),
        value: (row) => row.result,
        width: 90,
        choose: true,
        render: (row) => (
          <Tag color={/^(ok|success|allowed)/.test(row.result) ? "green" : "red"}>
            {word("auditResult", row.result)}
          </Tag>
        ),
      },
      {
        key: "detail",
        title: t("audit.detail"),
        value: (row) => row.detail,
        width: 300,
        render: (row) => <span title={row.detail}>{row.detail}</span>,
      },
      {
        key: "hash",
        title: t("audit.hash"),
        value: (row) => row.hash,
        width: 130,
        render: (row) => (
          <span className="mono" title={row.hash}>
            {row.hash?.slice(0, 12)}
          </span>
        ),
      },
    ],
    [t, word],
  );
  const field = (key: "actor" | "action" | "object") => (
    <Input
      style={{ width: 130 }}
      allowClear
      placeholder={t(`audit.${key}`)}
      aria-label={t(`audit.${key}`)}
      value={filter[key]}
      onChange={(event) => setFilter({ ...filter, [key]: event.target.value })}
    />
  );
  return (
    <Page
      title={t("menu.audit")}
      lead={t("audit.lead")}
      actions={
        <Button
          icon={<SafetyCertificateOutlined />}
          loading={verify.isPending}
          onClick={() => verify.mutate(undefined)}
        >
          {t("audit.verify")}
        </Button>
      }
    >
      {verify.data && (
        <Alert
          showIcon
          closable
          type={verify.data.ok ? "success" : "error"}
          title={
            verify.data.ok
              ? t("audit.whole", { count: verify.data.rows })
              : t("audit.broken", { seq: verify.data.broken_at ?? "?" })
          }
        />
      )}
      <Trouble problem={verify.error ?? list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.audit")}
        columns={columns}
        rows={list.rows}
        id={(row) => String(row.seq)}
        loading={list.isPending}
        total={list.total}
        csv="audit"
        onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        tools={
          <span className="row">
            {field("actor")}
            {field("action")}
            {field("object")}
            <DatePicker.RangePicker
              allowEmpty={[true, true]}
              onChange={(range) =>
                setFilter({
                  ...filter,
                  from: range?.[0]?.startOf("day").toISOString() ?? "",
                  to: range?.[1]?.endOf("day").toISOString() ?? "",
                })
              }
            />
          </span>
        }
        empty={
          Object.values(filter).some(Boolean) || list.error ? undefined : (
            <Guide title={t("audit.empty")} hint={t("audit.emptyHint")} />
          )
        }
      />
    </Page>
  );
}
