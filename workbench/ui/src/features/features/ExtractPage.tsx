import { Alert, Button, Input, Skeleton } from "antd";
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
import type { Form } from "./extract/forms";
import { IbsiForm } from "./extract/IbsiForm";
import { ParameterFile } from "./extract/ParameterFile";
import { Presets } from "./extract/Presets";
import { SettingsForm } from "./extract/SettingsForm";
import { useParameters } from "./extract/useParameters";
import { usePlan } from "./extract/usePlan";
import "./features.css";

/** Asks for a feature table: of which ROIs, with which parameters; says at once how large it will be. */
export function ExtractPage() {
  const { t } = useWords();
  const profiles = useGet<Profile[]>("profiles", "/radiomics/profiles", {}, { staleTime: 600_000 });
  const first = profiles.data?.[0];
  if (!first) {
    return (
      <Page title={t("features.add")} lead={t("features.lead")}>
        <Trouble problem={profiles.error} retry={() => void profiles.refetch()} />
        {profiles.isPending && <Skeleton active />}
      </Page>
    );
  }
  return <Extraction first={first} profiles={profiles.data ?? []} />;
}

function Extraction(props: { first: Profile; profiles: Profile[] }) {
  const { t } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const state = useLocation().state as { rois?: string[] } | null;
  const [chosen, setChosen] = useState<Chosen>({ rois: state?.rois ?? [], cohort: null, labels: [] });
  const [name, setName] = useState<string | null>(null);
  const parameters = useParameters(props.first);
  const plan = usePlan(project, chosen);
  const box = useId();
  const proposed = chosen.labels.join("、") || (chosen.rois.length ? "" : t("features.allLabels"));
  const title = (name ?? proposed).trim();
  const start = useWrite<void, JobAnswer>(
    () =>
      http.post<JobAnswer>(`/projects/${project}/feature-tables`, {
        name: title,
        ...chosen,
        settings: parameters.text,
        profile: parameters.profile.key,
      }),
    "jobs",
    "features",
  );
  const fine = parameters.current && parameters.check?.error === null;
  const broken = parameters.current && Boolean(parameters.check?.error);
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
          <Presets
            project={project}
            profiles={props.profiles}
            profile={parameters.profile}
            text={parameters.text}
            fine={fine}
            onLoad={parameters.load}
          />
          <section
            className={`panel ${broken ? "xf-resting" : ""}`}
            aria-label={t("radiomics.parameters")}
            inert={broken}
          >
            <div className="panel-title">{t("radiomics.parameters")}</div>
            <Settings form={parameters.form} profile={parameters.profile} onChange={parameters.change} />
          </section>
        </div>
        <div className="xf-right">
          <section className="panel xf-start" aria-label={t("features.start")}>
            <Volume plan={plan.data} columns={fine ? parameters.check?.columns : undefined} broken={broken} />
            <Trouble problem={plan.problem} />
            <Line name={t("features.name")} id={box}>
              <Input
                id={box}
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
            hint={t(`fileHint.${parameters.profile.key}`)}
            onChange={parameters.write}
            onReset={() => parameters.load(parameters.profile)}
          />
        </div>
      </div>
    </Page>
  );
}

/** The form of the profile. */
function Settings({ form, profile, onChange }: { form: Form; profile: Profile; onChange: (form: Form) => void }) {
  if (form.profile === "ibsi") {
    const { value } = form;
    return (
      <IbsiForm
        form={value}
        profile={profile}
        onChange={(part) => onChange({ profile: "ibsi", value: { ...value, ...part } })}
      />
    );
  }
  const { value } = form;
  return (
    <SettingsForm
      form={value}
      profile={profile}
      onChange={(part) => onChange({ profile: "pyradiomics", value: { ...value, ...part } })}
    />
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
