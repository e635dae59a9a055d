import type { Field } from "../../api/records";

/** What a value may be, in a few words. */
export function limits(field: Field): string {
  if (field.formula) return `= ${field.formula}`;
  if (field.options.length > 0)
    return field.options.map((option) => field.option_labels?.[option] || option).join(" / ");
  if (field.range) return `${field.range[0]} – ${field.range[1]}`;
  return field.pattern ?? "";
}
