// Numbers and times as shown; pure, so that they are tested without a page.

/** A number with as many digits as a reader needs; an empty text for none. */
export function number(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "";
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size + 1))))));
}

/** Cubic millimetres, from 1000 on as cubic centimetres. */
export function volume(mm3: number | null | undefined): string {
  if (mm3 === null || mm3 === undefined) return "";
  return mm3 >= 1000 ? `${(mm3 / 1000).toFixed(2)} cm³` : `${mm3.toFixed(1)} mm³`;
}

export function percent(part: number | null | undefined, digits = 1): string {
  return part === null || part === undefined ? "" : `${(part * 100).toFixed(digits)}%`;
}

const two = (value: number) => String(value).padStart(2, "0");

/** A server time in the reader's time zone, `2026-03-01 08:15`. */
export function time(text: string | null | undefined): string {
  if (!text) return "";
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A DICOM or ISO date as `2026-03-01`. */
export function date(text: string | null | undefined): string {
  if (!text) return "";
  const digits = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  return digits ? `${digits[1]}-${digits[2]}-${digits[3]}` : text;
}

export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  let rest = size;
  while (rest >= 1000 && at < units.length - 1) {
    rest /= 1000;
    at += 1;
  }
  return `${at === 0 ? rest : rest.toFixed(1)} ${units[at]}`;
}
