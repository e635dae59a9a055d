import { Radio } from "antd";
import { useWords } from "../../../shared/useWords";
import { NumberBox } from "./Field";

type Way = { key: string; name: string };

/** A choice between ways to cut intensities, and the number that goes with the width and the count. */
export function Bins(props: {
  label: string;
  ways: Way[];
  way: string;
  width: number;
  count: number;
  most: number;
  onWay: (way: string) => void;
  onWidth: (width: number) => void;
  onCount: (count: number) => void;
}) {
  const { t } = useWords();
  const name = (key: string) => props.ways.find((way) => way.key === key)?.name ?? "";
  return (
    <>
      <Radio.Group
        size="small"
        value={props.way}
        aria-label={props.label}
        onChange={(event) => props.onWay(event.target.value)}
      >
        {props.ways.map((way) => (
          <Radio key={way.key} value={way.key}>
            {way.name}
          </Radio>
        ))}
      </Radio.Group>
      {props.way === "width" && (
        <span className="xf-together">
          <span className="soft">{t("radiomics.width")}</span>
          <NumberBox
            label={name("width")}
            value={props.width}
            min={1e-6}
            onChange={(value) => value && props.onWidth(value)}
          />
        </span>
      )}
      {props.way === "count" && (
        <span className="xf-together">
          <span className="soft">{t("radiomics.levels")}</span>
          <NumberBox
            label={name("count")}
            value={props.count}
            min={1}
            max={props.most}
            whole
            onChange={(value) => value && props.onCount(value)}
          />
        </span>
      )}
    </>
  );
}
