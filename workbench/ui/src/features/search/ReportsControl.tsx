import { DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { type IntervalLeaf, type ReportSpec, type ReportsLeaf, replace } from "../../shared/criteria/criteria";
import { useWords } from "../../shared/useWords";
import { MODALITIES, useBuilder } from "./builder";
import { GroupBox } from "./GroupBox";

/** Some one examination is such. */
export function ReportsControl({ leaf, onChange }: { leaf: ReportsLeaf; onChange: (next: ReportsLeaf) => void }) {
  return <SpecForm value={leaf.spec} onChange={(spec) => onChange({ ...leaf, spec })} />;
}

/** Two examinations, and the days between them. */
export function IntervalControl({ leaf, onChange }: { leaf: IntervalLeaf; onChange: (next: IntervalLeaf) => void }) {
  const { t } = useWords();
  const { onSubmit } = useBuilder();
  const wrong = leaf.days[0] !== null && leaf.days[1] !== null && leaf.days[0] > leaf.days[1];
  const day = (at: 0 | 1) => (
    <InputNumber
      size="small"
      style={{ width: 84 }}
      precision={0}
      status={leaf.days[at] === null || wrong ? "error" : undefined}
      aria-label={t(at === 0 ? "search.leastDays" : "search.mostDays")}
      value={leaf.days[at]}
      onChange={(value) => onChange({ ...leaf, days: at === 0 ? [value, leaf.days[1]] : [leaf.days[0], value] })}
      onPressEnter={onSubmit}
    />
  );
  return (
    <div className="interval">
      <div className="interval-exam">
        <b className="soft">{t("search.firstExam")}</b>
        <SpecForm value={leaf.from} onChange={(from) => onChange({ ...leaf, from })} />
      </div>
      <div className="row">
        <span className="soft">{t("search.apart")}</span>
        {day(0)}
        <span>–</span>
        {day(1)}
        <span className="soft">{t("search.days")}</span>
        {wrong && <span className="leaf-problem">{t("search.daysWrong")}</span>}
      </div>
      <div className="interval-exam">
        <b className="soft">{t("search.secondExam")}</b>
        <SpecForm value={leaf.to} onChange={(to) => onChange({ ...leaf, to })} />
      </div>
    </div>
  );
}

function SpecForm({ value, onChange }: { value: ReportSpec; onChange: (next: ReportSpec) => void }) {
  const { t } = useWords();
  const { onSubmit } = useBuilder();
  const put = (more: Partial<ReportSpec>) => onChange({ ...value, ...more });
  const at = (text: string) => (text && dayjs(text).isValid() ? dayjs(text) : null);
  return (
    <div className="spec">
      <div className="row">
        <Select
          size="small"
          mode="tags"
          style={{ minWidth: 130 }}
          placeholder={t("search.modality")}
          aria-label={t("search.modality")}
          value={value.modality}
          onChange={(modality) => put({ modality: modality.map((one) => one.trim().toUpperCase()).filter(Boolean) })}
          options={MODALITIES.map((one) => ({ value: one, label: one }))}
        />
        <Input
          size="small"
          style={{ width: 120 }}
          maxLength={60}
          placeholder={t("search.bodyPart")}
          aria-label={t("search.bodyPart")}
          value={value.body_part}
          onChange={(event) => put({ body_part: event.target.value })}
          onPressEnter={onSubmit}
        />
        <DatePicker.RangePicker
          size="small"
          style={{ width: 230 }}
          allowEmpty={[true, true]}
          aria-label={t("search.examDates")}
          placeholder={[t("search.fromDay"), t("search.toDay")]}
          value={[at(value.from), at(value.to)]}
          onChange={(days) =>
            put({ from: days?.[0]?.format("YYYY-MM-DD") ?? "", to: days?.[1]?.format("YYYY-MM-DD") ?? "" })
          }
        />
      </div>
      <div className="have">
        <span className="soft">{t("search.have")}</span>
        <GroupBox
          node={value.have}
          depth={0}
          wordsOnly
          onChange={(id, next) => put({ have: replace(value.have, id, next) })}
        />
      </div>
    </div>
  );
}
