import { Select } from "antd";
import { useWords } from "../../../shared/useWords";
import { Line, NumberBox, Step } from "./Field";
import type { IbsiProps } from "./IbsiForm";
import type { IbsiParameters } from "./ibsi";
import { RangeBoxes, SpacingBoxes } from "./Preparation";
import { INTERPOLATORS } from "./parameters";

const ROUND = [
  ["auto", null],
  ["yes", true],
  ["no", false],
] as const;

/** Interpolation, rounding, re-segmentation. */
export function IbsiPreparation({ form, onChange }: Omit<IbsiProps, "profile">) {
  const { t } = useWords();
  return (
    <>
      <h3>{t("radiomics.preparation")}</h3>
      <Step
        name={t("radiomics.resample")}
        hint={t("radiomics.resampleHint")}
        on={form.resample}
        onChange={(resample) => onChange({ resample })}
      >
        <SpacingBoxes spacing={form.spacing} onChange={(spacing) => onChange({ spacing })} />
        <span className="xf-hint soft">{t("radiomics.keepAxis")}</span>
      </Step>
      {form.resample && <Interpolation form={form} onChange={onChange} />}
      <Step
        name={t("radiomics.resegment")}
        hint={t("radiomics.resegmentHint")}
        on={form.resegment}
        onChange={(resegment) => onChange({ resegment })}
      >
        <RangeBoxes range={form.range} onChange={(range) => onChange({ range })} />
      </Step>
      <Step
        name={t("radiomics.outliers")}
        hint={t("radiomics.outliersHint")}
        on={form.outliers !== null}
        onChange={(on) => onChange({ outliers: on ? 3 : null })}
      >
        <NumberBox
          label={t("radiomics.outliers")}
          unit="SD"
          value={form.outliers}
          min={0.1}
          step={0.5}
          onChange={(value) => value && onChange({ outliers: value })}
        />
        <span className="xf-hint soft">{t("radiomics.outliersOn")}</span>
      </Step>
    </>
  );
}

function Interpolation({ form, onChange }: Omit<IbsiProps, "profile">) {
  const { t, word } = useWords();
  const options = (words: string[]) => words.map((value) => ({ value, label: word("interpolator", value) }));
  const round = ROUND.find(([, value]) => value === form.round)?.[0];
  return (
    <>
      <Line name={t("radiomics.imageInterpolator")}>
        <Select
          size="small"
          style={{ width: 130 }}
          aria-label={t("radiomics.imageInterpolator")}
          value={form.interpolator}
          options={options(INTERPOLATORS)}
          onChange={(interpolator) => onChange({ interpolator })}
        />
        <span>{t("radiomics.round")}</span>
        <Select
          size="small"
          style={{ width: 170 }}
          aria-label={t("radiomics.round")}
          value={round}
          options={ROUND.map(([value]) => ({ value, label: t(`rounding.${value}`) }))}
          onChange={(key) => {
            const found = ROUND.find(([one]) => one === key);
            if (found) onChange({ round: found[1] as IbsiParameters["round"] });
          }}
        />
      </Line>
      <Line name={t("radiomics.maskInterpolator")}>
        <Select
          size="small"
          style={{ width: 130 }}
          aria-label={t("radiomics.maskInterpolator")}
          value={form.maskInterpolator}
          // a spline overshoots: no share of a voxel
          options={options(INTERPOLATORS.filter((one) => one !== "sitkBSpline"))}
          onChange={(maskInterpolator) => onChange({ maskInterpolator })}
        />
        <span>{t("radiomics.maskThreshold")}</span>
        <NumberBox
          label={t("radiomics.maskThreshold")}
          value={form.maskThreshold}
          min={0.01}
          max={1}
          step={0.05}
          onChange={(value) => value && onChange({ maskThreshold: value })}
        />
      </Line>
    </>
  );
}
