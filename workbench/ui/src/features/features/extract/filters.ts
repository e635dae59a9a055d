import type { JsonMap } from "../../../api/radiomics";
import { toYaml } from "./yaml";

/** A filter of each kind to begin with, under a name for its image. */
export const FILTERS: { [kind: string]: { name: string; filter: JsonMap } } = {
  mean: { name: "mean", filter: { filter: "mean", support: 5, boundary: "mirror" } },
  log: { name: "log-3mm", filter: { filter: "log", sigma: 3, truncate: 4, boundary: "mirror" } },
  laws: {
    name: "laws-E5L5S5",
    filter: { filter: "laws", kernels: "E5L5S5", pooling: "max", energy: 7, boundary: "mirror" },
  },
  gabor: {
    name: "gabor",
    filter: {
      filter: "gabor",
      sigma: 5,
      lambda: 2,
      gamma: 1.5,
      theta_step: 22.5,
      planes: "orthogonal",
      pooling: "average",
      boundary: "mirror",
    },
  },
  wavelet: {
    name: "wavelet-LLH",
    filter: { filter: "wavelet", wavelet: "db3", bands: "LLH", level: 1, pooling: "average", boundary: "mirror" },
  },
  simoncelli: { name: "simoncelli-1", filter: { filter: "simoncelli", level: 1, map: "B", boundary: "periodic" } },
};

/** A filter as lines of YAML. */
export const filterText = (filter: JsonMap): string => toYaml(filter);

/** A file that holds one filter: what the server checks before the filter joins the others. */
export const fileWith = (name: string, text: string): string =>
  `imageType:\n  ${JSON.stringify(name)}:\n${text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n")}\n`;

/** A name that no image has yet. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let count = 2;
  while (taken.includes(`${wanted}-${count}`)) count += 1;
  return `${wanted}-${count}`;
}
