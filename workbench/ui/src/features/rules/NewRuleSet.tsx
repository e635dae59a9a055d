import { Form, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { PackView, RuleSetView } from "../../api/rules";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { diagnosticsIn, Problems } from "./Problems";
import { rename } from "./ruleFile";

/** A copy of a shipped pack to be changed; a second copy takes another key. */
export function CopyDialog(props: { project: string; pack: PackView | null; taken: string[]; onClose: () => void }) {
  const { t, pick } = useWords();
  const navigate = useNavigate();
  const { pack, taken } = props;
  const [key, setKey] = useState("");
  useEffect(() => {
    if (!pack) return;
    let name = pack.name;
    for (let n = 2; taken.includes(name); n += 1) name = `${pack.name}_${n}`;
    setKey(name);
  }, [pack, taken]);
  const create = useWrite(
    async () => {
      if (!pack || key === pack.name)
        return http.post<RuleSetView>(`/projects/${props.project}/rulesets`, { pack: pack?.name });
      const full = await http.get<PackView>(`/packs/${pack.name}`);
      return http.post<RuleSetView>(`/projects/${props.project}/rulesets`, {
        source: rename(full.source ?? "", key),
        pack: undefined,
      });
    },
    "rulesets",
    "ruleset",
  );
  const bad = !/^[a-z][a-z0-9_]*$/.test(key);
  const used = taken.includes(key);
  return (
    <Modal
      open={pack !== null}
      title={t("rules.copy")}
      okText={t("rules.copyNow")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: bad || used, loading: create.isPending }}
      onCancel={props.onClose}
      onOk={() =>
        create.mutate(undefined, {
          onSuccess: (made) => void navigate(`/projects/${props.project}/rules/${made.id}`),
        })
      }
    >
      <p>{t("rules.copyHint", { title: pick(pack?.title_zh, pack?.title_en) })}</p>
      <Form layout="vertical" component="div">
        <Form.Item
          label={t("rules.setKey")}
          htmlFor="ruleset-key"
          validateStatus={bad || used ? "error" : undefined}
          help={used ? t("rules.setKeyTaken") : bad ? t("rules.keyRule") : undefined}
        >
          <Input id="ruleset-key" className="mono" value={key} onChange={(event) => setKey(event.target.value)} />
        </Form.Item>
      </Form>
      <Refusal problem={create.error} />
    </Modal>
  );
}

/** Why a file was refused: its lines when the server names them. */
export function Refusal({ problem }: { problem: Parameters<typeof Trouble>[0]["problem"] }) {
  const list = diagnosticsIn(problem?.parts);
  return list.length > 0 ? <Problems list={list} /> : <Trouble problem={problem} />;
}
