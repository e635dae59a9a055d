import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  BranchesOutlined,
  CalculatorOutlined,
  DeleteOutlined,
  HolderOutlined,
} from "@ant-design/icons";
import { Button, Tag } from "antd";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import type { Field, FormDefinition, FormError } from "../../api/records";
import { widthOf } from "../../shared/forms/logic";
import { useWords } from "../../shared/useWords";
import type { Chosen, Dragged } from "./Designer";
import * as D from "./designer";

type Props = {
  definition: FormDefinition;
  change: (next: FormDefinition) => void;
  byKey: ReadonlyMap<string, Field>;
  errors: FormError[];
  chosen: Chosen;
  dragged: Dragged;
  onChoose: (chosen: Chosen) => void;
  onDrag: (dragged: Dragged) => void;
  onDrop: (field: string, spot: D.Spot) => void;
  onStep: (field: string, by: -1 | 1) => void;
  onRemove: (field: string) => void;
};

/** The form as it will stand: drag to move, or Alt with the arrows; Delete takes out. */
export function Canvas(props: Props) {
  const { t, pick, word } = useWords();
  const { definition, chosen, dragged } = props;
  const [over, setOver] = useState<D.Spot | null>(null);
  const places = props.errors.map((error) => D.placeOfError(error.path)).filter((place) => place !== null);

  const end = () => {
    setOver(null);
    props.onDrag(null);
  };
  const drop = (event: DragEvent, spot: D.Spot) => {
    event.preventDefault();
    event.stopPropagation();
    const field = dragged ?? event.dataTransfer.getData("text/plain");
    if (field && props.byKey.has(field)) props.onDrop(field, spot);
    end();
  };
  /** Before or behind the item, by the half the pointer is in. */
  const halfOf = (event: DragEvent, section: number, index: number): D.Spot => {
    const box = event.currentTarget.getBoundingClientRect();
    const behind = event.clientX > box.left + box.width / 2;
    return { section, index: index + (behind ? 1 : 0) };
  };
  const onKey = (event: KeyboardEvent, field: string) => {
    const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
    const on = event.key === "ArrowDown" || event.key === "ArrowRight";
    if (event.altKey && (back || on)) {
      event.preventDefault();
      const target = event.currentTarget;
      props.onStep(field, back ? -1 : 1);
      requestAnimationFrame(() => {
        const again = document.querySelector<HTMLElement>(`.designer-item [data-item="${field}"]`);
        if (!target.isConnected || document.activeElement !== target) again?.focus();
      });
    } else if (event.key === "Delete") {
      event.preventDefault();
      props.onRemove(field);
    }
  };
  return definition.sections.map((section, at) => {
    const on = chosen?.kind === "section" && chosen.id === section.id;
    const wrong = places.some((place) => place.section === at && place.item === null);
    const name = pick(section.title_zh, section.title_en);
    return (
      <section
        key={section.id}
        className={`designer-section${on ? " on" : ""}${wrong ? " wrong" : ""}`}
        aria-label={name}
      >
        <header className="row">
          <button
            type="button"
            className="designer-title"
            aria-pressed={on}
            onClick={() => props.onChoose({ kind: "section", id: section.id })}
          >
            {name}
          </button>
          {section.visible_if && (
            <Tag icon={<BranchesOutlined />} title={section.visible_if}>
              {t("forms.conditional")}
            </Tag>
          )}
          <span className="shell-space" />
          <Button
            size="small"
            type="text"
            icon={<ArrowUpOutlined />}
            disabled={at === 0}
            aria-label={t("forms.sectionUp", { name })}
            onClick={() => props.change(D.moveSection(definition, section.id, -1))}
          />
          <Button
            size="small"
            type="text"
            icon={<ArrowDownOutlined />}
            disabled={at === definition.sections.length - 1}
            aria-label={t("forms.sectionDown", { name })}
            onClick={() => props.change(D.moveSection(definition, section.id, 1))}
          />
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("forms.sectionRemove", { name })}
            onClick={() => {
              props.change(D.removeSection(definition, section.id));
              props.onChoose(null);
            }}
          />
        </header>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping has its counterpart in the keys of each item */}
        <div
          className={`designer-grid${dragged ? " open" : ""}`}
          data-section={section.id}
          onDragOver={(event) => {
            event.preventDefault();
            setOver({ section: at, index: section.items.length });
          }}
          onDragLeave={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null);
          }}
          onDrop={(event) => drop(event, over ?? { section: at, index: section.items.length })}
        >
          {section.items.map((item, index) => {
            const field = props.byKey.get(item.field);
            const mine = chosen?.kind === "item" && chosen.field === item.field;
            const bad = !field || places.some((place) => place.section === at && place.item === index);
            const title = item.label || pick(field?.name_zh, field?.name_en) || item.field;
            const before = over?.section === at && over.index === index && dragged !== null;
            const behind =
              over?.section === at &&
              over.index === index + 1 &&
              index === section.items.length - 1 &&
              dragged !== null;
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: the button inside has the same moves by keys
              <div
                key={item.field}
                className={`designer-item w${item.width ?? (field ? widthOf(field) : 1)}${mine ? " on" : ""}${bad ? " wrong" : ""}${before ? " before" : ""}${behind ? " behind" : ""}${dragged === item.field ? " moving" : ""}`}
                draggable
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = "move";
                  event.dataTransfer.setData("text/plain", item.field);
                  props.onDrag(item.field);
                }}
                onDragEnd={end}
                onDragOver={(event) => {
                  event.preventDefault();
                  event.stopPropagation();
                  setOver(halfOf(event, at, index));
                }}
                onDrop={(event) => drop(event, halfOf(event, at, index))}
              >
                <HolderOutlined className="soft grip" />
                <button
                  type="button"
                  data-item={item.field}
                  aria-pressed={mine}
                  aria-label={t("forms.itemKeys", { name: title })}
                  title={t("forms.itemHint")}
                  onClick={() => props.onChoose({ kind: "item", field: item.field })}
                  onKeyDown={(event) => onKey(event, item.field)}
                >
                  <span className="name">
                    {title}
                    {(field?.required || item.required_if) && (
                      <span className="must" title={item.required_if ?? t("fields.required")}>
                        {" "}
                        *
                      </span>
                    )}
                  </span>
                  <span className="soft kind">
                    {item.visible_if && <BranchesOutlined title={item.visible_if} />}
                    {field?.formula && <CalculatorOutlined title={field.formula} />}
                    {field ? word("variableType", field.type) : t("forms.missingField")}
                    {field?.unit ? ` · ${field.unit}` : ""}
                  </span>
                </button>
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("forms.takeOut", { name: title })}
                  onClick={() => props.onRemove(item.field)}
                />
              </div>
            );
          })}
          {section.items.length === 0 && (
            <div className={`designer-empty${over?.section === at ? " on" : ""}`}>{t("forms.dropHere")}</div>
          )}
        </div>
      </section>
    );
  });
}
