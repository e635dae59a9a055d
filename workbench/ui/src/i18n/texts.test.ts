import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "..");
const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
const sources = files(SRC).filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."));
const texts = new Map<string, [string, string]>(
  files(join(SRC, "i18n", "texts")).flatMap((name) =>
    Object.entries(JSON.parse(readFileSync(name, "utf8")) as Record<string, [string, string]>).map(
      ([key, pair]) => [`${name.replace(/^.*[\\/]|\.json$/g, "")}.${key}`, pair] as const,
    ),
  ),
);
const code = sources.map((name) => readFileSync(name, "utf8")).join("\n");
/** Keys made at run time: `t(`area.${x}`)` and `word("area", x)`. */
const made = new Set(
  [...code.matchAll(/\bt\(`([\w.]+?)\.\$\{/g), ...code.matchAll(/\bword\("(\w+)"/g)].map((match) => match[1] as string),
);

describe("texts", () => {
  it("stand in both languages", () => {
    for (const [key, pair] of texts) {
      expect(pair, key).toHaveLength(2);
      expect(pair[0].trim() && pair[1].trim(), key).not.toBe("");
      const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
      expect(holes(pair[0]), key).toEqual(holes(pair[1]));
      expect(pair[1], `${key} is English`).not.toMatch(/[。，；：]/);
    }
  });

  it("exist for every key that the pages ask for", () => {
    const asked = [...code.matchAll(/\bt\(\s*"([\w.]+)"/g)].map((match) => match[1] as string);
    expect(asked.length).toBeGreaterThan(300);
    expect(asked.filter((key) => !texts.has(key))).toEqual([]);
  });

  it("are all used", () => {
    const unused = [...texts.keys()].filter(
      (key) => !code.includes(`"${key}"`) && ![...made].some((area) => key.startsWith(`${area}.`)),
    );
    expect(unused).toEqual([]);
  });

  it("are not written into the pages", () => {
    // search samples are data; the language switch names the other language in itself; so do the words of expressions
    const allowed = /SearchPage|SignIn|Header|i18n|expr.signs/;
    for (const name of sources.filter((name) => !allowed.test(name))) {
      const body = readFileSync(name, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      expect(
        [...body.matchAll(/[\u4e00-\u9fff]+/g)].map((match) => match[0]),
        name,
      ).toEqual([]);
    }
  });
});
