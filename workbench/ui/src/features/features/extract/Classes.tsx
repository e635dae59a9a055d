import { Button, Checkbox, Select } from "antd";
import { useState } from "react";
import type { Profile } from "../../../api/radiomics";
import { useWords } from "../../../shared/useWords";
import { nameOf, type Parameters } from "./parameters";

/** The classes of features, each with how many it has, and single features of it on demand. */
export function Classes(props: { form: Parameters; profile: Profile; onChange: (part: Partial<Parameters>) => void }) {
  const { t, word, pick } = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const { classes, force2D } = props.form;
  const set = (key: string, names: string[] | null | undefined) => {
    const { [key]: _, ...others } = classes;
    const next = names === undefined ? others : { ...others, [key]: names };
    const order = props.profile.classes.map((one) => one.key).filter((one) => one in next);
    props.onChange({ classes: Object.fromEntries(order.map((one) => [one, next[one] ?? null])) });
  };
  return (
    <>
      <h3>{t("radiomics.classes")}</h3>
      <ul className="xf-classes">
        {props.profile.classes.map(({ key, features }) => {
          const on = key in classes;
          const names = classes[key] ?? null;
          const flat = key === "shape2D";
          return (
            <li key={key}>
              <Checkbox
                checked={on}
                indeterminate={on && names !== null}
                disabled={flat && !force2D}
                title={flat && !force2D ? t("radiomics.needsFlat") : undefined}
                onChange={(event) => set(key, event.target.checked ? null : undefined)}
              >
                {word("featureClass", key)}{" "}
                <span className="soft num">{names ? `${names.length} / ${features.length}` : features.length}</span>
              </Checkbox>
              {on && (
                <Button
                  size="small"
                  type="link"
                  aria-expanded={open === key}
                  aria-label={`${t("radiomics.single")} ${word("featureClass", key)}`}
                  onClick={() => setOpen(open === key ? null : key)}
                >
                  {t("radiomics.single")}
                </Button>
              )}
              {on && open === key && (
                <Select
                  size="small"
                  mode="multiple"
                  allowClear
                  style={{ width: "100%" }}
                  aria-label={word("featureClass", key)}
                  placeholder={t("radiomics.allOfClass", { count: features.length })}
                  value={names ?? []}
                  optionFilterProp="label"
                  options={features.map((one) => ({
                    value: nameOf(one.name),
                    label: `${pick(one.name_zh, one.name_en)} ${nameOf(one.name)}`,
                  }))}
                  onChange={(next: string[]) =>
                    set(key, next.length > 0 && next.length < features.length ? next : null)
                  }
                />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
