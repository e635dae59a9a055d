import { Alert, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { http, type Problem } from "../../../api/http";
import type { JsonMap, SettingsCheck } from "../../../api/radiomics";
import { Trouble } from "../../../shared/Trouble";
import { useWords } from "../../../shared/useWords";
import { Line } from "./Field";
import { FILTERS, fileWith, filterText, freeName } from "./filters";

/** A filter being made (no name yet) or changed. */
export type Edited = { name: string | null; filter: JsonMap | null };

const FIRST = FILTERS.log as (typeof FILTERS)[string];

/** One filter as YAML: begun from an example, checked by the server before it joins the others. */
export function FilterDialog(props: {
  edited: Edited;
  names: string[];
  onClose: () => void;
  onDone: (name: string, filter: JsonMap) => void;
}) {
  const { t, pick } = useWords();
  const { edited } = props;
  const others = props.names.filter((name) => name !== edited.name);
  const [name, setName] = useState(edited.name ?? freeName(FIRST.name, others));
  const [text, setText] = useState(() => filterText(edited.filter ?? FIRST.filter));
  const [error, setError] = useState<SettingsCheck["error"]>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const ids = [useId(), useId(), useId()];
  const title = name.trim();
  const taken = others.includes(title);
  const begin = (kind: string) => {
    const example = FILTERS[kind];
    if (!example) return;
    setText(filterText(example.filter));
    if (edited.name === null) setName(freeName(example.name, others));
    setError(null);
  };
  const done = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const body = { profile: "ibsi", settings: fileWith(title, text) };
      const answer = await http.post<SettingsCheck>("/radiomics/check", body);
      const filter = answer.settings?.imageType?.[title];
      setError(answer.error);
      if (filter) props.onDone(title, filter);
    } catch (caught) {
      setProblem(caught as Problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={560}
      title={t(edited.name === null ? "radiomics.addFilter" : "radiomics.editFilter")}
      okText={t("radiomics.filterDone")}
      cancelText={t("common.cancel")}
      confirmLoading={busy}
      okButtonProps={{ disabled: title === "" || taken }}
      onOk={() => void done()}
      onCancel={props.onClose}
    >
      <div className="xf-dialog">
        <Line name={t("radiomics.filterKind")} id={ids[0]}>
          <Select
            id={ids[0]}
            style={{ width: 260 }}
            placeholder={t("radiomics.filterExample")}
            options={Object.keys(FILTERS).map((value) => ({ value, label: t(`filterKind.${value}`) }))}
            onChange={begin}
          />
        </Line>
        <Line name={t("radiomics.filterName")} id={ids[1]} hint={t("radiomics.filterNameHint")}>
          <Input
            id={ids[1]}
            style={{ width: 260 }}
            maxLength={64}
            value={name}
            status={title === "" || taken ? "error" : undefined}
            onChange={(event) => setName(event.target.value)}
          />
        </Line>
        {taken && <Alert type="error" showIcon title={t("radiomics.filterTaken", { name: title })} />}
        <label htmlFor={ids[2]}>{t("radiomics.filterText")}</label>
        <Input.TextArea
          id={ids[2]}
          className="mono"
          spellCheck={false}
          autoSize={{ minRows: 8, maxRows: 16 }}
          value={text}
          aria-invalid={error !== null}
          onChange={(event) => setText(event.target.value)}
        />
        {error && (
          <Alert type="error" showIcon data-testid="filter-error" title={pick(error.detail_zh, error.detail)} />
        )}
        <Trouble problem={problem} />
      </div>
    </Modal>
  );
}
