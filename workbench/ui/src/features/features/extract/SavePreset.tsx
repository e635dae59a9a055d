import { Alert, App, Input, Modal } from "antd";
import { useId, useState } from "react";
import { http, ifMatch } from "../../../api/http";
import { useWrite } from "../../../api/queries";
import type { Preset } from "../../../api/radiomics";
import { Trouble } from "../../../shared/Trouble";
import { useWords } from "../../../shared/useWords";
import { Line } from "./Field";

/** Keeps the settings that stand there under a name; a name that is one's own already is replaced. */
export function SavePreset(props: {
  project: string;
  profile: string;
  text: string;
  /** Presets of the project. */
  own: Preset[];
  /** The name to begin with. */
  first: string;
  onClose: () => void;
  onSaved: (preset: Preset) => void;
}) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [name, setName] = useState(props.first);
  const box = useId();
  const title = name.trim();
  const there = props.own.find((one) => one.name_zh === title);
  const save = useWrite(() => {
    const body = { name: title, profile: props.profile, settings: props.text };
    return there?.etag
      ? http.put<Preset>(`/feature-presets/${there.id}`, body, ifMatch(there.etag))
      : http.post<Preset>(`/projects/${props.project}/feature-presets`, body);
  }, "presets");
  const foreign = there !== undefined && !there.changeable;
  const done = () =>
    save.mutate(undefined, {
      onSuccess: (preset) => {
        void message.success(t("radiomics.presetSaved", { name: preset.name_zh }));
        props.onSaved(preset);
        props.onClose();
      },
    });
  return (
    <Modal
      open
      title={t("radiomics.savePreset")}
      okText={t(there ? "radiomics.replacePreset" : "common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: title === "" || foreign }}
      onOk={done}
      onCancel={props.onClose}
    >
      <div className="xf-dialog">
        <Line name={t("radiomics.presetName")} id={box} hint={t("radiomics.presetNameHint")}>
          <Input
            id={box}
            autoFocus
            maxLength={200}
            value={name}
            placeholder={t("radiomics.presetExample")}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => title !== "" && !foreign && done()}
          />
        </Line>
        {there && (
          <Alert
            type={foreign ? "error" : "warning"}
            showIcon
            title={t(foreign ? "radiomics.presetForeign" : "radiomics.presetReplaces", {
              name: title,
              by: there.by ?? "",
            })}
          />
        )}
        <Trouble problem={save.error} />
      </div>
    </Modal>
  );
}
