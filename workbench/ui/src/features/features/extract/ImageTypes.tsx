import { Checkbox, Select } from "antd";
import type { Json, JsonMap, Profile } from "../../../api/radiomics";
import { useWords } from "../../../shared/useWords";
import { ARGUMENTS, type Parameters } from "./parameters";

const WAVELETS = [
  "haar",
  "db1",
  "db2",
  "db3",
  "db4",
  "sym2",
  "sym4",
  "coif1",
  "coif2",
  "bior1.3",
  "bior2.2",
  "rbio1.3",
  "dmey",
];

/** The images whose features are computed: the original and what filters make of it. */
export function ImageTypes(props: {
  form: Parameters;
  profile: Profile;
  onChange: (part: Partial<Parameters>) => void;
}) {
  const { t, word } = useWords();
  const { images } = props.form;
  const set = (key: string, value: JsonMap | null) => {
    const { [key]: _, ...others } = images;
    const next = value ? { ...others, [key]: value } : others;
    // in the order of results, whatever the order of clicks
    const order = props.profile.images.filter((one) => one in next);
    props.onChange({ images: Object.fromEntries(order.map((one) => [one, next[one] as JsonMap])) });
  };
  return (
    <>
      <h3>{t("radiomics.images")}</h3>
      <ul className="xf-images">
        {props.profile.images.map((key) => {
          const on = images[key];
          return (
            <li key={key}>
              <Checkbox
                checked={on !== undefined}
                onChange={(event) => set(key, event.target.checked ? (ARGUMENTS[key] ?? {}) : null)}
              >
                {word("imageType", key)}
              </Checkbox>
              {on && key === "LoG" && <Sigmas value={on.sigma} onChange={(sigma) => set(key, { ...on, sigma })} />}
              {on && key === "Wavelet" && (
                <Select
                  size="small"
                  showSearch
                  style={{ width: 110 }}
                  aria-label={t("radiomics.wavelet")}
                  value={String(on.wavelet ?? "coif1")}
                  options={[...new Set([...WAVELETS, String(on.wavelet ?? "coif1")])].map((value) => ({
                    value,
                    label: value,
                  }))}
                  onChange={(wavelet) => set(key, { ...on, wavelet })}
                />
              )}
              {on && <Others known={key === "LoG" ? ["sigma"] : ["wavelet"]} held={on} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Arguments that only the file can change. */
function Others({ known, held }: { known: string[]; held: JsonMap }) {
  const others = Object.entries(held).filter(([key, value]) => !known.includes(key) && value !== null);
  if (others.length === 0) return null;
  return (
    <span className="soft mono">{others.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(" · ")}</span>
  );
}

function Sigmas({ value, onChange }: { value: Json | undefined; onChange: (value: number[]) => void }) {
  const { t } = useWords();
  const list = Array.isArray(value) ? value.filter((one): one is number => typeof one === "number") : [];
  return (
    <Select
      size="small"
      mode="tags"
      style={{ minWidth: 170 }}
      aria-label={t("radiomics.sigma")}
      suffixIcon={<span>mm</span>}
      tokenSeparators={[",", " ", "，", "、"]}
      value={list.map(String)}
      options={["0.5", "1", "1.5", "2", "3", "4", "5"].map((one) => ({ value: one, label: `${one} mm` }))}
      onChange={(next: string[]) => {
        const sigmas = [...new Set(next.map(Number))].filter((one) => Number.isFinite(one) && one > 0);
        if (sigmas.length > 0) onChange(sigmas.sort((a, b) => a - b));
      }}
    />
  );
}
