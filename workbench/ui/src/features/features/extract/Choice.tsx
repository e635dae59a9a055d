import { Alert, Button, Select } from "antd";
import { useId } from "react";
import type { ExtractionPlan } from "../../../api/radiomics";
import { useCohorts } from "../../../shared/useCohorts";
import { useWords } from "../../../shared/useWords";
import { Line } from "./Field";

export type Chosen = { rois: string[]; cohort: { id: string; version: number } | null; labels: string[] };

/** Whose ROIs, and which. */
export function Choice(props: {
  project: string;
  chosen: Chosen;
  plan: ExtractionPlan | undefined;
  onChange: (part: Partial<Chosen>) => void;
}) {
  const { t } = useWords();
  const [cohort, labels] = [useId(), useId()];
  const own = useCohorts(props.project);
  const { chosen, plan } = props;
  const options = own.cohorts.map((one) => ({
    label: one.name,
    title: one.name,
    options: one.versions.map((version) => ({
      value: `${one.id} ${version.version}`,
      label: t("features.cohortVersion", { name: one.name, version: version.version, count: version.members }),
    })),
  }));
  return (
    <section className="panel xf" aria-label={t("features.choice")}>
      <div className="panel-title">{t("features.choice")}</div>
      {chosen.rois.length > 0 ? (
        <Alert
          type="info"
          title={t("features.chosen", { count: chosen.rois.length })}
          action={
            <Button size="small" onClick={() => props.onChange({ rois: [] })}>
              {t("features.allInstead")}
            </Button>
          }
        />
      ) : (
        <Line name={t("features.cohort")} id={cohort}>
          <Select
            id={cohort}
            allowClear
            showSearch
            optionFilterProp="label"
            style={{ width: 380 }}
            loading={own.pending}
            placeholder={t("features.everybody")}
            value={chosen.cohort ? `${chosen.cohort.id} ${chosen.cohort.version}` : undefined}
            options={options}
            onChange={(value?: string) => {
              const [id, version] = (value ?? "").split(" ");
              props.onChange({ cohort: id ? { id, version: Number(version) } : null, labels: [] });
            }}
          />
        </Line>
      )}
      <Line name={t("features.labels")} hint={t("features.labelsHint")} id={labels}>
        <Select
          id={labels}
          mode="multiple"
          allowClear
          style={{ width: 380 }}
          loading={!plan}
          placeholder={t("features.allLabels")}
          value={chosen.labels}
          options={(plan?.labels ?? []).map((one) => ({ value: one.label, label: `${one.label} (${one.rois})` }))}
          onChange={(next: string[]) => props.onChange({ labels: next })}
        />
      </Line>
    </section>
  );
}
