import { Collapse, Drawer, Input } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../shared/useWords";
import lessons from "./lessons.json";

type Lesson = { id: string; title: [string, string]; text: [string, string][]; code?: string };

/** Teaches the rule language by small examples; found by words. */
export function HelpDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t, pick } = useWords();
  const [needle, setNeedle] = useState("");
  const low = needle.trim().toLowerCase();
  const found = useMemo(
    () => (lessons as Lesson[]).filter((lesson) => !low || JSON.stringify(lesson).toLowerCase().includes(low)),
    [low],
  );
  return (
    <Drawer open={open} onClose={onClose} size={560} title={t("rules.helpTitle")} mask={false}>
      <Input.Search
        allowClear
        value={needle}
        placeholder={t("rules.helpFind")}
        aria-label={t("rules.helpFind")}
        onChange={(event) => setNeedle(event.target.value)}
        style={{ marginBottom: 10 }}
      />
      {found.length === 0 && <p className="soft">{t("rules.helpNone")}</p>}
      <Collapse
        size="small"
        defaultActiveKey={[(lessons[0] as Lesson).id, (lessons[1] as Lesson).id]}
        {...(low ? { activeKey: found.map((lesson) => lesson.id) } : {})}
        items={found.map((lesson) => ({
          key: lesson.id,
          label: pick(...lesson.title),
          children: (
            <>
              {lesson.text.map((pair) => (
                <p key={pair[1]} style={{ margin: "0 0 8px" }}>
                  {pick(...pair)}
                </p>
              ))}
              {lesson.code && <pre className="rule-preview">{lesson.code}</pre>}
            </>
          ),
        }))}
      />
    </Drawer>
  );
}
