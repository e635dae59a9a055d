import { Checkbox } from "antd";
import { useId } from "react";
import type { Profile } from "../../../api/radiomics";
import { useWords } from "../../../shared/useWords";
import { Bins } from "./Bins";
import { Line } from "./Field";
import { Filters } from "./Filters";
import { IbsiPreparation } from "./IbsiPreparation";
import { flattenedIbsi, type IbsiParameters, SPACES, spacesOf } from "./ibsi";

export type IbsiProps = {
  form: IbsiParameters;
  profile: Profile;
  onChange: (part: Partial<IbsiParameters>) => void;
};

/** Settings of the profile `ibsi` as a form: grey levels, preparation, aggregation, images, families. */
export function IbsiForm({ form, profile, onChange }: IbsiProps) {
  const { t } = useWords();
  const flat = useId();
  const widths = [
    { key: "width", name: t("radiomics.fbs") },
    { key: "count", name: t("radiomics.fbn") },
  ];
  return (
    <div className="xf">
      <h3>{t("radiomics.grey")}</h3>
      <Line name={t("radiomics.bins")} hint={t("radiomics.ibsiBinsHint")}>
        <Bins
          label={t("radiomics.bins")}
          ways={[...widths, { key: "none", name: t("radiomics.asLevels") }]}
          way={form.bins}
          width={form.binWidth}
          count={form.binCount}
          most={4096}
          onWay={(bins) => onChange({ bins: bins as IbsiParameters["bins"] })}
          onWidth={(binWidth) => onChange({ binWidth })}
          onCount={(binCount) => onChange({ binCount })}
        />
      </Line>
      <Line name={t("radiomics.ivh")} hint={t("radiomics.ivhHint")}>
        <Bins
          label={t("radiomics.ivh")}
          ways={[{ key: "none", name: t("radiomics.asIntensities") }, ...widths]}
          way={form.ivh}
          width={form.ivhWidth}
          count={form.ivhCount}
          most={1 << 20}
          onWay={(ivh) => onChange({ ivh: ivh as IbsiParameters["ivh"] })}
          onWidth={(ivhWidth) => onChange({ ivhWidth })}
          onCount={(ivhCount) => onChange({ ivhCount })}
        />
      </Line>
      <IbsiPreparation form={form} onChange={onChange} />
      <h3>{t("radiomics.aggregation")}</h3>
      <Line name="2D" hint={t("radiomics.flatHint")} id={flat}>
        <Checkbox
          id={flat}
          checked={form.force2D}
          onChange={(event) => onChange(flattenedIbsi(form, event.target.checked))}
        >
          {t("radiomics.ibsiFlat")}
        </Checkbox>
      </Line>
      <Line name={t("radiomics.spaces")} hint={t("radiomics.spacesHint")}>
        <Checkbox.Group
          aria-label={t("radiomics.spaces")}
          value={form.aggregation}
          options={SPACES.map((value) => ({
            value,
            label: t(`space.${value.replace(".", "_")}`),
            disabled: !spacesOf(form.force2D).includes(value),
          }))}
          // none at all is no choice
          onChange={(next) => {
            const aggregation = SPACES.filter((space) => next.includes(space));
            if (aggregation.length > 0) onChange({ aggregation });
          }}
        />
      </Line>
      <Filters form={form} onChange={onChange} />
      <Families form={form} profile={profile} onChange={onChange} />
      {Object.keys(form.rest).length > 0 && (
        <p className="soft" data-testid="kept-keys">
          {t("radiomics.rest", { keys: Object.keys(form.rest).join(", ") })}
        </p>
      )}
    </div>
  );
}

/** The families of features; each is computed whole. */
function Families({ form, profile, onChange }: IbsiProps) {
  const { t, word } = useWords();
  const set = (key: string, on: boolean) => {
    const order = profile.classes.map((one) => one.key);
    const families = order.filter((one) => (one === key ? on : form.families.includes(one)));
    if (families.length > 0) onChange({ families });
  };
  return (
    <>
      <h3>{t("radiomics.classes")}</h3>
      <ul className="xf-classes">
        {profile.classes.map(({ key, features }) => (
          <li key={key}>
            <Checkbox checked={form.families.includes(key)} onChange={(event) => set(key, event.target.checked)}>
              {word("featureClass", key)} <span className="soft num">{features.length}</span>
            </Checkbox>
          </li>
        ))}
      </ul>
    </>
  );
}
