import { Alert, Button, Checkbox, Tag } from "antd";
import { useMemo, useState } from "react";
import type { ExportField } from "../../api/cohorts";
import { type Column, DataTable } from "../../shared/DataTable";
import { percent } from "../../shared/format";
import { useWords } from "../../shared/useWords";
import { groupsOf, identifies, type Stated } from "./fields";

type Props = {
  fields: ExportField[];
  stated: Stated;
  loading: boolean;
  chosen: string[];
  onChange: (keys: string[]) => void;
};

/** The columns that are asked for, by group, each with how it will be covered. */
export function FieldPicker({ fields, stated, loading, chosen, onChange }: Props) {
  const { t, pick, word } = useWords();
  const [group, setGroup] = useState<string | null>(null);
  const groups = useMemo(() => groupsOf(fields), [fields]);
  const name = (key: string) => (key === "_" ? t("exports.patientGroup") : key === "" ? t("exports.otherGroup") : key);
  const picked = new Set(chosen);
  const put = (keys: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const key of keys) {
      if (on) next.add(key);
      else next.delete(key);
    }
    onChange(fields.map((field) => field.key).filter((key) => next.has(key)));
  };
  const columns = useMemo(
    (): Column<ExportField>[] => [
      {
        key: "name",
        title: t("search.field"),
        value: (row) => pick(row.name_zh, row.name_en),
        width: 220,
        render: (row) => (
          <>
            {pick(row.name_zh, row.name_en)} <span className="soft mono">{row.key}</span>
          </>
        ),
      },
      {
        key: "type",
        title: t("exports.type"),
        value: (row) => word("variableType", row.type),
        width: 80,
        choose: true,
      },
      { key: "unit", title: t("exports.unit"), value: (row) => row.unit, width: 64 },
      {
        key: "deident",
        title: t("exports.deident"),
        value: (row) => (row.deident ? word("deident", row.deident) : ""),
        width: 120,
        choose: true,
        render: (row) =>
          row.deident && row.deident !== "plain" && row.deident !== "none" ? (
            <Tag color={identifies(row) ? "red" : "gold"}>{word("deident", row.deident)}</Tag>
          ) : (
            <span className="soft">{t("deident.none")}</span>
          ),
      },
      {
        key: "stated",
        title: t("exports.stated"),
        hint: t("exports.statedHint"),
        value: (row) => stated.get(row.key) ?? null,
        width: 80,
        right: true,
        render: (row) => percent(stated.get(row.key), 0),
      },
    ],
    [t, pick, word, stated],
  );
  const shown = group === null ? fields : (groups.find((one) => one.key === group)?.fields ?? []);
  const naming = fields.filter((field) => picked.has(field.key) && identifies(field));
  return (
    <div className="field-picker">
      <aside className="panel">
        <div className="row">
          <Button
            size="small"
            onClick={() =>
              put(
                fields.map((one) => one.key),
                true,
              )
            }
          >
            {t("exports.chooseAll")}
          </Button>
          <Button size="small" onClick={() => onChange([])}>
            {t("exports.chooseNone")}
          </Button>
          <Button
            size="small"
            onClick={() => onChange(fields.map((one) => one.key).filter((key) => (stated.get(key) ?? 0) > 0))}
          >
            {t("exports.chooseStated")}
          </Button>
        </div>
        <ul aria-label={t("exports.groups")}>
          <li className={group === null ? "on" : ""}>
            <button type="button" onClick={() => setGroup(null)}>
              {t("exports.everything")}
            </button>
            <span className="soft num">
              {chosen.length}/{fields.length}
            </span>
          </li>
          {groups.map((one) => {
            const own = one.fields.filter((field) => picked.has(field.key)).length;
            return (
              <li key={one.key} className={group === one.key ? "on" : ""}>
                <Checkbox
                  aria-label={name(one.key)}
                  checked={own === one.fields.length}
                  indeterminate={own > 0 && own < one.fields.length}
                  onChange={(event) =>
                    put(
                      one.fields.map((field) => field.key),
                      event.target.checked,
                    )
                  }
                />
                <button type="button" onClick={() => setGroup(one.key)}>
                  {name(one.key)}
                </button>
                <span className="soft num">
                  {own}/{one.fields.length}
                </span>
              </li>
            );
          })}
        </ul>
      </aside>
      <div className="fill">
        {naming.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t("exports.identifies")}
            description={naming.map((one) => pick(one.name_zh, one.name_en)).join("、")}
          />
        )}
        <DataTable
          label={t("exports.fields")}
          columns={columns}
          rows={shown}
          loading={loading}
          id={(row) => row.key}
          height={380}
          placeholder={t("exports.findField")}
          tools={<b className="num">{t("exports.chosen", { count: chosen.length, of: fields.length })}</b>}
          onOpen={(row) => put([row.key], !picked.has(row.key))}
          select={{
            chosen,
            onChange: (keys) => {
              const visible = new Set(shown.map((one) => one.key));
              const rest = chosen.filter((key) => !visible.has(key));
              const next = new Set([...rest, ...keys]);
              onChange(fields.map((one) => one.key).filter((key) => next.has(key)));
            },
          }}
        />
      </div>
    </div>
  );
}
