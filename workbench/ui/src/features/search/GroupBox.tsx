import { DeleteOutlined, DownOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Segmented } from "antd";
import {
  type Group,
  group,
  LEAF_KINDS,
  type Leaf,
  type LeafKind,
  leafOf,
  type Node,
  TEXT_KINDS,
  textLeaf,
} from "../../shared/criteria/criteria";
import { useWords } from "../../shared/useWords";
import { useBuilder } from "./builder";
import { LeafRow } from "./LeafRow";

type Props = {
  node: Group;
  depth: number;
  /** Only words may be asked for: inside one examination. */
  wordsOnly?: boolean;
  onChange: (id: string, next: Node | null) => void;
};
const DEEPEST = 6;

/** Criteria joined by AND or OR, nested as deep as needed. */
export function GroupBox({ node, depth, wordsOnly, onChange }: Props) {
  const { t } = useWords();
  const { variables } = useBuilder();
  const kinds: readonly LeafKind[] = wordsOnly ? TEXT_KINDS : LEAF_KINDS;
  const add = (item: Node) => onChange(node.id, { ...node, items: [...node.items, item] });
  const joined = node.items.length > 1;
  return (
    <fieldset className={`criteria-group depth-${Math.min(depth, 3)}${node.not ? " not" : ""}`}>
      <legend className="sr-only">{t("search.group")}</legend>
      {(joined || depth > 0 || node.not) && (
        <div className="row">
          <Segmented
            size="small"
            aria-label={t("search.join")}
            value={node.join}
            onChange={(join) => onChange(node.id, { ...node, join: join as Group["join"] })}
            options={[
              { value: "all", label: t("search.all") },
              { value: "any", label: t("search.any") },
            ]}
          />
          <Button
            size="small"
            type={node.not ? "primary" : "default"}
            danger={node.not}
            aria-pressed={node.not}
            title={t("search.notGroup")}
            onClick={() => onChange(node.id, { ...node, not: !node.not })}
          >
            {t("search.not")}
          </Button>
          <span className="shell-space" />
          {depth > 0 && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("search.removeGroup")}
              onClick={() => onChange(node.id, null)}
            />
          )}
        </div>
      )}
      {node.items.length === 0 && !wordsOnly && <span className="soft">{t("search.emptyGroup")}</span>}
      {node.items.map((item) =>
        item.type === "group" ? (
          <GroupBox key={item.id} node={item} depth={depth + 1} wordsOnly={wordsOnly} onChange={onChange} />
        ) : (
          <LeafRow key={item.id} leaf={item} kinds={kinds} onChange={(next: Leaf | null) => onChange(item.id, next)} />
        ),
      )}
      <div className="row add-row">
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => add(textLeaf())}>
          {t("leafKind.text")}
        </Button>
        {!wordsOnly && (
          <Button
            size="small"
            type="dashed"
            icon={<PlusOutlined />}
            disabled={variables.length === 0}
            onClick={() => add(leafOf("field", variables))}
          >
            {t("leafKind.field")}
          </Button>
        )}
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              ...kinds
                .filter((kind) => kind !== "text" && kind !== "field")
                .map((kind) => ({
                  key: kind,
                  label: (
                    <span>
                      {t(`leafKind.${kind}`)} <span className="soft">{t(`leafHint.${kind}`)}</span>
                    </span>
                  ),
                  onClick: () => add(leafOf(kind, variables)),
                })),
              ...(depth < DEEPEST
                ? [
                    { type: "divider" as const },
                    {
                      key: "group",
                      label: (
                        <span>
                          {t("search.addGroup")} <span className="soft">{t("search.addGroupHint")}</span>
                        </span>
                      ),
                      onClick: () => add(group(node.join === "all" ? "any" : "all", [textLeaf(), textLeaf()])),
                    },
                  ]
                : []),
            ],
          }}
        >
          <Button size="small" type="dashed">
            {t("search.addMore")} <DownOutlined />
          </Button>
        </Dropdown>
      </div>
    </fieldset>
  );
}
