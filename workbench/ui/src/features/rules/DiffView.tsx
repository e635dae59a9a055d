import { Button } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../shared/useWords";
import { type DiffRow, fold, inner, lineDiff } from "./lineDiff";

/** Two texts side by side, equal stretches folded. */
export function DiffView(props: { left: string; right: string; leftTitle: string; rightTitle: string }) {
  const { t } = useWords();
  const rows = useMemo(() => lineDiff(props.left, props.right), [props.left, props.right]);
  const blocks = useMemo(() => fold(rows), [rows]);
  const [open, setOpen] = useState<number[]>([]);
  const changed = rows.filter((row) => row.kind !== "same").length;
  return (
    <div>
      <p className="soft num" role="status">
        {changed === 0 ? t("rules.diffNone") : t("rules.diffLines", { count: changed })}
      </p>
      <table className="rule-diff" aria-label={t("rules.diff")}>
        <thead>
          <tr>
            <th className="num" aria-label={t("rules.line")} />
            <th scope="col">{props.leftTitle}</th>
            <th className="num" aria-label={t("rules.line")} />
            <th scope="col">{props.rightTitle}</th>
          </tr>
        </thead>
        <tbody>
          {blocks.map((block, index) =>
            block.kind === "folded" && !open.includes(index) ? (
              <tr key={block.rows[0]?.left?.line ?? index} className="fold">
                <td colSpan={4}>
                  <Button size="small" type="text" onClick={() => setOpen([...open, index])}>
                    {t("rules.diffFolded", { count: block.rows.length })}
                  </Button>
                </td>
              </tr>
            ) : (
              block.rows.map((row) => <Row key={`${row.left?.line ?? ""}:${row.right?.line ?? ""}`} row={row} />)
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row }: { row: DiffRow }) {
  const [left, right] = row.kind === "changed" ? inner(row.left?.text ?? "", row.right?.text ?? "") : [null, null];
  return (
    <tr>
      <td className="num soft">{row.left?.line}</td>
      <Side text={row.left?.text} part={left} look={row.kind === "same" || row.kind === "added" ? "" : "was"} />
      <td className="num soft">{row.right?.line}</td>
      <Side text={row.right?.text} part={right} look={row.kind === "same" || row.kind === "removed" ? "" : "is"} />
    </tr>
  );
}

function Side({ text, part, look }: { text: string | undefined; part: [number, number] | null; look: string }) {
  if (text === undefined) return <td className="none" />;
  return (
    <td className={look}>
      {part && part[1] > part[0] ? (
        <>
          {text.slice(0, part[0])}
          <mark>{text.slice(part[0], part[1])}</mark>
          {text.slice(part[1])}
        </>
      ) : (
        text || " "
      )}
    </td>
  );
}
