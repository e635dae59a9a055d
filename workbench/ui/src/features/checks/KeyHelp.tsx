import { Modal } from "antd";
import { useWords } from "../../shared/useWords";
import { KEYS } from "./checkKeys";

/** All keys of the check page on one sheet. */
export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t("checks.keys")} width={520}>
      <table className="key-table">
        <tbody>
          {KEYS.map(({ keys, command }) => (
            <tr key={command}>
              <th scope="row">
                {keys.map((key) => (
                  <span key={key} className="kbd">
                    {key}
                  </span>
                ))}
              </th>
              <td>{t(`checkCommand.${command}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft" style={{ marginBottom: 0 }}>
        {t("checks.keysEditor")}
      </p>
    </Modal>
  );
}
