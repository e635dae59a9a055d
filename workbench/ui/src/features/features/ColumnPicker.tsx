import { Button, Drawer, Input, Tree } from "antd";
import { useMemo, useState } from "react";
import type { ColumnFacts } from "../../api/radiomics";
import { useWords } from "../../shared/useWords";
import { columnGroups, featureOf, findColumns } from "./columns";

/** More columns than a person looks at make a page slow; all of them are in the files. */
export const MOST_SHOWN = 200;

/** Chooses which of many columns stand in the page: by image and class, or by searching. */
export function ColumnPicker(props: {
  columns: ColumnFacts[];
  shown: string[];
  open: boolean;
  onClose: () => void;
  onChange: (names: string[]) => void;
  onLook: (name: string) => void;
}) {
  const { t, word, pick } = useWords();
  const [text, setText] = useState("");
  const found = useMemo(() => findColumns(props.columns, text), [props.columns, text]);
  const groups = useMemo(() => columnGroups(found), [found]);
  const images = useMemo(() => [...new Set(groups.map((group) => group.image))], [groups]);
  const leaf = (column: ColumnFacts) => ({
    key: column.name,
    title: (
      <span>
        {pick(column.name_zh, column.name_en) || column.name} <span className="soft">{featureOf(column)}</span>
        {column.missing > 0 && (
          <span className="feature-missing"> {t("features.missing", { count: column.missing })}</span>
        )}{" "}
        <Button size="small" type="link" onClick={() => props.onLook(column.name)}>
          {t("features.distribution")}
        </Button>
      </span>
    ),
  });
  const tree = images.map((image) => ({
    key: `\n${image}`,
    title: `${image} (${groups.filter((one) => one.image === image).reduce((sum, one) => sum + one.columns.length, 0)})`,
    children: groups
      .filter((group) => group.image === image)
      .map((group) => ({
        key: group.key,
        title: `${word("featureClass", group.class)} (${group.columns.length})`,
        children: group.columns.map(leaf),
      })),
  }));
  const names = useMemo(() => new Set(found.map((one) => one.name)), [found]);
  const pickAll = (checked: string[]) => {
    // what the search hides stays chosen; the order is that of the table
    const kept = new Set([
      ...props.shown.filter((name) => !names.has(name)),
      ...checked.filter((key) => names.has(key)),
    ]);
    const next = props.columns.filter((one) => kept.has(one.name)).map((one) => one.name);
    props.onChange(next.slice(0, MOST_SHOWN));
  };
  return (
    <Drawer open={props.open} onClose={props.onClose} size={520} title={t("features.pick")}>
      <Input.Search
        allowClear
        placeholder={t("features.findFeature")}
        aria-label={t("features.findFeature")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="row soft">
        <span className="num">{t("features.picked", { shown: props.shown.length, total: props.columns.length })}</span>
        <span className="shell-space" />
        <Button size="small" onClick={() => pickAll([...names])} disabled={names.size === 0}>
          {t("features.pickFound", { count: names.size })}
        </Button>
        <Button size="small" onClick={() => props.onChange([])}>
          {t("features.pickNone")}
        </Button>
      </p>
      {props.shown.length >= MOST_SHOWN && <p className="soft">{t("features.mostShown", { count: MOST_SHOWN })}</p>}
      <Tree
        key={text ? "found" : "all"}
        checkable
        selectable={false}
        height={560}
        defaultExpandAll={text !== "" && names.size < 300}
        defaultExpandedKeys={images.length < 4 ? images.map((image) => `\n${image}`) : []}
        treeData={tree}
        checkedKeys={props.shown}
        onCheck={(keys) => pickAll((Array.isArray(keys) ? keys : keys.checked).map(String))}
      />
    </Drawer>
  );
}
