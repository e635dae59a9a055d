import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { useList } from "../../api/queries";
import type { Field, Form, FormDefinition } from "../../api/records";
import { plainForm } from "../../shared/forms/logic";
import { useWords } from "../../shared/useWords";

export const ALL = "all";

/** The form a case is seen through: the one in the address, else the first; without forms every field by group. */
export function useForms(database: string | null, fields: readonly Field[]) {
  const { t, pick } = useWords();
  const [params, setParams] = useSearchParams();
  const list = useList<Form>("forms", database ? `/databases/${database}/forms` : null);
  const asked = params.get("form");
  const form = asked === ALL ? undefined : (list.rows.find((one) => one.id === asked) ?? list.rows[0]);
  const rest = t("cases.otherFields");
  const definition = useMemo((): FormDefinition => form?.definition ?? plainForm(fields, rest), [form, fields, rest]);
  return {
    definition,
    chosen: form?.id ?? ALL,
    options: [
      ...list.rows.map((one) => ({ value: one.id, label: pick(one.title_zh, one.title_en) })),
      { value: ALL, label: t("cases.allFields") },
    ],
    choose: (id: string) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          next.set("form", id);
          return next;
        },
        { replace: true },
      ),
    pending: list.isPending,
    error: list.error,
  };
}
