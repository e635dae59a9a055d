import { DeleteOutlined, EditOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Segmented } from "antd";
import type { ReactNode } from "react";
import type { Field, FormDefinition, FormError } from "../../api/records";
import { ConditionEditor } from "../../shared/forms/ConditionEditor";
import { widthOf } from "../../shared/forms/logic";
import { useWords } from "../../shared/useWords";
import type { Chosen } from "./Designer";
import * as D from "./designer";

type Props = {
  definition: FormDefinition;
  change: (next: FormDefinition) => void;
  fields: Field[];
  byKey: ReadonlyMap<string, Field>;
  errors: FormError[];
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
  onEdit: (field: string) => void;
  onRemove: (field: string) => void;
};

/** What is chosen in the form, and what can be said about it. */
export function Properties(props: Props) {
  const { t, pick, word } = useWords();
  const { definition, change, chosen, fields } = props;
  const refusedAt = (section: number, item: number | null, part: string) => {
    const error = props.errors.find((one) => {
      const place = D.placeOfError(one.path);
      return place?.section === section && place.item === item && place.part === part;
    });
    return error ? { text: pick(error.zh, error.en), at: error.at ?? null } : null;
  };
  if (chosen?.kind === "section") {
    const at = definition.sections.findIndex((one) => one.id === chosen.id);
    const section = definition.sections[at];
    if (section) {
      return (
        <div className="properties" key={section.id}>
          <Part title={t("forms.sectionTitle")}>
            <Input
              aria-label={t("forms.sectionTitle")}
              maxLength={100}
              value={section.title_zh}
              onChange={(event) => change(D.changeSection(definition, section.id, { title_zh: event.target.value }))}
            />
          </Part>
          <Part title={t("forms.nameEn")}>
            <Input
              aria-label={t("forms.nameEn")}
              maxLength={100}
              value={section.title_en}
              onChange={(event) => change(D.changeSection(definition, section.id, { title_en: event.target.value }))}
            />
          </Part>
          <Part title={t("forms.visibleSection")}>
            <ConditionEditor
              label={t("forms.visibleSection")}
              value={section.visible_if ?? ""}
              fields={fields}
              refused={refusedAt(at, null, "visible_if")}
              onChange={(visible_if) => change(D.changeSection(definition, section.id, { visible_if }))}
            />
          </Part>
        </div>
      );
    }
  }
  const spot = chosen?.kind === "item" ? D.spotOf(definition, chosen.field) : null;
  const item = spot ? definition.sections[spot.section]?.items[spot.index] : undefined;
  if (!spot || !item) return <p className="soft">{t("forms.chooseHint")}</p>;
  const field = props.byKey.get(item.field);
  const others = fields.filter((one) => one.key !== item.field);
  const set = (part: Partial<typeof item>) => change(D.changeItem(definition, item.field, part));
  return (
    <div className="properties" key={item.field}>
      <div>
        <b>{pick(field?.name_zh, field?.name_en) || item.field}</b> <span className="mono soft">{item.field}</span>
        <div className="soft">
          {field ? word("variableType", field.type) : t("forms.missingField")}
          {field?.unit ? ` · ${field.unit}` : ""}
          {field?.range ? ` · ${field.range[0]}–${field.range[1]}` : ""}
          {field?.required ? ` · ${t("fields.required")}` : ""}
        </div>
        {field?.formula && <div className="mono">= {field.formula}</div>}
        <Button
          size="small"
          type="link"
          style={{ paddingInline: 0 }}
          icon={<EditOutlined />}
          disabled={!field}
          onClick={() => props.onEdit(item.field)}
        >
          {t("forms.editField")}
        </Button>
      </div>
      <Part title={t("forms.label")}>
        <Input
          aria-label={t("forms.label")}
          maxLength={100}
          placeholder={pick(field?.name_zh, field?.name_en)}
          value={item.label ?? ""}
          onChange={(event) => set({ label: event.target.value })}
        />
      </Part>
      <Part title={t("forms.width")}>
        <Segmented
          value={item.width ?? (field ? widthOf(field) : 1)}
          onChange={(width) => set({ width: width as 1 | 2 | 3 })}
          options={[
            { value: 1, label: t("forms.width1") },
            { value: 2, label: t("forms.width2") },
            { value: 3, label: t("forms.width3") },
          ]}
        />
      </Part>
      <Part title={t("forms.visible")}>
        <ConditionEditor
          label={t("forms.visible")}
          value={item.visible_if ?? ""}
          fields={others}
          refused={refusedAt(spot.section, spot.index, "visible_if")}
          onChange={(visible_if) => set({ visible_if })}
        />
      </Part>
      {!field?.formula && (
        <Part title={t("forms.required")}>
          {field?.required ? (
            <span className="soft">{t("forms.alwaysRequired")}</span>
          ) : (
            <ConditionEditor
              label={t("forms.required")}
              value={item.required_if ?? ""}
              fields={others}
              refused={refusedAt(spot.section, spot.index, "required_if")}
              onChange={(required_if) => set({ required_if })}
            />
          )}
        </Part>
      )}
      {!field?.formula && (
        <Checkbox checked={item.readonly ?? false} onChange={(event) => set({ readonly: event.target.checked })}>
          {t("forms.readonly")}
        </Checkbox>
      )}
      <Button danger type="text" icon={<DeleteOutlined />} onClick={() => props.onRemove(item.field)}>
        {t("forms.takeOutPlain")}
      </Button>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <div className="part-title">{title}</div>
      {children}
    </div>
  );
}
