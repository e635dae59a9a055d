import type { Contribution } from "../../api/types";
import { palette } from "../../theme/tokens";
import { number } from "../format";
import { useWords } from "../useWords";

/** 为什么: which features pushed the probability up or down, largest first. */
export function Contributions({ items }: { items: Contribution[] }) {
  const { t } = useWords();
  const order = [...items].sort((a, b) => Math.abs(b.log_odds) - Math.abs(a.log_odds)).slice(0, 8);
  const most = Math.max(...order.map((item) => Math.abs(item.log_odds)), 1e-12);
  if (order.length === 0) return <p className="soft">{t("findings.noWhy")}</p>;
  return (
    <div role="list">
      {order.map((item) => {
        const share = (Math.abs(item.log_odds) / most) * 50;
        const up = item.log_odds >= 0;
        return (
          <div
            key={item.feature}
            className="bar-row"
            role="listitem"
            title={`${item.feature} = ${item.value ?? "—"} (${number(item.score)} SD)`}
          >
            <span className="name">
              {item.feature.replace(/^original_/, "")} <span className="soft num">= {number(item.value)}</span>
            </span>
            <span className="bar" aria-hidden="true">
              <i
                style={{
                  left: up ? "50%" : `${50 - share}%`,
                  width: `${share}%`,
                  background: up ? palette.finding : palette.primary,
                }}
              />
            </span>
            <span className="num" style={{ textAlign: "right" }}>
              {up ? "+" : "−"}
              {number(Math.abs(item.log_odds))}
            </span>
          </div>
        );
      })}
    </div>
  );
}
