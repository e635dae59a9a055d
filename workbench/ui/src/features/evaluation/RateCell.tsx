import { Popover } from "antd";
import type { ReactNode } from "react";
import type { Rate, Score } from "../../api/types";
import { barOf, rateText } from "./rates";

/** A rate with its interval as text and as a bar; a click tells how it was counted. */
export function RateCell(props: { rate: Rate | Score; name: string; why: ReactNode }) {
  const text = rateText(props.rate);
  const bar = barOf(props.rate);
  if (!bar) return <span className="soft">—</span>;
  return (
    <Popover trigger="click" title={`${props.name} ${text}`} content={<div style={{ maxWidth: 320 }}>{props.why}</div>}>
      <button
        type="button"
        className="rate num"
        aria-label={`${props.name} ${text}`}
        onClick={(event) => event.stopPropagation()}
      >
        <span>
          <b>{text.slice(0, 4)}</b> <span className="soft">{text.slice(5)}</span>
        </span>
        <RateBar rate={props.rate} />
      </button>
    </Popover>
  );
}

/** The interval as a band on 0–1, the value as a tick. */
export function RateBar({ rate }: { rate: Rate | Score }) {
  const bar = barOf(rate);
  if (!bar) return null;
  return (
    <span className="rate-bar" aria-hidden>
      <i className="rate-band" style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />
      <i className="rate-tick" style={{ left: `${bar.at}%` }} />
    </span>
  );
}
