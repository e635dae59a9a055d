import { DeleteOutlined, SaveOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm, Select, Tag } from "antd";
import { useId, useState } from "react";
import { http, type Problem } from "../../../api/http";
import { useList, useWrite } from "../../../api/queries";
import type { Preset, Profile } from "../../../api/radiomics";
import { Trouble, useTell } from "../../../shared/Trouble";
import { useWords } from "../../../shared/useWords";
import { Line } from "./Field";
import { SavePreset } from "./SavePreset";

/** The profile, and settings kept under a name: bring them, keep them, replace them, remove them. */
export function Presets(props: {
  project: string;
  profiles: Profile[];
  profile: Profile;
  /** The parameter file that stands there. */
  text: string;
  /** Whether it may be kept. */
  fine: boolean;
  onLoad: (profile: Profile, text?: string) => void;
}) {
  const { t, pick, word } = useWords();
  const { message } = App.useApp();
  const tell = useTell();
  const list = useList<Preset>("presets", `/projects/${props.project}/feature-presets`);
  const [used, setUsed] = useState<{ id: string; text: string } | null>(null);
  const [saving, setSaving] = useState(false);
  const boxes = [useId(), useId()];
  const remove = useWrite((id: string) => http.delete(`/feature-presets/${id}`), "presets");
  const known = list.rows.find((one) => one.id === used?.id);
  const current = known?.profile === props.profile.key ? known : undefined;
  const changed = current !== undefined && props.text !== used?.text;
  const option = (one: Preset) => ({
    value: one.id,
    label: pick(one.name_zh, one.name_en),
    title: [word("profile", one.profile), t("radiomics.columnCount", { count: one.columns ?? 0 }), one.by]
      .filter(Boolean)
      .join(" · "),
  });
  const own = list.rows.filter((one) => !one.shipped);
  const groups = [
    { label: t("radiomics.ownPresets"), title: t("radiomics.ownPresets"), options: own.map(option) },
    {
      label: t("radiomics.shippedPresets"),
      title: t("radiomics.shippedPresets"),
      options: list.rows.filter((one) => one.shipped).map(option),
    },
  ].filter((group) => group.options.length > 0);
  const use = (id: string) => {
    const preset = list.rows.find((one) => one.id === id);
    const profile = props.profiles.find((one) => one.key === preset?.profile);
    if (!preset || !profile) return;
    setUsed({ id, text: preset.settings });
    props.onLoad(profile, preset.settings);
  };
  return (
    <section className="panel xf" aria-label={t("radiomics.presets")}>
      <Line name={t("radiomics.profile")} id={boxes[0]} hint={t(`profileHint.${props.profile.key}`)}>
        <Select
          id={boxes[0]}
          style={{ width: 220 }}
          value={props.profile.key}
          options={props.profiles.map((one) => ({ value: one.key, label: pick(one.title_zh, one.title_en) }))}
          onChange={(key: string) => {
            const profile = props.profiles.find((one) => one.key === key);
            setUsed(null);
            if (profile) props.onLoad(profile);
          }}
        />
      </Line>
      <Line name={t("radiomics.presets")} id={boxes[1]}>
        <Select
          id={boxes[1]}
          showSearch
          optionFilterProp="label"
          style={{ width: 380, maxWidth: "100%" }}
          popupMatchSelectWidth={false}
          loading={list.isPending}
          placeholder={t("radiomics.choosePreset")}
          value={current?.id}
          options={groups}
          // the same one again brings back what was changed
          onSelect={use}
        />
        {changed && <Tag color="gold">{t("radiomics.presetChanged")}</Tag>}
        <Button icon={<SaveOutlined />} disabled={!props.fine} onClick={() => setSaving(true)}>
          {t("radiomics.savePreset")}
        </Button>
        {current?.changeable && (
          <Popconfirm
            title={t("radiomics.removePresetAsk", { name: current.name_zh })}
            okText={t("radiomics.removePreset")}
            cancelText={t("common.cancel")}
            onConfirm={() =>
              remove.mutate(current.id, {
                onError: tell,
                onSuccess: () => {
                  setUsed(null);
                  void message.success(t("radiomics.presetRemoved", { name: current.name_zh }));
                },
              })
            }
          >
            <Button icon={<DeleteOutlined />} danger loading={remove.isPending}>
              {t("radiomics.removePreset")}
            </Button>
          </Popconfirm>
        )}
      </Line>
      <Trouble problem={list.error as Problem | null} retry={() => void list.refetch()} />
      {saving && (
        <SavePreset
          project={props.project}
          profile={props.profile.key}
          text={props.text}
          own={own}
          first={current && !current.shipped ? current.name_zh : ""}
          onClose={() => setSaving(false)}
          onSaved={(preset) => setUsed({ id: preset.id, text: preset.settings })}
        />
      )}
    </section>
  );
}
