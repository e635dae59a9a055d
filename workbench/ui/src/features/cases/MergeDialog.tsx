import { Button, Modal, Radio } from "antd";
import { useEffect, useState } from "react";
import type { Field, MergeField } from "../../api/records";
import { time } from "../../shared/format";
import { useFieldTitle } from "../../shared/forms/FormBody";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import type { Choice } from "./entry";

type Props = {
  merge: MergeField[] | null;
  fields: ReadonlyMap<string, Field>;
  onSettle: (choices: Record<string, Choice>) => void;
};

/** Two people changed the same fields: both values side by side, chosen field by field. Neither is lost. */
export function MergeDialog({ merge, fields, onSettle }: Props) {
  const { t } = useWords();
  const valueText = useValueText();
  const titleOf = useFieldTitle();
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  useEffect(() => setChoices({}), [merge]);
  const rows = merge ?? [];
  const open = rows.filter((row) => !choices[row.field]).length;
  const all = (choice: Choice) => setChoices(Object.fromEntries(rows.map((row) => [row.field, choice])));
  const shown = (row: MergeField, value: unknown) => {
    const field = fields.get(row.field);
    return (field ? valueText(field, value) : String(value ?? "")) || t("cases.blank");
  };
  return (
    <Modal
      open={merge !== null}
      width={760}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t("cases.merge")}
      footer={
        <div className="row">
          <Button onClick={() => all("theirs")}>{t("cases.allTheirs")}</Button>
          <Button onClick={() => all("yours")}>{t("cases.allYours")}</Button>
          <span className="shell-space" />
          {open > 0 && <span className="soft">{t("cases.mergeOpen", { count: open })}</span>}
          <Button type="primary" disabled={open > 0} onClick={() => onSettle(choices)}>
            {t("cases.mergeDo")}
          </Button>
        </div>
      }
    >
      <p>{t("cases.mergeHint")}</p>
      <table className="merge" data-testid="merge">
        <thead>
          <tr>
            <th scope="col">{t("forms.field")}</th>
            <th scope="col">{t("cases.before")}</th>
            <th scope="col">{t("cases.theirs")}</th>
            <th scope="col">{t("cases.yours")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const field = fields.get(row.field);
            const name = field ? titleOf(field) : row.field;
            const side = (choice: Choice, value: unknown, note: string) => (
              <td className={choices[row.field] === choice ? "on" : undefined}>
                <Radio
                  name={`merge-${row.field}`}
                  checked={choices[row.field] === choice}
                  aria-label={`${name}: ${choice === "theirs" ? t("cases.theirs") : t("cases.yours")} ${shown(row, value)}`}
                  onChange={() => setChoices((now) => ({ ...now, [row.field]: choice }))}
                >
                  <b className="num">{shown(row, value)}</b>
                </Radio>
                {note && <div className="soft">{note}</div>}
              </td>
            );
            return (
              <tr key={row.field}>
                <th scope="row">{name}</th>
                <td className="soft num">{shown(row, row.base)}</td>
                {side("theirs", row.theirs, `${row.by} · ${time(row.at)}`)}
                {side("yours", row.yours, "")}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Modal>
  );
}
