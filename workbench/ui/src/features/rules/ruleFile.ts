// A rule file as text.

/** The file under another key: the `id` of its head. */
export function rename(source: string, key: string): string {
  let head = false;
  let done = false;
  return source
    .split("\n")
    .map((line) => {
      if (/^\S/.test(line)) head = /^ruleset\s*:/.test(line);
      if (!head || done || !/\bid:/.test(line)) return line;
      done = true;
      return line.replace(/\bid:\s*[\w-]+/, `id: ${key}`);
    })
    .join("\n");
}

/** A rule file as text: UTF-8, else GB18030 as older Windows programs write it. */
export function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/^\ufeff/, "");
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Whether version `a` comes after `b`: three numbers. */
export function newer(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (let at = 0; at < 3; at += 1) if ((x[at] ?? 0) !== (y[at] ?? 0)) return (x[at] ?? 0) > (y[at] ?? 0);
  return false;
}
