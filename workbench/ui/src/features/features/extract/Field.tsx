import { InputNumber, Switch } from "antd";
import { type ReactNode, useId } from "react";

/** A line of the form: its name, its control, and what it means. */
export function Line(props: { name: string; hint?: string; id?: string; children: ReactNode }) {
  return (
    <div className="xf-line">
      <label className="xf-name" htmlFor={props.id} title={props.hint}>
        {props.name}
      </label>
      <div className="xf-control">
        {props.children}
        {props.hint && <span className="xf-hint soft">{props.hint}</span>}
      </div>
    </div>
  );
}

/** A number that stays what it was while nothing valid is typed. */
export function NumberBox(props: {
  label: string;
  value: number | null;
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  whole?: boolean;
  empty?: boolean;
  off?: boolean;
  onChange: (value: number | null) => void;
}) {
  return (
    <InputNumber
      aria-label={props.label}
      size="small"
      value={props.value}
      min={props.min}
      max={props.max}
      step={props.step ?? 1}
      precision={props.whole ? 0 : undefined}
      suffix={props.unit}
      style={{ width: props.unit ? 110 : 88 }}
      disabled={props.off}
      onChange={(next) => (next !== null || props.empty) && props.onChange(next)}
    />
  );
}

/** A step that is on or off; its values show only when it is on. */
export function Step(props: {
  name: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Line name={props.name} hint={props.on ? undefined : props.hint} id={id}>
      <Switch id={id} size="small" checked={props.on} onChange={props.onChange} aria-label={props.name} />
      {props.on && props.children}
    </Line>
  );
}
