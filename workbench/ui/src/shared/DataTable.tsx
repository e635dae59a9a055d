import { DownloadOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Input, Table, type TableColumnType } from "antd";
import { type ComponentRef, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { saveText, toCsv } from "./csv";
import { useHeight } from "./useHeight";
import { useListKeys } from "./useListKeys";
import { useWords } from "./useWords";

export type Cell = string | number | null | undefined;

/** A column: `value` is what sorts, filters and is exported; `render` only how it looks. */
export type Column<R> = {
  key: string;
  title: string;
  hint?: string;
  /** Stands in the head instead of the title. */
  head?: ReactNode;
  value: (row: R) => Cell;
  render?: (row: R) => ReactNode;
  width?: number;
  right?: boolean;
  fixed?: boolean;
  /** Holds buttons: nothing to sort by or to export. */
  plain?: boolean;
  /** Offers the distinct values as a filter. */
  choose?: boolean;
  chooseText?: (value: string) => string;
};

type Props<R> = {
  columns: Column<R>[];
  rows: R[];
  id: (row: R) => string;
  loading?: boolean;
  total?: number;
  csv?: string;
  tools?: ReactNode;
  empty?: ReactNode;
  onOpen?: (row: R) => void;
  /** Told when the keys move to a row. */
  onAt?: (row: R) => void;
  /** When given, the box asks the server instead of filtering what is loaded. */
  onSearch?: (text: string) => void;
  placeholder?: string;
  onEnd?: () => void;
  height?: number;
  /** `fixed` rows cannot be chosen. */
  select?: { chosen: string[]; onChange: (ids: string[]) => void; fixed?: (row: R) => boolean };
  /** Without the box above: what it would filter is filtered elsewhere. */
  bare?: boolean;
  label: string;
};

const compare = (a: Cell, b: Cell): number => {
  const [noA, noB] = [a === null || a === undefined || a === "", b === null || b === undefined || b === ""];
  if (noA || noB) return noA && noB ? 0 : noA ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "zh-CN", { numeric: true });
};

/** Every table of the application: filter, sort, CSV, only the visible rows in the page, j/k and Enter. */
export function DataTable<R extends object>(props: Props<R>) {
  const { t } = useWords();
  const { columns, rows, id } = props;
  const [needle, setNeedle] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<ComponentRef<typeof Table>>(null);
  const measured = useHeight(box, 360);

  const [sort, setSort] = useState<{ key: string; down: boolean } | null>(null);
  const [chosen, setChosen] = useState<Record<string, string[]>>({});

  const found = useMemo(() => {
    const word = needle.trim().toLowerCase();
    const kept = rows.filter(
      (row) =>
        (!word ||
          props.onSearch ||
          columns.some((column) =>
            String(column.value(row) ?? "")
              .toLowerCase()
              .includes(word),
          )) &&
        columns.every(
          (column) => !chosen[column.key]?.length || chosen[column.key]?.includes(String(column.value(row) ?? "")),
        ),
    );
    const by = columns.find((column) => column.key === sort?.key);
    if (!by) return kept;
    const sign = sort?.down ? -1 : 1;
    return kept.sort((a, b) => sign * compare(by.value(a), by.value(b)));
  }, [rows, columns, needle, props.onSearch, sort, chosen]);

  const { at, setAt } = useListKeys(found.length, (index) => {
    const row = found[index];
    if (row) props.onOpen?.(row);
  });

  const { onAt } = props;
  const atRow = found[at];
  useEffect(() => {
    if (atRow) onAt?.(atRow);
  }, [at]);

  const tableColumns = useMemo(
    () =>
      columns.map((column): TableColumnType<R> => {
        const distinct = column.choose ? [...new Set(rows.map((row) => String(column.value(row) ?? "")))].sort() : [];
        return {
          key: column.key,
          title: column.head ?? (column.hint ? <span title={column.hint}>{column.title}</span> : column.title),
          width: column.width ?? 120,
          align: column.right ? "right" : undefined,
          fixed: column.fixed ? "left" : undefined,
          ellipsis: true,
          className: column.right ? "num" : undefined,
          sorter: !column.plain,
          sortOrder: sort?.key === column.key ? (sort.down ? "descend" : "ascend") : null,
          render: (_, row) => (column.render ? column.render(row) : column.value(row)),
          ...(distinct.length > 1 && distinct.length <= 60
            ? {
                filters: distinct.map((value) => ({
                  text: (column.chooseText?.(value) ?? value) || t("common.blank"),
                  value,
                })),
                filteredValue: chosen[column.key] ?? null,
              }
            : {}),
        };
      }),
    [columns, rows, sort, chosen, t],
  );

  const exportCsv = () => {
    const told = columns.filter((column) => !column.plain);
    saveText(
      `${props.csv}.csv`,
      toCsv(
        told.map((column) => column.title),
        found.map((row) => told.map((column) => column.value(row))),
      ),
    );
  };
  const width = columns.reduce((sum, column) => sum + (column.width ?? 120), props.select ? 40 : 0);
  const blank = !props.loading && rows.length === 0 && !needle;
  if (blank && props.empty) return <div className="fill">{props.empty}</div>;

  return (
    <div className="fill">
      <div className="table-tools" style={props.bare ? { display: "none" } : undefined}>
        <Input
          allowClear
          prefix={<SearchOutlined className="soft" />}
          placeholder={props.placeholder ?? t("common.filter")}
          aria-label={props.placeholder ?? t("common.filter")}
          style={{ width: 240 }}
          value={needle}
          onChange={(event) => {
            setNeedle(event.target.value);
            props.onSearch?.(event.target.value);
          }}
        />
        {props.tools}
        <span className="shell-space" />
        <span className="table-count num">
          {t("common.rows", { shown: found.length, total: Math.max(props.total ?? rows.length, rows.length) })}
        </span>
        {props.csv && (
          <Button icon={<DownloadOutlined />} onClick={exportCsv} disabled={found.length === 0}>
            CSV
          </Button>
        )}
      </div>
      <div
        ref={box}
        className={props.height ? undefined : "fill"}
        style={props.height ? { height: props.height } : { minHeight: 160 }}
        role="region"
        aria-label={props.label}
        // a control in the head that is reached by keys scrolls the head alone: the rows follow it
        onScrollCapture={(event) => {
          const head = event.target as HTMLElement;
          if (!head.classList.contains("ant-table-header")) return;
          (inner.current as { scrollTo: (to: { left: number }) => void } | null)?.scrollTo({ left: head.scrollLeft });
        }}
      >
        <Table<R>
          ref={inner}
          virtual={found.length > 0}
          size="small"
          className={props.onOpen ? "clickable" : undefined}
          columns={tableColumns}
          dataSource={found}
          rowKey={id}
          loading={props.loading}
          pagination={false}
          showSorterTooltip={false}
          // without rows antd makes an empty scrolling box that keys cannot reach
          scroll={
            found.length > 0
              ? { x: Math.max(width, 400), y: Math.max((props.height ?? measured) - 42, 120) }
              : undefined
          }
          rowClassName={(_, index) => (index === at ? "at" : "")}
          rowSelection={
            props.select && {
              columnWidth: 40,
              selectedRowKeys: props.select.chosen,
              onChange: (chosen) => props.select?.onChange(chosen.map(String)),
              // what another filter hides stays chosen
              preserveSelectedRowKeys: true,
              getCheckboxProps: (row) => ({
                disabled: props.select?.fixed?.(row),
                "aria-label": t("common.chooseRow"),
              }),
            }
          }
          onRow={(row, index) => ({
            onClick: () => {
              if (index !== undefined) setAt(index);
              props.onOpen?.(row);
            },
          })}
          onChange={(_page, filters, sorter) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            setSort(one?.order ? { key: String(one.columnKey), down: one.order === "descend" } : null);
            setChosen(
              Object.fromEntries(Object.entries(filters).map(([key, values]) => [key, (values ?? []).map(String)])),
            );
          }}
          onScroll={(event) => {
            const target = event.currentTarget;
            if (target.scrollHeight - target.scrollTop - target.clientHeight < 400) props.onEnd?.();
          }}
        />
      </div>
    </div>
  );
}
