import { Alert, Button, Input, Select, Skeleton } from "antd";
import { useId, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { http, type Problem } from "../../api/http";
import { type JobAnswer, useGet, useWrite } from "../../api/queries";
import type { ExtractionPlan, Profile } from "../../api/radiomics";
import { useProjectId } from "../../layout/useProject";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { Choice, type Chosen } from "./extract/Choice";
import { Line } from "./extract/Field";
import { ParameterFile } from "./extract/ParameterFile";
import { SettingsForm } from "./extract/SettingsForm";
import { useParameters } from "./extract/useParameters";
import { usePlan } from "./extract/usePlan";
import "./features.css";

/** Asks for a feature table: of which ROIs, with which parameters; says at once how large it will be. */
export function ExtractPage() {
  const { t } = useWords();
  const profiles = useGet<Profile[]>("profiles", "/radiomics/profiles", {}, { staleTime: 600_000 });
  const [key, setKey] = useState<string | null>(null);
  const profile = profiles.data?.find((one) => one.key === key) ?? profiles.data?.[0];
  if (!profile) {
    return (
      <Page title={t("features.add")} lead={t("features.lead")}>
        <Trouble problem={profiles.error} retry={() => void profiles.refetch()} />
        {profiles.isPending && <Skeleton active />}
      </Page>
    );
  }
  return <Extraction key={profile.key} profile={profile} profiles={profiles.data ?? []} onProfile={setKey} />;
}

function Extraction(props: { profile: Profile; profiles: Profile[]; onProfile: (key: string) => void }) {
  const { t, pick } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const state = useLocation().state as { rois?: string[] } | null;
  const [chosen, setChosen] = useState<Chosen>({ rois: state?.rois ?? [], cohort: null, labels: [] });
  const [name, setName] = useState<string | null>(null);
  const parameters = useParameters(props.profile);
  const plan = usePlan(project, chosen);
  const boxes = [useId(), useId()];
  const proposed = chosen.labels.join("、") || (chosen.rois.length ? "" : t("features.allLabels"));
  const title = (name ?? proposed).trim();
  const start = useWrite<void, JobAnswer>(
    () =>
      http.post<JobAnswer>(`/projects/${project}/feature-tables`, {
        name: title,
        ...chosen,
        settings: parameters.text,
        profile: props.profile.key,
      }),
    "jobs",
    "features",
  );
  const fine = parameters.current && parameters.check?.error === null;
  const ready = fine && (plan.data?.rois ?? 0) > 0 && title !== "";
  return (
    <Page title={t("features.add")} lead={t("features.lead")}>
      <div className="xf-page">
        <div className="xf-left">
          <Choice
            project={project}
            chosen={chosen}
            plan={plan.data}
            onChange={(part) => setChosen({ ...chosen, ...part })}
          />
          <section
            className={`panel ${parameters.current && parameters.check?.error ? "xf-resting" : ""}`}
            aria-label={t("radiomics.parameters")}
            inert={Boolean(parameters.current && parameters.check?.error)}
          >
            <div className="panel-title">{t("radiomics.parameters")}</div>
            {props.profiles.length > 1 && (
              <Line name={t("radiomics.profile")} id={boxes[0]}>
                <Select
                  id={boxes[0]}
                  style={{ width: 260 }}
                  value={props.profile.key}
                  options={props.profiles.map((one) => ({ value: one.key, label: pick(one.title_zh, one.title_en) }))}
                  onChange={props.onProfile}
                />
              </Line>
            )}
            <SettingsForm form={parameters.form} profile={props.profile} onChange={parameters.change} />
          </section>
        </div>
        <div className="xf-right">
          <section className="panel xf-start" aria-label={t("features.start")}>
            <Volume
              plan={plan.data}
              columns={fine ? parameters.check?.columns : undefined}
              broken={parameters.current && Boolean(parameters.check?.error)}
            />
            <Trouble problem={plan.problem} />
            <Line name={t("features.name")} id={boxes[1]}>
              <Input
                id={boxes[1]}
                maxLength={200}
                value={name ?? proposed}
                status={title === "" ? "error" : undefined}
                placeholder={t("features.needName")}
                onChange={(event) => setName(event.target.value)}
              />
            </Line>
            <Trouble problem={start.error as Problem | null} />
            <Button
              type="primary"
              block
              disabled={!ready}
              loading={start.isPending}
              onClick={() =>
                start.mutate(undefined, { onSuccess: () => void navigate(`/projects/${project}/features`) })
              }
            >
              {t("features.start")}
            </Button>
          </section>
          <ParameterFile
            text={parameters.text}
            check={parameters.check}
            current={parameters.current}
            problem={parameters.problem}
            onChange={parameters.write}
            onReset={parameters.reset}
          />
        </div>
      </div>
    </Page>
  );
}

/** How much will be computed. */
function Volume(props: { plan: ExtractionPlan | undefined; columns: number | undefined; broken: boolean }) {
  const { plan, columns } = props;
  const { t } = useWords();
  if (props.broken) return <Alert type="error" showIcon title={t("features.brokenFile")} />;
  if (plan?.rois === 0) return <Alert type="warning" showIcon title={t("features.nothingFits")} />;
  return (
    <p className="xf-volume" data-testid="volume" data-rois={plan?.rois} data-columns={columns} aria-live="polite">
      {plan && columns !== undefined
        ? t("features.volume", { rois: plan.rois, columns, patients: plan.patients, series: plan.series })
        : t("features.counting")}
    </p>
  );
}
