import type { Field, FormDefinition, FormItem } from "../../api/records";
import { attempt, compute, type Expr, type Fault, read, type Value } from "../../expr";
import { order } from "../../expr/order";
import { truth } from "../../expr/values";

/** What a form does with the values it holds now. */
export type FormState = {
  /** Sections that are shown, by id. */
  sections: Set<string>;
  /** Fields that are shown. */
  visible: Set<string>;
  /** Fields that are shown and must be filled in. */
  required: Set<string>;
  calculated: Record<string, Value>;
  /** Expressions that could not be computed over these values, by the field or section they belong to. */
  faults: { of: string; fault: Fault }[];
};

// an expression is read once, however often the form is computed
const parsed = new Map<string, Expr | Fault>();

export function readExpr(source: string): Expr | Fault {
  const known = parsed.get(source);
  if (known) return known;
  const { value, fault } = attempt(() => read(source));
  const made = value ?? (fault as Fault);
  if (parsed.size > 5_000) parsed.clear();
  parsed.set(source, made);
  return made;
}

export const isExpr = (made: Expr | Fault): made is Expr => "tree" in made;

/** The calculated fields in the order in which they are computed; those in a circle are left out. */
export function calculatedOrder(fields: Iterable<Field>): { key: string; expr: Expr }[] {
  const found = new Map<string, Expr>();
  for (const field of fields) {
    if (!field.formula || field.retired) continue;
    const made = readExpr(field.formula);
    if (isExpr(made)) found.set(field.key, made);
  }
  for (;;) {
    const made = order(new Map([...found].map(([key, expr]) => [key, expr.names])));
    if (made.order) return made.order.map((key) => ({ key, expr: found.get(key)! }));
    for (const key of made.circle) found.delete(key);
  }
}

/** Computes a form over values: what is shown, what is asked for, what is calculated. */
export function formState(
  definition: FormDefinition,
  fields: ReadonlyMap<string, Field>,
  values: Readonly<Record<string, unknown>>,
): FormState {
  const faults: FormState["faults"] = [];
  const scope: Record<string, unknown> = { ...values };
  const calculated: Record<string, Value> = {};
  for (const { key, expr } of calculatedOrder(fields.values())) {
    const { value, fault } = attempt(() => compute(expr, scope));
    if (fault) faults.push({ of: key, fault });
    calculated[key] = value;
    scope[key] = value;
  }
  // a condition holds only when it is true: what is not known does not show a question
  const holds = (source: string | null | undefined, of: string): boolean => {
    const expr = readExpr(source ?? "");
    const { value, fault } = isExpr(expr)
      ? attempt(() => truth(expr.tree.at, compute(expr, scope)))
      : { value: null, fault: expr };
    if (fault) faults.push({ of, fault });
    return value === true;
  };
  const asked = (source: string | null | undefined): boolean => Boolean(source?.trim());
  const state: FormState = { sections: new Set(), visible: new Set(), required: new Set(), calculated, faults };
  for (const section of definition.sections) {
    if (asked(section.visible_if) && !holds(section.visible_if, section.id)) continue;
    state.sections.add(section.id);
    for (const item of section.items) {
      const field = fields.get(item.field);
      if (!field || (asked(item.visible_if) && !holds(item.visible_if, item.field))) continue;
      state.visible.add(item.field);
      const must = field.required || (asked(item.required_if) && holds(item.required_if, item.field));
      if (must && !field.formula) state.required.add(item.field);
    }
  }
  return state;
}

/** Every field in one section by group: how a case is shown and filled in without a form. */
export function plainForm(fields: readonly Field[], rest: string): FormDefinition {
  const groups = new Map<string, FormItem[]>();
  for (const field of fields) {
    if (field.retired) continue;
    const name = field.group || rest;
    groups.set(name, [...(groups.get(name) ?? []), { field: field.key, width: widthOf(field) }]);
  }
  return {
    sections: [...groups].map(([name, items], index) => ({
      id: `group${index}`,
      title_zh: name,
      title_en: name,
      items,
    })),
  };
}

/** How many of the three columns a field takes when the form does not say. */
export function widthOf(field: Pick<Field, "type" | "input" | "options">): 1 | 2 | 3 {
  if (field.type === "long_text" || field.input === "textarea") return 3;
  return field.options.join("").length > 24 && field.input !== "select" ? 2 : 1;
}
