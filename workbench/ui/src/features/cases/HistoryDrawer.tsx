import { RollbackOutlined } from "@ant-design/icons";
import { Button, Drawer, Skeleton, Tag } from "antd";
import { useState } from "react";
import { useList } from "../../api/queries";
import type { Field, HistoryRow } from "../../api/records";
import { time } from "../../shared/format";
import { EvidenceText } from "../../shared/forms/EvidenceText";
import { useFieldTitle } from "../../shared/forms/FormBody";
import { Trouble, useTell } from "../../shared/Trouble";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";

type Props = {
  id: string;
  field: Field | null;
  /** The row that counts now; what the rules read may stand beside it. */
  current: string | undefined;
  onClose: () => void;
  /** Without it the history is only read. */
  onRestore?: (row: string) => Promise<void>;
};

/** Every value a field ever had in a case: who, when, from what; each can be put back with one click. */
export function HistoryDrawer({ id, field, current, onClose, onRestore }: Props) {
  const { t, word } = useWords();
  const tell = useTell();
  const valueText = useValueText();
  const titleOf = useFieldTitle();
  const [busy, setBusy] = useState<string | null>(null);
  const list = useList<HistoryRow>("history", field ? `/cases/${id}/history` : null, { field: field?.key });
  const rows = field ? list.rows.filter((row) => row.field === field.key) : [];
  return (
    <Drawer
      open={field !== null}
      onClose={onClose}
      size={480}
      title={field ? t("cases.historyOf", { name: titleOf(field) }) : ""}
    >
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      {list.isPending && field && <Skeleton active />}
      {field && !list.isPending && rows.length === 0 && <p className="soft">{t("cases.noHistory")}</p>}
      <ol className="history" data-testid="history">
        {field &&
          rows.map((row) => {
            const counts = row.id === current;
            const shown = row.state === "not_mentioned" ? "" : valueText(field, row.value);
            return (
              <li key={row.id} className={counts ? "current" : undefined}>
                <div className="row">
                  <b className="num">{shown || t("cases.cleared")}</b>
                  {row.state !== "asserted" && row.state !== "not_mentioned" && (
                    <Tag>{word("valueState", row.state)}</Tag>
                  )}
                  {counts && <Tag color="green">{t("cases.current")}</Tag>}
                  {!counts && row.until === null && <Tag>{t("cases.stillRead")}</Tag>}
                  <span className="shell-space" />
                  {!counts && onRestore && (
                    <Button
                      size="small"
                      icon={<RollbackOutlined />}
                      loading={busy === row.id}
                      onClick={() => {
                        setBusy(row.id);
                        void onRestore(row.id)
                          .then(() => list.refetch())
                          .catch(tell)
                          .finally(() => setBusy(null));
                      }}
                    >
                      {t("cases.restore")}
                    </Button>
                  )}
                </div>
                <div className="soft num">
                  {word("origin", row.origin)}
                  {row.by && ` · ${row.by}`} · {time(row.at)}
                  {row.until && ` – ${time(row.until)}`}
                </div>
                {row.reason && <div>{t("cases.reason", { reason: row.reason })}</div>}
                <EvidenceText evidence={row.evidence ?? []} />
              </li>
            );
          })}
      </ol>
    </Drawer>
  );
}
