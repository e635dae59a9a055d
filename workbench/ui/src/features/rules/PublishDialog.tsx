import { CheckCircleFilled, CloseCircleFilled, InfoCircleFilled } from "@ant-design/icons";
import { Button, Form, Input, Modal, Result } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { http, ifMatch } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { RuleCheck, RuleSetView } from "../../api/rules";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { palette } from "../../theme/tokens";
import { diagnosticsIn, Problems } from "./Problems";
import { newer } from "./ruleFile";
import { UseOnDatabases } from "./UseDialog";
import type { DraftHandle } from "./useDraft";

type Props = {
  project: string;
  view: RuleSetView;
  draft: DraftHandle;
  check: RuleCheck | null;
  /** Whether the corpus diff is of the draft as it stands. */
  compared: boolean;
  open: boolean;
  onClose: () => void;
  onJump: (line: number, column?: number) => void;
};

/** Makes a version that never changes again; says first what it will hold, and why it cannot when it cannot. */
export function PublishDialog({ project, view, draft, check, compared, open, onClose, onJump }: Props) {
  const { t } = useWords();
  const [note, setNote] = useState("");
  const publish = useWrite(
    async (text: string) => {
      await draft.save();
      return http.post<RuleSetView>(`/rulesets/${view.id}/publish`, { note: text }, undefined, ifMatch(draft.etag()));
    },
    "ruleset",
    "rulesets",
  );
  const { reset } = publish;
  useEffect(() => {
    if (!open) return;
    reset();
    setNote("");
  }, [open, reset]);
  const version = check?.ruleset?.version ?? "";
  const newest = view.versions[0];
  const errors = check?.diagnostics.filter((one) => one.severity === "error") ?? [];
  const failed = check?.tests?.failed ?? 0;
  const older = newest && version !== "" && !newer(version, newest.version);
  const unsaved = draft.state !== "saved";
  const ready = check?.ok === true && errors.length === 0 && failed === 0 && !older && draft.state !== "stale";
  const refused = diagnosticsIn(publish.error?.parts);
  const done = publish.data;
  const jump = (line: number, column?: number) => {
    onClose();
    onJump(line, column);
  };
  if (done) {
    return (
      <Modal open={open} width={640} onCancel={onClose} footer={<Button onClick={onClose}>{t("common.close")}</Button>}>
        <Result
          status="success"
          title={t("rules.published", { version: done.versions[0]?.version ?? version })}
          subTitle={t("rules.publishedHint")}
          style={{ padding: "12px 0" }}
        />
        <UseOnDatabases project={project} version={done.versions[0] ?? null} />
      </Modal>
    );
  }
  return (
    <Modal
      open={open}
      width={640}
      title={t("rules.publish")}
      okText={t("rules.publishNow", { version })}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready, loading: publish.isPending }}
      onCancel={onClose}
      onOk={() => publish.mutate(note.trim())}
    >
      <ul className="rule-checks">
        <Item good={errors.length === 0 && check !== null}>
          {errors.length === 0 ? t("rules.willCheck") : t("rules.willNotCheck", { count: errors.length })}
          {errors.length > 0 && <Problems list={errors.slice(0, 5)} onJump={jump} />}
        </Item>
        <Item good={failed === 0 && check?.tests !== null && check !== null}>
          {check?.tests
            ? failed === 0
              ? t("rules.testsPassed", { count: check.tests.passed })
              : t("rules.testsFailed", { failed, all: failed + check.tests.passed })
            : t("rules.testsNot")}
        </Item>
        <Item good={!older && version !== ""}>
          {older
            ? t("rules.versionOld", { version, last: newest.version })
            : t("rules.versionNew", { version: version || "—", last: newest?.version ?? t("rules.none") })}
        </Item>
        <Item good={compared ? true : null}>{compared ? t("rules.compared") : t("rules.notCompared")}</Item>
        {unsaved && <Item good={draft.state !== "stale" ? null : false}>{t(`rules.save.${draft.state}`)}</Item>}
      </ul>
      <p className="soft">
        {t("rules.willPublish", {
          fields: check?.ruleset?.variables.length ?? 0,
          hash: check?.ruleset?.hash.slice(0, 12) ?? "",
        })}
      </p>
      <Form layout="vertical" component="div">
        <Form.Item label={t("rules.note")} extra={t("rules.noteHint")} htmlFor="publish-note">
          <Input.TextArea
            id="publish-note"
            rows={3}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Form.Item>
      </Form>
      {refused.length > 0 ? (
        <>
          <p style={{ color: palette.bad }}>{t("rules.refused")}</p>
          <Problems list={refused} onJump={jump} />
        </>
      ) : (
        <Trouble problem={publish.error} />
      )}
    </Modal>
  );
}

function Item({ good, children }: { good: boolean | null; children: ReactNode }) {
  return (
    <li>
      {good === null ? (
        <InfoCircleFilled style={{ color: palette.unsure }} />
      ) : good ? (
        <CheckCircleFilled style={{ color: palette.good }} />
      ) : (
        <CloseCircleFilled style={{ color: palette.bad }} />
      )}
      <div>{children}</div>
    </li>
  );
}
