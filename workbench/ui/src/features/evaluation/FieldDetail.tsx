import { Drawer } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";
import type { FieldEvaluation } from "../../api/types";
import { Chart } from "../../shared/Chart";
import { number } from "../../shared/format";
import { useWords } from "../../shared/useWords";
import { blandAltmanOption } from "./blandAltman";
import { Confusion } from "./Confusion";
import { ErrorList } from "./ErrorList";
import { RateBar } from "./RateCell";
import { inMillimetres, outside, rateText, wilson } from "./rates";

type Props = {
  field: FieldEvaluation | null;
  /** The check page of a report at this field. */
  link: (report: string) => string;
  onClose: () => void;
};

/** Where one variable is right and where not, down to the case. */
export function FieldDetail({ field, link, onClose }: Props) {
  const { pick } = useWords();
  return (
    <Drawer
      open={field !== null}
      onClose={onClose}
      size={860}
      title={field ? `${pick(field.variable.name_zh, field.variable.name_en)} · ${field.variable.key}` : ""}
      destroyOnHidden
    >
      {field && <Detail field={field} link={link} />}
    </Drawer>
  );
}

function Detail({ field, link }: { field: FieldEvaluation; link: (report: string) => string }) {
  const { t, word } = useWords();
  const last = (field.confusion?.labels.length ?? 0) - 1;
  // the server names the last row by what is not mentioned
  const label = (text: string, index: number) =>
    index === last
      ? t("valueState.not_mentioned")
      : text === "true"
        ? t("common.yes")
        : text === "false"
          ? t("common.no")
          : word("valueState", text);
  const buckets = field.buckets.filter((bucket) => bucket.n > 0);
  return (
    <div className="evaluation-detail">
      <div className="four">
        <Four name={t("evaluation.tp")} hint={t("evaluation.tpHint")} count={field.tp} />
        <Four name={t("evaluation.fp")} hint={t("evaluation.fpHint")} count={field.fp} bad />
        <Four name={t("evaluation.fn")} hint={t("evaluation.fnHint")} count={field.fn} bad />
        <Four name={t("evaluation.tn")} hint={t("evaluation.tnHint")} count={field.tn} />
      </div>
      {field.options && (
        <section>
          <h3 className="panel-title">
            {t("evaluation.options")}
            <span className="soft hint">{t("evaluation.optionsHint")}</span>
          </h3>
          <div className="row num" style={{ gap: 20 }}>
            {(["precision", "recall"] as const).map((key) => {
              const rate = field.options?.[key];
              return (
                rate && (
                  <span key={key} className="rate">
                    <span>
                      <span className="soft">{t(`evaluation.${key}`)}</span> {rate.hits}/{rate.of}{" "}
                      <span className="soft">{rateText(rate)}</span>
                    </span>
                    <RateBar rate={rate} />
                  </span>
                )
              );
            })}
            {field.options.f1 !== null && <span>F1 {field.options.f1.toFixed(2)}</span>}
          </div>
        </section>
      )}
      {field.confusion && field.confusion.labels.length > 0 && (
        <section>
          <h3 className="panel-title">{t("evaluation.confusion")}</h3>
          <Confusion labels={field.confusion.labels} counts={field.confusion.counts} shown={label} />
        </section>
      )}
      {field.numeric && field.numeric.n > 0 && <Numeric field={field} link={link} />}
      {buckets.length > 0 && (
        <section>
          <h3 className="panel-title">
            {t("evaluation.buckets")}
            <span className="soft hint">{t("evaluation.bucketsHint")}</span>
          </h3>
          <table className="buckets num">
            <thead>
              <tr>
                <th scope="col">{t("databases.confidence")}</th>
                <th scope="col">{t("evaluation.n")}</th>
                <th scope="col">{t("evaluation.right")}</th>
                <th scope="col">{t("evaluation.precision")}</th>
              </tr>
            </thead>
            <tbody>
              {buckets.map((bucket) => {
                const rate = wilson(bucket.correct, bucket.n);
                return (
                  <tr key={bucket.confidence_from}>
                    <th scope="row">
                      {bucket.confidence_from.toFixed(1)}–{bucket.confidence_to.toFixed(1)}
                    </th>
                    <td>{bucket.n}</td>
                    <td>{bucket.correct}</td>
                    <td>
                      <span className="rate">
                        {rateText(rate)}
                        <RateBar rate={rate} />
                      </span>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
      <section>
        <h3 className="panel-title">{t("evaluation.errors")}</h3>
        <ErrorList variable={field.variable} errors={field.errors} link={link} />
      </section>
    </div>
  );
}

function Four(props: { name: string; hint: string; count: number; bad?: boolean }) {
  return (
    <div className={props.bad && props.count > 0 ? "bad" : undefined}>
      <b className="num">{props.count}</b>
      <span>{props.name}</span>
      <span className="soft">{props.hint}</span>
    </div>
  );
}

function Numeric({ field, link }: { field: FieldEvaluation; link: (report: string) => string }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { numeric, variable } = field;
  const unit = variable.unit ?? "";
  const option = useMemo(
    () =>
      numeric &&
      blandAltmanOption(numeric, unit, {
        points: t("evaluation.points"),
        mean: t("evaluation.mean"),
        difference: t("evaluation.difference"),
        bias: t("evaluation.bias"),
        upper: t("evaluation.upper"),
        lower: t("evaluation.lower"),
        open: t("evaluation.openCase"),
      }),
    [numeric, unit, t],
  );
  if (!numeric || !option) return null;
  const far = outside(numeric);
  const parts = [
    { name: t("evaluation.exact"), rate: wilson(numeric.exact, numeric.n) },
    ...(inMillimetres(field) ? [{ name: "±1 mm", rate: wilson(numeric.within_1mm, numeric.n) }] : []),
    { name: "±10%", rate: wilson(numeric.within_10pct, numeric.n) },
  ];
  const summary = t(numeric.sd === null ? "evaluation.limitsNone" : "evaluation.limits", {
    n: numeric.n,
    bias: number(numeric.bias),
    sd: number(numeric.sd),
    low: number(numeric.loa_low),
    high: number(numeric.loa_high),
    unit,
  });
  return (
    <section>
      <h3 className="panel-title">
        {t("evaluation.blandAltman")}
        <span className="soft hint">{t("evaluation.blandAltmanHint")}</span>
      </h3>
      <div className="row num" style={{ gap: 20 }}>
        {parts.map((part) => (
          <span key={part.name} className="rate">
            <span>
              <span className="soft">{part.name}</span> {part.rate.hits}/{part.rate.of}{" "}
              <span className="soft">{rateText(part.rate)}</span>
            </span>
            <RateBar rate={part.rate} />
          </span>
        ))}
      </div>
      <Chart
        option={option}
        height={300}
        label={summary}
        onPick={(name, index) => {
          const point = name === t("evaluation.points") ? numeric.points[index] : undefined;
          if (point) void navigate(link(point.report));
        }}
      />
      <p className="num soft" style={{ margin: "2px 0" }}>
        {summary}
      </p>
      {far.length > 0 && (
        <details>
          <summary>{t("evaluation.outside", { count: far.length })}</summary>
          <ul className="num outside">
            {far.slice(0, 50).map((point, index) => (
              <li key={`${point.report}${point.mean}`}>
                <Link to={link(point.report)}>
                  {index + 1}. {t("evaluation.difference")} {number(point.difference)} {unit}
                </Link>{" "}
                <span className="soft">
                  {t("evaluation.mean")} {number(point.mean)} {unit}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
