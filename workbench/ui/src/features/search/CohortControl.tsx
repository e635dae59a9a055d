import { Select } from "antd";
import type { CohortLeaf } from "../../shared/criteria/criteria";
import { useWords } from "../../shared/useWords";
import { useBuilder } from "./builder";

/** Member of a frozen cohort, of its latest version or of a given one. */
export function CohortControl({ leaf, onChange }: { leaf: CohortLeaf; onChange: (next: CohortLeaf) => void }) {
  const { t } = useWords();
  const { cohorts } = useBuilder();
  const cohort = cohorts.find((one) => one.id === leaf.cohort);
  if (cohorts.length === 0 && !leaf.cohort) return <span className="soft">{t("search.noCohorts")}</span>;
  return (
    <div className="row">
      <Select
        size="small"
        style={{ width: 220 }}
        popupMatchSelectWidth={false}
        placeholder={t("search.pickCohort")}
        aria-label={t("search.pickCohort")}
        status={leaf.cohort && !cohort ? "error" : undefined}
        value={leaf.cohort || undefined}
        onChange={(id: string) => onChange({ ...leaf, cohort: id, version: null })}
        options={cohorts.map((one) => ({ value: one.id, label: one.name }))}
      />
      <Select
        size="small"
        style={{ minWidth: 150 }}
        popupMatchSelectWidth={false}
        aria-label={t("search.cohortVersion")}
        value={leaf.version ?? 0}
        onChange={(version: number) => onChange({ ...leaf, version: version || null })}
        options={[
          { value: 0, label: t("search.latestVersion") },
          ...(cohort?.versions ?? []).map((one) => ({
            value: one.version,
            label: t("search.versionOf", { version: one.version, count: one.members }),
          })),
        ]}
      />
    </div>
  );
}
