import { CopyOutlined, DeleteOutlined, HolderOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Segmented } from "antd";
import { useState } from "react";
import type { SearchLine } from "../../api/types";
import { copyLine, type Line, type LineKind, line, moved, replace } from "../../shared/criteria/criteria";
import { useWords } from "../../shared/useWords";
import { GroupBox } from "./GroupBox";

type Props = {
  lines: Line[];
  /** What a line leaves, once it was asked. */
  counts: (line: string) => SearchLine | null;
  onChange: (next: Line[]) => void;
};

/** Named lines of inclusion and exclusion; their order is the order of the funnel. */
export function LinesBuilder({ lines, counts, onChange }: Props) {
  const { t } = useWords();
  const [drag, setDrag] = useState<{ from: number; over: number } | null>(null);
  const [told, setTold] = useState("");
  const put = (at: number, next: Line) => onChange(lines.map((one, index) => (index === at ? next : one)));
  const move = (from: number, to: number) => {
    if (to < 0 || to >= lines.length) return;
    onChange(moved(lines, from, to));
    setTold(t("search.lineMoved", { at: to + 1, of: lines.length }));
  };
  return (
    <div className="lines">
      <ol aria-label={t("search.lines")}>
        {lines.map((one, at) => (
          <li
            key={one.id}
            data-testid="line"
            className={`line ${one.kind}${drag?.from === at ? " dragged" : ""}${
              drag && drag.over === at && drag.from !== at ? (drag.from < at ? " drop-after" : " drop-before") : ""
            }`}
            onDragOver={(event) => {
              if (!drag) return;
              event.preventDefault();
              if (drag.over !== at) setDrag({ ...drag, over: at });
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (drag) move(drag.from, at);
              setDrag(null);
            }}
          >
            <div className="row line-head">
              <Button
                size="small"
                type="text"
                className="line-handle"
                icon={<HolderOutlined />}
                draggable
                data-testid="line-handle"
                aria-label={t("search.moveLine", { at: at + 1 })}
                title={t("search.moveLineHint")}
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = "move";
                  event.dataTransfer.setData("text/plain", one.id);
                  setDrag({ from: at, over: at });
                }}
                onDragEnd={() => setDrag(null)}
                onKeyDown={(event) => {
                  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
                  event.preventDefault();
                  event.stopPropagation();
                  move(at, at + (event.key === "ArrowUp" ? -1 : 1));
                }}
              />
              <Segmented
                size="small"
                className={`line-kind ${one.kind}`}
                aria-label={t("search.lineKind")}
                value={one.kind}
                onChange={(kind) => put(at, { ...one, kind: kind as LineKind })}
                options={[
                  { value: "include", label: t("lineKind.include") },
                  { value: "exclude", label: t("lineKind.exclude") },
                ]}
              />
              <Input
                size="small"
                variant="underlined"
                className="line-name"
                maxLength={60}
                value={one.name}
                aria-label={t("search.lineName")}
                placeholder={t("search.lineNameHint")}
                onChange={(event) => put(at, { ...one, name: event.target.value })}
              />
              <span className="shell-space" />
              <LineCount line={counts(one.id)} />
              <Button
                size="small"
                type="text"
                icon={<CopyOutlined />}
                aria-label={t("search.copyLine", { at: at + 1 })}
                title={t("search.copyLine", { at: at + 1 })}
                onClick={() => onChange([...lines.slice(0, at + 1), copyLine(one, one.name), ...lines.slice(at + 1)])}
              />
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t("search.removeLine", { at: at + 1 })}
                title={t("search.removeLine", { at: at + 1 })}
                disabled={lines.length === 1}
                onClick={() => onChange(lines.filter((_, index) => index !== at))}
              />
            </div>
            <GroupBox
              node={one.tree}
              depth={0}
              onChange={(id, next) => put(at, { ...one, tree: replace(one.tree, id, next) })}
            />
          </li>
        ))}
      </ol>
      <div className="row">
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...lines, line("include")])}>
          {t("search.addInclude")}
        </Button>
        <Button size="small" danger icon={<PlusOutlined />} onClick={() => onChange([...lines, line("exclude")])}>
          {t("search.addExclude")}
        </Button>
        <span className="sr-only" aria-live="polite">
          {told}
        </span>
      </div>
    </div>
  );
}

function LineCount({ line }: { line: SearchLine | null }) {
  const { t } = useWords();
  if (!line) return null;
  return (
    <span className="soft num" data-testid="line-count">
      {t("search.lineFinds", { count: line.count })} · <b>{t("search.lineLeaves", { count: line.left })}</b>
    </span>
  );
}
