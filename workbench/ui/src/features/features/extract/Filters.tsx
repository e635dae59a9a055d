import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useWords } from "../../../shared/useWords";
import { type Edited, FilterDialog } from "./FilterDialog";
import type { IbsiProps } from "./IbsiForm";

/** The images that are measured: the original, and response maps of filters under names of one's own. */
export function Filters({ form, onChange }: Omit<IbsiProps, "profile">) {
  const { t } = useWords();
  const [edited, setEdited] = useState<Edited | null>(null);
  const names = Object.keys(form.filters);
  const put = (name: string, filter: Edited["filter"]) => {
    if (!filter) return;
    // a filter that is given another name keeps its place
    const old = edited?.name ?? null;
    const others = Object.entries(form.filters).map(([key, one]) => (key === old ? [name, filter] : [key, one]));
    onChange({ filters: Object.fromEntries(old === null ? [...others, [name, filter]] : others) });
    setEdited(null);
  };
  const drop = (name: string) => {
    const { [name]: _, ...filters } = form.filters;
    onChange({ filters, original: form.original || Object.keys(filters).length === 0 });
  };
  return (
    <>
      <h3>{t("radiomics.images")}</h3>
      <ul className="xf-filters">
        <li>
          <Checkbox
            checked={form.original}
            disabled={form.original && names.length === 0}
            onChange={(event) => onChange({ original: event.target.checked })}
          >
            {t("imageType.Original")}
          </Checkbox>
        </li>
        {names.map((name) => (
          <li key={name} data-testid="filter">
            <b>{name}</b>
            <span className="soft mono">{said(form.filters[name])}</span>
            <Button
              size="small"
              type="text"
              icon={<EditOutlined />}
              aria-label={`${t("radiomics.editFilter")} ${name}`}
              onClick={() => setEdited({ name, filter: form.filters[name] ?? null })}
            />
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={`${t("radiomics.dropFilter")} ${name}`}
              onClick={() => drop(name)}
            />
          </li>
        ))}
        <li>
          <Button size="small" icon={<PlusOutlined />} onClick={() => setEdited({ name: null, filter: null })}>
            {t("radiomics.addFilter")}
          </Button>
          <span className="xf-hint soft">{t("radiomics.filtersHint")}</span>
        </li>
      </ul>
      {edited && <FilterDialog edited={edited} names={names} onClose={() => setEdited(null)} onDone={put} />}
    </>
  );
}

/** A filter in one line, its kind first. */
function said(filter: Edited["filter"] | undefined): string {
  const { filter: kind, ...others } = filter ?? {};
  const parts = Object.entries(others).map(([key, value]) => `${key} ${String(value)}`);
  return [String(kind ?? ""), ...parts].join(" · ");
}
