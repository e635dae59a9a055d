import { Tag } from "antd";
import type { ExportState } from "../../api/cohorts";
import { useWords } from "../../shared/useWords";

const COLORS: Record<ExportState, string> = {
  requested: "gold",
  approved: "blue",
  building: "processing",
  ready: "green",
  rejected: "red",
  withdrawn: "default",
  failed: "red",
  revoked: "volcano",
  expired: "default",
};

/** Where a request stands. */
export function StateTag({ state }: { state: ExportState }) {
  const { t } = useWords();
  return (
    <Tag color={COLORS[state]} data-testid="export-state" data-state={state}>
      {t(`exportState.${state}`)}
    </Tag>
  );
}
