import { useQueries } from "@tanstack/react-query";
import { Select } from "antd";
import { useMemo } from "react";
import { http } from "../../api/http";
import { useGet, useList } from "../../api/queries";
import type { PackView, RuleSetRow, RuleSetView } from "../../api/rules";
import type { Database, Page as Paged } from "../../api/types";
import { date } from "../../shared/format";
import { useWords } from "../../shared/useWords";

/** What is judged: nothing named is the present values. */
export type Against = { rules: string } | { pack: string } | null;

type Props = { project: string; database: Database; against: Against; onChange: (against: Against) => void };

/** The present values, a published version of any rule set of the project, or a shipped pack. */
export function VersionPick({ project, database, against, onChange }: Props) {
  const { t, pick } = useWords();
  const sets = useList<RuleSetRow>("rulesets", `/projects/${project}/rulesets`);
  const packs = useGet<Paged<PackView>>("packs", "/packs").data?.items;
  const views = useQueries({
    queries: sets.rows
      .filter((row) => row.published)
      .map((row) => ({
        queryKey: ["ruleset", `/rulesets/${row.id}`, {}],
        queryFn: () => http.get<RuleSetView>(`/rulesets/${row.id}`),
      })),
    combine: (answers) => answers.flatMap(({ data }) => (data ? [data] : [])),
  });
  const options = useMemo(() => {
    const follows = views.find((view) => view.versions.some((version) => version.id === database.ruleset_version));
    // packs that have none of its variables say nothing of it
    const near = (packs ?? []).filter((pack) => pack.name === database.pack || pack.name === follows?.origin);
    const one = (value: string, name: string, more: string) => ({ value, label: `${name} · ${more}` });
    return [
      {
        label: t("evaluation.inUse"),
        options: [one("", t("evaluation.present"), `${database.pack} ${database.pack_version}`)],
      },
      ...views.map((view) => ({
        label: `${pick(view.title_zh, view.title_en) || view.key} · ${view.key}`,
        options: view.versions.map((version) =>
          one(`rules:${version.id}`, version.version, [version.note, date(version.at)].filter(Boolean).join(" · ")),
        ),
      })),
      {
        label: t("evaluation.shipped"),
        options: near.map((pack) => one(`pack:${pack.name}`, pick(pack.title_zh, pack.title_en), pack.version)),
      },
    ].filter((group) => group.options.length > 0);
  }, [views, packs, database, t, pick]);
  return (
    <Select
      style={{ width: 250 }}
      aria-label={t("evaluation.pick")}
      title={t("evaluation.pickHint")}
      popupMatchSelectWidth={380}
      listHeight={420}
      value={chosenOf(against)}
      options={options}
      onChange={(next: string) => {
        const name = next.slice(next.indexOf(":") + 1);
        onChange(next === "" ? null : next.startsWith("rules:") ? { rules: name } : { pack: name });
      }}
    />
  );
}

function chosenOf(against: Against): string {
  if (!against) return "";
  return "rules" in against ? `rules:${against.rules}` : `pack:${against.pack}`;
}
