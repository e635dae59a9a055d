import { useMemo } from "react";
import type { Field } from "../../api/records";
import { type Column, DataTable } from "../../shared/DataTable";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";

export type DiffRow = { key: string; row?: number; patient: string; field: string; from: unknown; to: unknown };

/** What would change: patient, field, the value before and after. */
export function DiffTable(props: { label: string; rows: DiffRow[]; fields: ReadonlyMap<string, Field>; csv: string }) {
  const { t, pick } = useWords();
  const valueText = useValueText();
  const { fields } = props;
  const columns = useMemo((): Column<DiffRow>[] => {
    const shown = (row: DiffRow, value: unknown) => {
      const field = fields.get(row.field);
      return field ? valueText(field, value) : String(value ?? "");
    };
    const name = (row: DiffRow) => pick(fields.get(row.field)?.name_zh, fields.get(row.field)?.name_en) || row.field;
    return [
      ...(props.rows.some((row) => row.row !== undefined)
        ? [{ key: "row", title: t("fields.row"), width: 64, right: true, value: (row: DiffRow) => row.row }]
        : []),
      { key: "patient", title: t("reports.patient"), width: 170, value: (row) => row.patient },
      { key: "field", title: t("databases.variable"), width: 170, choose: true, value: name },
      {
        key: "from",
        title: t("databases.from"),
        width: 170,
        value: (row) => shown(row, row.from),
        render: (row) => (
          <span className="diff-cell num">
            {shown(row, row.from) ? (
              <del>{shown(row, row.from)}</del>
            ) : (
              <span className="soft">{t("common.blank")}</span>
            )}
          </span>
        ),
      },
      {
        key: "to",
        title: t("databases.to"),
        width: 170,
        value: (row) => shown(row, row.to),
        render: (row) => (
          <span className="diff-cell num">
            {shown(row, row.to) ? <ins>{shown(row, row.to)}</ins> : <span className="soft">{t("common.blank")}</span>}
          </span>
        ),
      },
    ];
  }, [props.rows, fields, t, pick, valueText]);
  return (
    <div style={{ height: "40vh", display: "flex" }}>
      <DataTable
        label={props.label}
        columns={columns}
        rows={props.rows}
        id={(row) => row.key}
        csv={props.csv}
        empty={<p className="soft">{t("databases.noChange")}</p>}
      />
    </div>
  );
}
