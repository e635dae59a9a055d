import { CalculatorOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Field, FormItem } from "../../api/records";
import { type Input, readInput } from "../inputs";
import { useValueText } from "../useValueText";
import { useWords } from "../useWords";
import { FieldControl } from "./FieldControl";
import { useFieldTitle } from "./FormBody";

type Props = {
  id: string;
  field: Field;
  item: FormItem;
  input: Input;
  required: boolean;
  /** Given for a calculated field: it shows and cannot be typed. */
  calculated?: { value: unknown };
  /** What the server said of it. */
  refused?: string;
  onChange: (input: Input) => void;
  onBlur?: () => void;
  onFocus?: () => void;
  /** Beside the label: where the value comes from, its history. */
  aside?: ReactNode;
  /** Below the control: the sentence it was read from. */
  below?: ReactNode;
};

const asksNothing = (input: Input): boolean => !input.choice && !input.choices?.length && !input.text && !input.several;

/** One field of a form with its label, its control and what is wrong with it. */
export function EntryCell(props: Props) {
  const { t } = useWords();
  const valueText = useValueText();
  const titleOf = useFieldTitle();
  const { field, item, input, id } = props;
  const read = readInput(field, input);
  const range = field.range ? `${field.range[0]}–${field.range[1]} ${field.unit ?? ""}`.trim() : "";
  const trouble =
    !read.ok && !asksNothing(input) ? t(`checkTrouble.${read.trouble}`, { range, unit: field.unit ?? "" }) : "";
  const said = props.refused || trouble;
  const title = titleOf(field, item);
  const calculated = props.calculated !== undefined;
  const fixed = calculated || item.readonly || field.inherited;
  return (
    <div className="entry-cell" data-field={field.key} onFocusCapture={props.onFocus}>
      <div className="field-label">
        <label htmlFor={fixed ? undefined : id} id={`${id}-label`} title={field.help_zh ?? undefined}>
          {title}
          {props.required && (
            <span className="must" title={t("common.required")}>
              {" *"}
            </span>
          )}
        </label>
        {calculated && <CalculatorOutlined className="soft" title={t("forms.calculatedHint")} />}
        <span className="shell-space" />
        {props.aside}
      </div>
      {fixed ? (
        <output className="field-calculated num" aria-labelledby={`${id}-label`} style={{ display: "block" }}>
          {valueText(field, calculated ? props.calculated?.value : read.ok ? read.value : null) || (
            <span className="soft">{calculated ? t("forms.notYet") : t("forms.unanswered")}</span>
          )}
        </output>
      ) : (
        <FieldControl
          id={id}
          field={field}
          input={input}
          labelledBy={`${id}-label`}
          describedBy={said || field.help_zh ? `${id}-said` : undefined}
          wrong={Boolean(said)}
          required={props.required}
          onChange={props.onChange}
          onBlur={props.onBlur}
        />
      )}
      {(said || (field.help_zh && !calculated)) && (
        <div id={`${id}-said`} className={`field-said${said ? " bad" : " soft"}`} role={said ? "alert" : undefined}>
          {said || field.help_zh}
        </div>
      )}
      {props.below}
    </div>
  );
}
