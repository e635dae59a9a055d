import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Tabs, Tag } from "antd";
import { useMemo, useState } from "react";
import type { ExportField, ExportPreview, ExportRequest, IdentifierLeft, SmallCell } from "../../api/cohorts";
import { http, type Problem } from "../../api/http";
import { type Column, DataTable } from "../../shared/DataTable";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { cellParts } from "./fields";

const PAGE = 200;
type Row = { at: number; cells: string[] };

/** What would leave, cell by cell, with what a steward has to look at. */
export function Preview({ request }: { request: ExportRequest }) {
  const { t, pick, word } = useWords();
  const [tab, setTab] = useState("rows");
  const answer = useInfiniteQuery<ExportPreview, Problem>({
    queryKey: ["exportPreview", request.id],
    queryFn: ({ pageParam, signal }) =>
      http.get<ExportPreview>(
        `/exports/${request.id}/preview`,
        { limit: PAGE, cursor: pageParam as string | undefined },
        signal,
      ),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 300_000,
  });
  const first = answer.data?.pages[0];
  const rows = useMemo(
    () => (answer.data?.pages ?? []).flatMap((page) => page.rows).map((cells, at): Row => ({ at: at + 1, cells })),
    [answer.data],
  );
  const left = first?.identifiers_left ?? NO_LEFT;
  const small = first?.small_cells ?? NO_SMALL;
  const columns = useMemo((): Column<Row>[] => {
    const words = new Map<string, IdentifierLeft[]>();
    for (const one of left) {
      const key = `${one.row} ${one.field}`;
      words.set(key, [...(words.get(key) ?? []), one]);
    }
    const few = new Map(small.filter((one) => !one.combination).map((one) => [`${one.field} ${one.value}`, one.n]));
    const head: Column<Row> = { key: "#", title: "#", value: (row) => row.at, width: 56, right: true, fixed: true };
    return [
      head,
      ...(first?.columns ?? []).map((field, at): Column<Row> => {
        const title = nameOf(field, pick, word);
        const kind = field.deident && field.deident !== "plain" ? word("deident", field.deident) : "";
        return {
          key: field.key,
          title: kind ? t("exports.coveredColumn", { title, kind }) : title,
          hint: field.key,
          width: left.some((one) => one.field === field.key)
            ? 280
            : Math.max(96, Math.min(240, (title.length + kind.length) * 14 + (kind ? 96 : 40))),
          right: ["number", "integer", "count"].includes(field.type),
          value: (row) => row.cells[at],
          render: (row) => {
            const text = row.cells[at] ?? "";
            const found = words.get(`${row.at} ${field.key}`);
            if (found)
              return cellParts(
                text,
                found.map((one) => one.text),
              ).map((part, index) =>
                part.left ? (
                  <mark
                    key={index}
                    className="identifier"
                    title={found.map((one) => word("deident", one.kind)).join(" ")}
                  >
                    {part.text}
                  </mark>
                ) : (
                  part.text
                ),
              );
            const n = few.get(`${field.key} ${text}`);
            return n === undefined ? (
              text
            ) : (
              <span className="small-cell" title={t("search.leafCount", { count: n })}>
                {text}
              </span>
            );
          },
        };
      }),
    ];
  }, [first, left, small, pick, t, word]);
  const name = (key: string) =>
    key
      .split("+")
      .map((one) => {
        const field = first?.columns.find((each) => each.key === one);
        return field ? nameOf(field, pick, word) : one;
      })
      .join(" + ");

  if (answer.error?.status === 403) return <p className="soft">{t("exports.previewDenied")}</p>;
  const changed = Object.entries(first?.changes ?? {}).filter(([, count]) => count > 0);
  return (
    <div className="preview fill" data-testid="preview">
      <Trouble problem={answer.error} retry={() => void answer.refetch()} />
      {first && (
        <Tabs
          size="small"
          className="fill tabs-fill"
          activeKey={tab}
          onChange={setTab}
          items={[
            {
              key: "rows",
              label: t("exports.data", { count: first.total }),
              children: (
                <DataTable
                  label={t("exports.data", { count: first.total })}
                  columns={columns}
                  rows={rows}
                  id={(row) => String(row.at)}
                  total={first.total}
                  height={360}
                  onEnd={() => answer.hasNextPage && !answer.isFetchingNextPage && void answer.fetchNextPage()}
                  tools={
                    <span className="row">
                      <span className="soft">{t("exports.dataHint")}</span>
                      {answer.hasNextPage && (
                        <Button
                          size="small"
                          loading={answer.isFetchingNextPage}
                          onClick={() => void answer.fetchNextPage()}
                        >
                          {t("exports.moreRows", { count: Math.min(PAGE, first.total - rows.length) })}
                        </Button>
                      )}
                    </span>
                  }
                />
              ),
            },
            {
              key: "small",
              label: <Badge text={t("exports.smallCells", { count: small.length })} warn={small.length > 0} />,
              children: (
                <div className="looks">
                  <p className="soft">{t("exports.smallCellsHint")}</p>
                  {first.k !== null && <p>{t("exports.kValue", { count: first.k })}</p>}
                  {small.length === 0 ? (
                    <p>{t("exports.smallCellsNone")}</p>
                  ) : (
                    <table className="files">
                      <thead>
                        <tr>
                          <th>{t("exports.fields")}</th>
                          <th>{t("search.value")}</th>
                          <th className="num">{t("exports.cases")}</th>
                        </tr>
                      </thead>
                      <tbody>
                        {small.map((one) => (
                          <tr key={`${one.field}${one.value}`}>
                            <td>
                              {name(one.field)} {one.combination && <Tag>{t("exports.combination")}</Tag>}
                            </td>
                            <td>{one.value}</td>
                            <td className="num">{one.n}</td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  )}
                </div>
              ),
            },
            {
              key: "left",
              label: <Badge text={t("exports.left", { count: left.length })} warn={left.length > 0} />,
              children: (
                <div className="looks">
                  <p className="soft">{t("exports.leftHint")}</p>
                  {left.length === 0 && <p>{t("exports.leftNone")}</p>}
                  <ul className="left-list">
                    {left.map((one) => (
                      <li key={`${one.row} ${one.field} ${one.text}`}>
                        <span className="soft num">
                          {t("exports.leftAt", { row: one.row, field: name(one.field) })}
                        </span>{" "}
                        <mark className="identifier">{one.text}</mark> <Tag>{word("deident", one.kind)}</Tag>
                      </li>
                    ))}
                  </ul>
                </div>
              ),
            },
            {
              key: "changes",
              label: t("exports.changes"),
              children: (
                <div className="looks">
                  {changed.length === 0 && <p>{t("exports.changesNone")}</p>}
                  <ul className="change-list">
                    {changed.map(([kind, count]) => (
                      <li key={kind}>
                        <b>{word("deident", kind)}</b>{" "}
                        <span className="num">{t("exports.changesCount", { count })}</span>
                      </li>
                    ))}
                  </ul>
                </div>
              ),
            },
          ]}
        />
      )}
    </div>
  );
}

const NO_LEFT: IdentifierLeft[] = [];
const NO_SMALL: SmallCell[] = [];

function Badge({ text, warn }: { text: string; warn: boolean }) {
  return <span className={warn ? "tab-warn" : undefined}>{text}</span>;
}

const nameOf = (
  field: ExportField,
  pick: (zh: string, en: string) => string,
  word: (area: string, word: string) => string,
): string => (field.key.startsWith("_") ? word("exportField", field.key) : pick(field.name_zh, field.name_en));
