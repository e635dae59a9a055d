import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Space } from "antd";
import type { Variable } from "../../api/types";
import { useWords } from "../../shared/useWords";
import { fieldLeaf, type Group, group, type Leaf, type Node, textLeaf } from "./criteria";
import { LeafRow } from "./LeafRow";

type Props = {
  root: Group;
  variables: Variable[];
  sections: string[];
  /** Colour and count of a leaf, once it was asked. */
  leafInfo: (id: string) => { color: string; count: number | null } | null;
  onChange: (id: string, next: Node | null) => void;
  onSubmit: () => void;
};

/** Groups 且/或/非 nested as deep as needed. */
export function CriteriaBuilder(props: Props) {
  return <GroupBox {...props} node={props.root} depth={0} />;
}

function GroupBox({ node, depth, ...props }: Props & { node: Group; depth: number }) {
  const { t } = useWords();
  const add = (item: Node) => props.onChange(node.id, { ...node, items: [...node.items, item] });
  return (
    <fieldset
      className={`criteria-group${node.not ? " not" : ""}`}
      style={{ margin: 0 }}
      aria-label={t("search.group")}
    >
      <div className="row">
        <Segmented
          size="small"
          value={node.join}
          onChange={(join) => props.onChange(node.id, { ...node, join: join as "all" | "any" })}
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
          onClick={() => props.onChange(node.id, { ...node, not: !node.not })}
        >
          {t("search.not")}
        </Button>
        <span className="shell-space" />
        <Space.Compact size="small">
          <Button icon={<PlusOutlined />} onClick={() => add(textLeaf())}>
            {t("search.addText")}
          </Button>
          <Button
            icon={<PlusOutlined />}
            onClick={() => add(fieldLeaf(props.variables[0]))}
            disabled={props.variables.length === 0}
          >
            {t("search.addField")}
          </Button>
          <Button icon={<PlusOutlined />} onClick={() => add(textLeaf("", "regex"))}>
            {t("search.addRegex")}
          </Button>
          {depth < 6 && (
            <Button icon={<PlusOutlined />} onClick={() => add(group("any", [textLeaf(), textLeaf()]))}>
              {t("search.addGroup")}
            </Button>
          )}
        </Space.Compact>
        {depth > 0 && (
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("search.remove")}
            onClick={() => props.onChange(node.id, null)}
          />
        )}
      </div>
      {node.items.length === 0 && <span className="soft">{t("search.emptyGroup")}</span>}
      {node.items.map((item) =>
        item.type === "group" ? (
          <GroupBox key={item.id} {...props} node={item} depth={depth + 1} />
        ) : (
          <LeafRow
            key={item.id}
            leaf={item}
            variables={props.variables}
            sections={props.sections}
            info={props.leafInfo(item.id)}
            onChange={(next: Leaf | null) => props.onChange(item.id, next)}
            onSubmit={props.onSubmit}
          />
        ),
      )}
    </fieldset>
  );
}
