import { Fault } from "./fault";

/** Days of a common year before each month. */
const BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export type Day = { year: number; month: number; day: number };

/** A day of the Gregorian calendar written YYYY-MM-DD, year 0001 to 9999; null for anything else. */
export function readDay(text: string): Day | null {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!parts || text.length !== 10) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const real = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  return real ? { year, month, day } : null;
}

export function dayAt(at: number, text: string): Day {
  const day = readDay(text);
  if (!day) throw new Fault(at, "date");
  return day;
}

/** Days since the end of the year 0. */
export function dayNumber({ year, month, day }: Day): number {
  const past = year - 1;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leaps + (BEFORE[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0) + day;
}
