import { FormOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import type { RuleCheck } from "../../api/rules";
import { useWords } from "../../shared/useWords";
import { InsertDialog } from "./InsertDialog";
import { OutlinePanel } from "./OutlinePanel";
import { addTo, outline } from "./outline";
import { Problems } from "./Problems";
import type { EditorHandle } from "./RuleEditor";
import { testOf } from "./skeleton";
import { TryPanel } from "./TryPanel";

const RuleEditor = lazy(() => import("./RuleEditor"));
/** Far more than a screen holds; the rest is counted. */
const MOST_SHOWN = 100;

type Props = {
  project: string;
  source: string;
  onChange: (next: string) => void;
  check: RuleCheck | null;
  onEditor: (ready: EditorHandle | null) => void;
  jump: (line: number, column?: number) => void;
  tried: string;
  onTried: (text: string) => void;
};

/** Outline, text and a report to try it on, side by side. */
export function EditTab({ project, source, onChange, check, onEditor, jump, tried, onTried }: Props) {
  const { t } = useWords();
  const [line, setLine] = useState(1);
  const [adding, setAdding] = useState(false);
  const file = useMemo(() => outline(source), [source]);
  const diagnostics = useMemo(() => check?.diagnostics ?? [], [check]);
  const bad = useMemo(
    () => new Set(diagnostics.filter((one) => one.severity === "error").map((one) => one.line)),
    [diagnostics],
  );
  const failing = useMemo(
    () => new Set(check?.tests?.cases.flatMap((one) => one.failures.map((failure) => failure.field)) ?? []),
    [check],
  );
  const addTest = (block: string) => {
    const next = addTo(source, "tests", block);
    onChange(next.source);
    setTimeout(() => jump(next.line), 60);
  };
  const field = file.fields.find((one) => line >= one.line && line <= one.end);
  return (
    <div className="rule-edit">
      <OutlinePanel file={file} line={line} bad={bad} failing={failing} onJump={jump} />
      <section className="rule-text" aria-label={t("rules.text")}>
        <div className="row rule-bar">
          <Button size="small" type="primary" ghost icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("rules.addField")}
          </Button>
          <Button
            size="small"
            icon={<FormOutlined />}
            onClick={() => addTest(testOf(t("rules.testText"), { [field?.key ?? file.fields[0]?.key ?? "key"]: null }))}
          >
            {t("rules.addTest")}
          </Button>
          <span className="shell-space" />
          <span className="soft">{t("rules.editorKeys")}</span>
        </div>
        <Suspense fallback={<Skeleton active style={{ padding: 16 }} />}>
          <RuleEditor
            value={source}
            onChange={onChange}
            onLine={setLine}
            diagnostics={diagnostics}
            label={t("rules.text")}
            onReady={onEditor}
          />
        </Suspense>
        {diagnostics.length > 0 && (
          <div className="rule-problem-box">
            <Problems list={diagnostics.slice(0, MOST_SHOWN)} onJump={jump} />
            {diagnostics.length > MOST_SHOWN && (
              <p className="soft">{t("rules.moreProblems", { count: diagnostics.length - MOST_SHOWN })}</p>
            )}
          </div>
        )}
      </section>
      <TryPanel
        project={project}
        source={source}
        text={tried}
        onText={onTried}
        onJump={jump}
        onField={(key) => {
          const at = file.fields.find((one) => one.key === key);
          if (at) jump(at.line);
        }}
        onTest={(text, values) => addTest(testOf(text, values))}
      />
      <InsertDialog
        project={project}
        source={source}
        file={file}
        open={adding}
        onClose={() => setAdding(false)}
        onInsert={(next, at) => {
          onChange(next);
          setTimeout(() => jump(at), 60);
        }}
      />
    </div>
  );
}
