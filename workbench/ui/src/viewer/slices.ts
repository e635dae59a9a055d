import { imageLoader, metaData, type Types } from "@cornerstonejs/core";
import type { Instance } from "../api/types";
import { cross, dot, unit, type Vec } from "./geometry";
import { imageIdOf } from "./setup";

export const loadImage = (id: string): Promise<Types.IImage> =>
  imageLoader.loadAndCacheImage(id) as Promise<Types.IImage>;

type FilePlane = { imagePositionPatient?: Vec; rowCosines?: Vec; columnCosines?: Vec };
const planeOf = (id: string): FilePlane | undefined => metaData.get("imagePlaneModule", id) as FilePlane | undefined;

/** Where the slices of one series lie, known from the server's list before their files are here. */
export class Slices {
  readonly ids: string[];
  /** Distance between neighbouring slices in mm; 1 when unknown. */
  readonly step: number;
  private normal: Vec | null = null;
  private sign = 1;

  constructor(readonly instances: Instance[]) {
    this.ids = instances.map(imageIdOf);
    const depths = instances.flatMap((one) => (typeof one.position === "number" ? [one.position] : []));
    const gaps = depths
      .slice(1)
      .map((depth, at) => Math.abs(depth - (depths[at] as number)))
      .filter((gap) => gap > 1e-3);
    gaps.sort((a, b) => a - b);
    this.step = gaps[Math.floor(gaps.length / 2)] ?? 1;
  }

  /** Learns the direction of the series from a file that is here. */
  learn(index: number): void {
    const file = planeOf(this.ids[index] ?? "");
    if (!file?.rowCosines || !file.columnCosines || !file.imagePositionPatient) return;
    this.normal = unit(cross(file.rowCosines, file.columnCosines));
    const depth = dot(file.imagePositionPatient, this.normal);
    const listed = this.instances[index]?.position;
    if (typeof listed === "number") this.sign = Math.abs(depth - listed) <= Math.abs(depth + listed) ? 1 : -1;
  }

  indexOfSop(sop: string | null | undefined): number | null {
    const at = sop ? this.instances.findIndex((one) => one.sop_uid === sop) : -1;
    return at < 0 ? null : at;
  }

  /** The slice nearest to a point; null when nothing is known of the direction. */
  nearest(point: Vec): number | null {
    if (!this.normal) return null;
    const wanted = dot(point, this.normal);
    let best: number | null = null;
    let distance = Number.POSITIVE_INFINITY;
    this.instances.forEach((one, index) => {
      const file = planeOf(this.ids[index] ?? "")?.imagePositionPatient;
      const depth = file
        ? dot(file, this.normal as Vec)
        : typeof one.position === "number"
          ? one.position * this.sign
          : null;
      if (depth === null || Math.abs(depth - wanted) >= distance) return;
      distance = Math.abs(depth - wanted);
      best = index;
    });
    return best;
  }
}

/** Loads every file of a list, a few at a time; failures are counted, not thrown. */
export async function loadAll(
  ids: readonly string[],
  onPart: (done: number) => void,
  alive: () => boolean,
): Promise<number> {
  let [next, done, failed] = [0, 0, 0];
  const worker = async () => {
    while (next < ids.length && alive()) {
      const id = ids[next] as string;
      next += 1;
      await loadImage(id).catch(() => {
        failed += 1;
      });
      done += 1;
      onPart(done);
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  return failed;
}
