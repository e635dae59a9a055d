import { Button, Modal } from "antd";
import type { Form, FormDefinition } from "../../api/records";
import { time } from "../../shared/format";
import { useWords } from "../../shared/useWords";
import type { Save } from "./useSave";

type Content = { title_zh: string; title_en: string; definition: FormDefinition };
type Props = { save: Save; mine: Content; nameOf: (key: string) => string; onTake: (stored: Form) => void };

/** Somebody else saved the form: what both changed, and the reader decides. */
export function StaleForm({ save, mine, nameOf, onTake }: Props) {
  const { t, pick } = useWords();
  const { other } = save;
  return (
    <Modal
      open={other !== null}
      width={640}
      closable={false}
      title={t("forms.stale")}
      footer={[
        <Button
          key="theirs"
          onClick={() => {
            if (other) onTake(other);
            save.settle("theirs");
          }}
        >
          {t("forms.takeTheirs")}
        </Button>,
        <Button key="mine" type="primary" onClick={() => save.settle("mine")}>
          {t("forms.keepMine")}
        </Button>,
      ]}
    >
      {other && (
        <>
          <p>{t("forms.staleHint", { by: other.by, at: time(other.updated) })}</p>
          <div className="grid2">
            {[
              { title: t("forms.theirs"), definition: other.definition },
              { title: t("forms.mine"), definition: mine.definition },
            ].map((side) => (
              <div key={side.title}>
                <b>{side.title}</b>
                {side.definition.sections.map((section) => (
                  <div key={section.id} style={{ marginTop: 6 }}>
                    <div>{pick(section.title_zh, section.title_en)}</div>
                    <div className="soft">{section.items.map((item) => nameOf(item.field)).join("、")}</div>
                  </div>
                ))}
              </div>
            ))}
          </div>
        </>
      )}
    </Modal>
  );
}
