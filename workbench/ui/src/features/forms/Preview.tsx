import { ClearOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import type { Field, FormDefinition } from "../../api/records";
import { EntryCell } from "../../shared/forms/EntryCell";
import { FormBody } from "../../shared/forms/FormBody";
import { formState } from "../../shared/forms/logic";
import { type Input, inputOf, readInput } from "../../shared/inputs";
import { useFaultText } from "../../shared/useFaultText";
import { useWords } from "../../shared/useWords";

/** The form as it will be filled in: conditions and calculated fields work on what is typed here, nothing is kept. */
export function Preview({ definition, fields }: { definition: FormDefinition; fields: ReadonlyMap<string, Field> }) {
  const { t, pick } = useWords();
  const faultText = useFaultText();
  const [typed, setTyped] = useState<Record<string, Input>>({});
  const values = useMemo(() => {
    const out: Record<string, unknown> = {};
    for (const [key, input] of Object.entries(typed)) {
      const field = fields.get(key);
      const read = field ? readInput(field, input) : null;
      if (read?.ok) out[key] = read.value;
    }
    return out;
  }, [typed, fields]);
  const state = useMemo(() => formState(definition, fields, values), [definition, fields, values]);
  return (
    <div className="form-frame preview" data-testid="preview">
      <div className="row" style={{ marginBottom: 8 }}>
        <span className="soft">{t("forms.previewHint")}</span>
        <Button size="small" type="text" icon={<ClearOutlined />} onClick={() => setTyped({})}>
          {t("forms.clearAll")}
        </Button>
      </div>
      {state.faults.map(({ of, fault }) => (
        <div key={of} className="expr-trouble">
          {pick(fields.get(of)?.name_zh, fields.get(of)?.name_en) || of}: {faultText(fault)}
        </div>
      ))}
      <FormBody
        definition={definition}
        fields={fields}
        state={state}
        empty={<p className="soft">{t("forms.nothingShown")}</p>}
        cell={(item, field) => (
          <EntryCell
            id={`preview-${field.key}`}
            field={field}
            item={item}
            required={state.required.has(field.key)}
            calculated={field.formula ? { value: state.calculated[field.key] } : undefined}
            input={typed[field.key] ?? inputOf(field, null)}
            onChange={(input) => setTyped((now) => ({ ...now, [field.key]: input }))}
          />
        )}
      />
    </div>
  );
}
