import { CopyOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useWords } from "./useWords";

/** The beginning of a hash; the whole of it on hover and to copy. */
export function Hash({ value, copy }: { value: string; copy?: boolean }) {
  const { t } = useWords();
  const { message } = App.useApp();
  if (!value) return <span className="soft">—</span>;
  return (
    <span className="mono" title={value} data-hash={value}>
      {value.slice(0, 12)}
      {copy && (
        <Button
          size="small"
          type="text"
          icon={<CopyOutlined />}
          aria-label={t("cohorts.copyHash")}
          onClick={() => void navigator.clipboard?.writeText(value).then(() => message.success(t("cohorts.copied")))}
        />
      )}
    </span>
  );
}
