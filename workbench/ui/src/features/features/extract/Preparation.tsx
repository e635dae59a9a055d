import { useWords } from "../../../shared/useWords";
import { NumberBox } from "./Field";

type Spacing = [number, number, number];
type Range = [number, number | null];

/** New distances between voxels along x, y, z. */
export function SpacingBoxes({ spacing, onChange }: { spacing: Spacing; onChange: (spacing: Spacing) => void }) {
  const { t } = useWords();
  return spacing.map((mm, axis) => (
    <NumberBox
      key={"xyz"[axis]}
      label={`${t("radiomics.spacing")} ${"xyz"[axis]}`}
      unit={`${"xyz"[axis]} mm`}
      value={mm}
      min={0}
      step={0.5}
      onChange={(value) => {
        const next: Spacing = [...spacing];
        next[axis] = value ?? mm;
        onChange(next);
      }}
    />
  ));
}

/** A lower bound, and an upper one that may be empty. */
export function RangeBoxes({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const { t } = useWords();
  return (
    <>
      <NumberBox
        label={t("radiomics.low")}
        value={range[0]}
        onChange={(value) => value !== null && onChange([value, range[1]])}
      />
      <span>—</span>
      <NumberBox label={t("radiomics.high")} value={range[1]} empty onChange={(value) => onChange([range[0], value])} />
    </>
  );
}
