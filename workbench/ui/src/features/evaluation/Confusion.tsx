import { useWords } from "../../shared/useWords";
import { shades } from "./rates";

/** Counts of checked against extracted values, shaded by their part of the row. */
export function Confusion({
  labels,
  counts,
  shown,
}: {
  labels: string[];
  counts: number[][];
  shown: (label: string, index: number) => string;
}) {
  const { t } = useWords();
  const parts = shades(counts);
  return (
    <div className="confusion-box">
      <table className="confusion num">
        <caption className="sr-only">{t("evaluation.confusion")}</caption>
        <thead>
          <tr>
            <td className="corner">
              {t("evaluation.checked")} ↓ / {t("evaluation.extracted")} →
            </td>
            {labels.map((label, column) => (
              <th key={label} scope="col">
                {shown(label, column)}
              </th>
            ))}
            <th scope="col" className="soft">
              {t("evaluation.sum")}
            </th>
          </tr>
        </thead>
        <tbody>
          {labels.map((label, row) => (
            <tr key={label}>
              <th scope="row">{shown(label, row)}</th>
              {labels.map((other, column) => {
                const count = counts[row]?.[column] ?? 0;
                const part = parts[row]?.[column] ?? 0;
                const right = row === column;
                const ground =
                  count === 0
                    ? undefined
                    : right
                      ? `rgb(31 100 120 / ${0.12 + 0.78 * part})`
                      : `rgb(180 100 26 / ${0.14 + 0.5 * part})`;
                return (
                  <td
                    key={other}
                    className={right ? "right" : undefined}
                    style={{ background: ground, color: right && part >= 0.8 ? "#fff" : undefined }}
                    title={t("evaluation.cell", { expected: shown(label, row), got: shown(other, column), count })}
                  >
                    {count || <span className="soft">·</span>}
                  </td>
                );
              })}
              <td className="soft">{(counts[row] ?? []).reduce((sum, one) => sum + one, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
