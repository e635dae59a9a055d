import { useWords } from "../../shared/useWords";
import type { Step } from "./funnel";

/** How many cases each line leaves: a bar and its numbers. */
export function Funnel({ steps, stale }: { steps: Step[]; stale: boolean }) {
  const { t } = useWords();
  const all = Math.max(steps[0]?.left ?? 0, 1);
  return (
    <section className={`funnel${stale ? " stale" : ""}`} aria-label={t("search.funnel")} aria-busy={stale}>
      <h2 className="panel-title">{t("search.funnel")}</h2>
      <ol>
        {steps.map((step, index) => (
          <li key={step.key} className={step.kind} data-testid="funnel-step" data-left={step.left}>
            <div className="funnel-name">
              {step.kind === "start" ? (
                <span className="soft">{t("search.funnelStart")}</span>
              ) : (
                <>
                  <span className={`funnel-kind ${step.kind}`}>
                    {t(step.kind === "exclude" ? "lineKind.exclude" : "lineKind.include")}
                  </span>
                  <span title={step.name}>{step.name || t("search.lineNo", { at: index })}</span>
                </>
              )}
            </div>
            <div className="funnel-bar" aria-hidden="true">
              <i style={{ width: `${Math.max((100 * step.left) / all, step.left > 0 ? 1.5 : 0)}%` }} />
            </div>
            <div className="funnel-count num">
              <b>{step.left}</b>
              <span className="soft">{`${((100 * step.left) / all).toFixed(step.left === all ? 0 : 1)}%`}</span>
              {step.lost > 0 && <span className="funnel-lost">−{step.lost}</span>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
