import type { Json, JsonMap } from "../../../api/radiomics";

// Plain words need no quotes; whatever a reader of YAML could take for something else gets them.
const PLAIN = /^[A-Za-z_][\w. -]*$/;
const WORDS = /^(?:null|true|false|yes|no|on|off|y|n|~)$/i;

function scalar(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    return PLAIN.test(value) && !WORDS.test(value) && value.trim() === value ? value : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(scalar).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, one]) => `${scalar(key)}: ${scalar(one)}`)
      .join(", ")}}`;
  }
  return String(value);
}

const isMap = (value: Json): value is JsonMap => typeof value === "object" && value !== null && !Array.isArray(value);

/** A mapping as YAML: sections and their keys on lines of their own, what is deeper on one line. */
export function toYaml(file: JsonMap): string {
  const lines: string[] = [];
  for (const [section, content] of Object.entries(file)) {
    if (!isMap(content) || Object.keys(content).length === 0) {
      lines.push(`${scalar(section)}: ${scalar(content)}`);
      continue;
    }
    lines.push(`${scalar(section)}:`);
    for (const [key, value] of Object.entries(content)) lines.push(`  ${scalar(key)}: ${scalar(value)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A parameter file; a key that holds nothing is written without a value. */
export const sectionsText = (file: JsonMap): string => toYaml(file).replace(/: null$/gm, ":");
