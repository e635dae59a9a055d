import { Checkbox, Select } from "antd";
import { useId } from "react";
import type { Profile } from "../../../api/radiomics";
import { useWords } from "../../../shared/useWords";
import { Bins } from "./Bins";
import { Classes } from "./Classes";
import { Line, NumberBox, Step } from "./Field";
import { ImageTypes } from "./ImageTypes";
import { RangeBoxes, SpacingBoxes } from "./Preparation";
import { INTERPOLATORS, MODES, type Parameters } from "./parameters";

type Props = { form: Parameters; profile: Profile; onChange: (part: Partial<Parameters>) => void };

/** The parameters as a form: discretisation, preparation, images, classes. */
export function SettingsForm({ form, profile, onChange }: Props) {
  const { t } = useWords();
  return (
    <div className="xf">
      <h3>{t("radiomics.grey")}</h3>
      <Line name={t("radiomics.bins")} hint={t("radiomics.binsHint")}>
        <Bins
          label={t("radiomics.bins")}
          ways={[
            { key: "width", name: t("radiomics.binWidth") },
            { key: "count", name: t("radiomics.binCount") },
          ]}
          way={form.bins}
          width={form.binWidth}
          count={form.binCount}
          most={4096}
          onWay={(bins) => onChange({ bins: bins as Parameters["bins"] })}
          onWidth={(binWidth) => onChange({ binWidth })}
          onCount={(binCount) => onChange({ binCount })}
        />
      </Line>
      <Preparation form={form} onChange={onChange} />
      <ImageTypes form={form} profile={profile} onChange={onChange} />
      <Classes form={form} profile={profile} onChange={onChange} />
      {Object.keys(form.rest).length > 0 && (
        <p className="soft" data-testid="kept-keys">
          {t("radiomics.rest", { keys: Object.keys(form.rest).join(", ") })}
        </p>
      )}
    </div>
  );
}

function Preparation({ form, onChange }: Omit<Props, "profile">) {
  const { t, word } = useWords();
  const flat = useId();
  return (
    <>
      <h3>{t("radiomics.preparation")}</h3>
      <Step
        name={t("radiomics.normalize")}
        hint={t("radiomics.normalizeHint")}
        on={form.normalize}
        onChange={(normalize) => onChange({ normalize })}
      >
        <NumberBox
          label={t("radiomics.scale")}
          unit={t("radiomics.times")}
          value={form.normalizeScale}
          min={1e-6}
          onChange={(value) => value && onChange({ normalizeScale: value })}
        />
        <Checkbox
          checked={form.removeOutliers !== null}
          onChange={(event) => onChange({ removeOutliers: event.target.checked ? 3 : null })}
        >
          {t("radiomics.removeOutliers")}
        </Checkbox>
        {form.removeOutliers !== null && (
          <NumberBox
            label={t("radiomics.removeOutliers")}
            unit="SD"
            value={form.removeOutliers}
            min={0.1}
            onChange={(value) => value && onChange({ removeOutliers: value })}
          />
        )}
      </Step>
      <Step
        name={t("radiomics.resample")}
        hint={t("radiomics.resampleHint")}
        on={form.resample}
        onChange={(resample) => onChange({ resample })}
      >
        <SpacingBoxes spacing={form.spacing} onChange={(spacing) => onChange({ spacing })} />
        <Select
          size="small"
          style={{ width: 130 }}
          aria-label={t("radiomics.interpolator")}
          value={form.interpolator}
          options={INTERPOLATORS.map((value) => ({ value, label: word("interpolator", value) }))}
          onChange={(interpolator) => onChange({ interpolator })}
        />
      </Step>
      <Step
        name={t("radiomics.resegment")}
        hint={t("radiomics.resegmentHint")}
        on={form.resegment}
        onChange={(resegment) => onChange({ resegment })}
      >
        <RangeBoxes range={form.range} onChange={(range) => onChange({ range })} />
        <Select
          size="small"
          style={{ width: 150 }}
          aria-label={t("radiomics.mode")}
          value={form.mode}
          options={MODES.map((value) => ({ value, label: word("resegmentMode", value) }))}
          onChange={(mode) => onChange({ mode })}
        />
        <Checkbox
          checked={form.resegmentShape}
          onChange={(event) => onChange({ resegmentShape: event.target.checked })}
        >
          {t("radiomics.resegmentShape")}
        </Checkbox>
      </Step>
      <Line name="2D" hint={t("radiomics.flatHint")} id={flat}>
        <Checkbox
          id={flat}
          checked={form.force2D}
          onChange={(event) => onChange(flattened(form, event.target.checked))}
        >
          {t("radiomics.flat")}
        </Checkbox>
        {form.force2D && (
          <Select
            size="small"
            style={{ width: 130 }}
            aria-label={t("radiomics.across")}
            value={form.dimension}
            options={[0, 1, 2].map((value) => ({ value, label: t(`plane.${value}`) }))}
            onChange={(dimension) => onChange({ dimension })}
          />
        )}
      </Line>
    </>
  );
}

/** A class of form in the plane needs planes: it goes with them. */
function flattened(form: Parameters, force2D: boolean): Partial<Parameters> {
  if (force2D || !("shape2D" in form.classes)) return { force2D };
  const { shape2D: _, ...classes } = form.classes;
  return { force2D, classes };
}
