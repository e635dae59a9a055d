import { useMemo } from "react";
import { useNavigate } from "react-router";
import { useList } from "../../api/queries";
import type { CaseRow, Variable } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { Trouble } from "../../shared/Trouble";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { sortKey } from "../../shared/values";

type Props = { project: string; cohort: string; version: number; variables: Variable[] };

/** The members with their values at freezing. No file is offered: data leave by a request. */
export function MembersTab({ project, cohort, version, variables }: Props) {
  const { t, pick, word } = useWords();
  const navigate = useNavigate();
  const valueText = useValueText();
  const list = useList<CaseRow>("cohortMembers", `/cohorts/${cohort}/versions/${version}/members`);
  const stated = useMemo(() => {
    const keys = new Set(list.rows.flatMap((row) => Object.keys(row.values)));
    return variables.filter((one) => keys.has(one.key));
  }, [list.rows.length, variables]);
  const columns = useMemo(
    (): Column<CaseRow>[] => [
      { key: "_patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 180, fixed: true },
      { key: "_reports", title: t("counts.reports"), value: (row) => row.reports, width: 80, right: true },
      ...stated.map((variable): Column<CaseRow> => {
        const title = pick(variable.name_zh, variable.name_en);
        return {
          key: variable.key,
          title: variable.unit ? `${title} (${variable.unit})` : title,
          hint: variable.key,
          width: Math.max(96, Math.min(200, title.length * 14 + 56)),
          right: ["number", "integer", "count"].includes(variable.type),
          choose: ["bool", "enum", "ordinal"].includes(variable.type),
          chooseText: (value) =>
            variable.type === "bool" && (value === "1" || value === "0")
              ? t(value === "1" ? "common.yes" : "common.no")
              : value,
          value: (row) => {
            const cell = row.values[variable.key]?.value;
            return cell && cell.state !== "not_mentioned" ? sortKey(cell.value) : null;
          },
          render: (row) => {
            const cell = row.values[variable.key]?.value;
            if (!cell || cell.state === "not_mentioned") return <span className="soft">·</span>;
            return valueText({ ...variable, unit: null }, cell.value) || word("valueState", cell.state);
          },
        };
      }),
    ],
    [stated, t, pick, word, valueText],
  );
  return (
    <>
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("cohorts.members")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        total={list.total}
        tools={<span className="soft">{t("cohorts.frozenValues")}</span>}
        onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        onOpen={(row) => void navigate(`/projects/${project}/cases/${row.id}`)}
      />
    </>
  );
}
