import { DownloadOutlined } from "@ant-design/icons";
import { Button, Segmented, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { CheckError, Variable } from "../../api/types";
import { saveText, toCsv } from "../../shared/csv";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";

const KINDS = ["all", "missed", "invented", "wrong"] as const;

const by = (text: (error: CheckError) => string) => (a: CheckError, b: CheckError) =>
  text(a).localeCompare(text(b), "zh-CN", { numeric: true });

/** The reports where rule and person differ; each leads to the case. */
export function ErrorList(props: { variable: Variable; errors: CheckError[]; link: (report: string) => string }) {
  const { t, word } = useWords();
  const valueText = useValueText();
  const [kind, setKind] = useState<string>("all");
  const { errors, variable } = props;
  const shown = (value: unknown) => valueText(variable, value) || t("valueState.not_mentioned");
  const rows = errors.filter((error) => kind === "all" || error.kind === kind);
  if (errors.length === 0) return <p className="soft">{t("evaluation.noErrors")}</p>;
  return (
    <>
      <div className="table-tools">
        <Segmented
          size="small"
          aria-label={t("evaluation.errors")}
          value={kind}
          onChange={(next) => setKind(String(next))}
          options={KINDS.map((value) => ({
            value,
            label: `${t(`evaluationError.${value}`)} ${value === "all" ? errors.length : errors.filter((error) => error.kind === value).length}`,
          }))}
        />
        <span className="shell-space" />
        <Button
          size="small"
          icon={<DownloadOutlined />}
          onClick={() =>
            saveText(
              `${variable.key}-errors.csv`,
              toCsv(
                ["report", "patient", "kind", "expected", "got"],
                rows.map((error) => [error.report, error.patient, error.kind, shown(error.expected), shown(error.got)]),
              ),
            )
          }
        >
          CSV
        </Button>
      </div>
      <Table<CheckError>
        size="small"
        showSorterTooltip={false}
        rowKey={(error) => error.report}
        dataSource={rows}
        pagination={rows.length > 20 ? { pageSize: 20, size: "small", showSizeChanger: false } : false}
        columns={[
          {
            title: t("reports.patient"),
            sorter: by((error) => error.patient),
            render: (_, error) => <Link to={props.link(error.report)}>{error.patient || error.report}</Link>,
          },
          {
            title: t("evaluation.kind"),
            width: 110,
            sorter: by((error) => error.kind),
            render: (_, error) => word("evaluationError", error.kind),
          },
          {
            title: t("evaluation.checked"),
            className: "num",
            sorter: by((error) => shown(error.expected)),
            render: (_, error) => <b>{shown(error.expected)}</b>,
          },
          {
            title: t("evaluation.extracted"),
            className: "num",
            sorter: by((error) => shown(error.got)),
            render: (_, error) => shown(error.got),
          },
        ]}
      />
    </>
  );
}
