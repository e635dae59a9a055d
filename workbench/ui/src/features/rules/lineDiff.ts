// A line diff after Myers (1986), "An O(ND) difference algorithm and its variations".

export type DiffRow = {
  kind: "same" | "changed" | "removed" | "added";
  left: { line: number; text: string } | null;
  right: { line: number; text: string } | null;
};
/** Beyond this many single edits the middle is shown as replaced as a whole. */
const MOST_EDITS = 2_000;

type Op = "same" | "removed" | "added";

function script(a: string[], b: string[]): Op[] {
  const [n, m] = [a.length, b.length];
  const most = Math.min(n + m, MOST_EDITS);
  const offset = most + 1;
  let ends: Int32Array = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    trace.push(ends.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && ends[offset + k - 1]! < ends[offset + k + 1]!);
      let x = down ? ends[offset + k + 1]! : ends[offset + k - 1]! + 1;
      while (x < n && x - k < m && x - k >= 0 && a[x] === b[x - k]) x += 1;
      ends[offset + k] = x;
      if (x >= n && x - k >= m) {
        const ops: Op[] = [];
        let [atX, atY] = [n, m];
        for (let step = edits; step >= 0; step -= 1) {
          ends = trace[step]!;
          const diagonal = atX - atY;
          if (step === 0) {
            while (atX > 0) {
              ops.push("same");
              atX -= 1;
            }
            break;
          }
          const down =
            diagonal === -step || (diagonal !== step && ends[offset + diagonal - 1]! < ends[offset + diagonal + 1]!);
          const fromX = down ? ends[offset + diagonal + 1]! : ends[offset + diagonal - 1]!;
          const startX = down ? fromX : fromX + 1;
          while (atX > startX) {
            ops.push("same");
            atX -= 1;
          }
          ops.push(down ? "added" : "removed");
          atX = fromX;
          atY = down ? fromX - diagonal - 1 : fromX - diagonal + 1;
        }
        return ops.reverse();
      }
    }
  }
  return [...a.map((): Op => "removed"), ...b.map((): Op => "added")];
}

/** Two texts side by side; lines removed and added at one place stand beside each other. */
export function lineDiff(before: string, after: string): DiffRow[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const ops: Op[] = [
    ...Array<Op>(head).fill("same"),
    ...script(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...Array<Op>(tail).fill("same"),
  ];
  const rows: DiffRow[] = [];
  let [left, right] = [0, 0];
  let removed: number[] = [];
  let added: number[] = [];
  const side = (lines: string[], at: number | undefined) =>
    at === undefined ? null : { line: at + 1, text: lines[at] ?? "" };
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [l, r] = [side(a, removed[at]), side(b, added[at])];
      rows.push({ kind: l && r ? "changed" : l ? "removed" : "added", left: l, right: r });
    }
    [removed, added] = [[], []];
  };
  for (const op of ops) {
    if (op === "removed") removed.push(left++);
    else if (op === "added") added.push(right++);
    else {
      flush();
      rows.push({ kind: "same", left: side(a, left++), right: side(b, right++) });
    }
  }
  flush();
  return rows;
}

export type DiffBlock = { kind: "rows"; rows: DiffRow[] } | { kind: "folded"; rows: DiffRow[] };

/** Folds long runs of equal lines, keeping `context` lines around each change. */
export function fold(rows: DiffRow[], context = 3): DiffBlock[] {
  const near = rows.map(() => false);
  rows.forEach((row, at) => {
    if (row.kind !== "same") near.fill(true, Math.max(0, at - context), at + context + 1);
  });
  const out: DiffBlock[] = [];
  rows.forEach((row, at) => {
    const kind = near[at] ? "rows" : "folded";
    const last = out.at(-1);
    if (last?.kind === kind) last.rows.push(row);
    else out.push({ kind, rows: [row] });
  });
  return out.map((block) => (block.kind === "folded" && block.rows.length < 4 ? { ...block, kind: "rows" } : block));
}

/** The stretch of a changed line that differs: [start, end) on each side, in UTF-16 units. */
export function inner(left: string, right: string): [[number, number], [number, number]] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (
    end < left.length - start &&
    end < right.length - start &&
    left[left.length - 1 - end] === right[right.length - 1 - end]
  )
    end += 1;
  return [
    [start, left.length - end],
    [start, right.length - end],
  ];
}
