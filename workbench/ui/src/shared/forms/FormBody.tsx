import type { ReactNode } from "react";
import type { Field, FormDefinition, FormItem } from "../../api/records";
import { useWords } from "../useWords";
import { type FormState, widthOf } from "./logic";
import "./forms.css";

type Props = {
  definition: FormDefinition;
  fields: ReadonlyMap<string, Field>;
  state: FormState;
  /** One field in its place; what is hidden is not asked for. */
  cell: (item: FormItem, field: Field) => ReactNode;
  empty?: ReactNode;
  /** How often a section holds something, to be said beside its title. */
  note?: (section: FormDefinition["sections"][number]) => ReactNode;
};

/** A form as sections of three columns: the frame that entry, reading and preview share. */
export function FormBody({ definition, fields, state, cell, empty, note }: Props) {
  const { pick } = useWords();
  const shown = definition.sections.filter((section) => state.sections.has(section.id));
  return (
    <>
      {shown.map((section) => {
        const items = section.items.filter((item) => state.visible.has(item.field));
        return (
          <section key={section.id} className="form-section" aria-label={pick(section.title_zh, section.title_en)}>
            <h2 className="form-section-title">
              {pick(section.title_zh, section.title_en)}
              {note?.(section)}
            </h2>
            {items.length === 0 ? (
              empty
            ) : (
              <div className="form-grid">
                {items.map((item) => {
                  const field = fields.get(item.field)!;
                  return (
                    <div key={item.field} className={`form-cell w${item.width ?? widthOf(field)}`}>
                      {cell(item, field)}
                    </div>
                  );
                })}
              </div>
            )}
          </section>
        );
      })}
    </>
  );
}

/** The name a field has in a form. */
export function useFieldTitle() {
  const { pick } = useWords();
  return (field: Pick<Field, "key" | "name_zh" | "name_en">, item?: Pick<FormItem, "label">): string =>
    item?.label || pick(field.name_zh, field.name_en) || field.key;
}
