import { Button, Modal } from "antd";
import { saveText } from "../../shared/csv";
import { time } from "../../shared/format";
import { useWords } from "../../shared/useWords";
import { DiffView } from "./DiffView";
import type { DraftHandle } from "./useDraft";

/** Somebody else saved the draft: both texts beside each other, and the reader decides. */
export function StaleDialog({ draft, name }: { draft: DraftHandle; name: string }) {
  const { t } = useWords();
  const theirs = draft.other?.draft;
  return (
    <Modal
      open={theirs !== null && theirs !== undefined}
      width="min(1200px, 94vw)"
      style={{ top: 32 }}
      title={t("rules.stale")}
      closable={false}
      footer={[
        <Button key="file" onClick={() => saveText(`${name}-mine.yaml`, draft.source, "text/yaml;charset=utf-8")}>
          {t("rules.downloadMine")}
        </Button>,
        <Button key="theirs" onClick={draft.takeTheirs}>
          {t("rules.takeTheirs")}
        </Button>,
        <Button key="mine" type="primary" onClick={draft.keepMine}>
          {t("rules.keepMine")}
        </Button>,
      ]}
    >
      {theirs && (
        <>
          <p>{t("rules.staleHint", { by: theirs.by, at: time(theirs.updated) })}</p>
          <div style={{ maxHeight: "60vh", overflow: "auto" }}>
            <DiffView
              left={theirs.source}
              right={draft.source}
              leftTitle={t("rules.theirs")}
              rightTitle={t("rules.mine")}
            />
          </div>
        </>
      )}
    </Modal>
  );
}
