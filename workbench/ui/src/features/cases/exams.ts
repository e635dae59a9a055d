import type { TimelineItem } from "../../api/records";
import { date } from "../../shared/format";

export type Exam = { key: string; day: string; modality: string; body_part: string; items: TimelineItem[] };
export type Year = { year: string; exams: Exam[] };

/** The exams of a patient by year, the newest first: what was made on one day with one modality is one exam. */
export function examsOf(items: readonly TimelineItem[]): Year[] {
  const exams = new Map<string, Exam>();
  for (const item of items) {
    if (item.kind === "value") continue;
    const day = date(item.at).slice(0, 10);
    // a report may name CT/PET where its study says PT: the first word decides
    const modality = item.modality.split(/[/,\\ ]/)[0] ?? "";
    const key = `${day}|${modality}`;
    const held = exams.get(key);
    if (held) {
      held.items.push(item);
      held.body_part ||= item.body_part;
    } else exams.set(key, { key, day, modality: item.modality, body_part: item.body_part, items: [item] });
  }
  const order = [...exams.values()].sort((a, b) => b.day.localeCompare(a.day) || a.modality.localeCompare(b.modality));
  const years: Year[] = [];
  for (const exam of order) {
    const year = exam.day.slice(0, 4);
    const last = years.at(-1);
    if (last?.year === year) last.exams.push(exam);
    else years.push({ year, exams: [exam] });
  }
  return years;
}
