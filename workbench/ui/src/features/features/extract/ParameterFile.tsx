import { UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Upload } from "antd";
import type { Problem } from "../../../api/http";
import type { SettingsCheck } from "../../../api/radiomics";
import { Trouble } from "../../../shared/Trouble";
import { useWords } from "../../../shared/useWords";

const MOST = 1 << 20;

/** The parameter file behind the form: to read, to type, to bring from elsewhere. */
export function ParameterFile(props: {
  text: string;
  check: SettingsCheck | null;
  current: boolean;
  problem: Problem | null;
  /** How a file of this profile is written. */
  hint: string;
  onChange: (text: string) => void;
  onReset: () => void;
}) {
  const { t, pick } = useWords();
  const error = props.current ? props.check?.error : null;
  return (
    <section className="panel xf-file" aria-label={t("radiomics.file")}>
      <div className="panel-title">
        {t("radiomics.file")}
        <span className="shell-space" />
        <Upload
          accept=".yaml,.yml,.json,text/*"
          showUploadList={false}
          beforeUpload={(file) => {
            if (file.size <= MOST) void file.text().then(props.onChange);
            return false;
          }}
        >
          <Button size="small" icon={<UploadOutlined />}>
            {t("radiomics.upload")}
          </Button>
        </Upload>
        <Button size="small" onClick={props.onReset}>
          {t("radiomics.reset")}
        </Button>
      </div>
      <Input.TextArea
        className="mono"
        aria-label={t("radiomics.file")}
        aria-invalid={Boolean(error)}
        spellCheck={false}
        value={props.text}
        autoSize={{ minRows: 12, maxRows: 26 }}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {error ? (
        <Alert
          type="error"
          showIcon
          data-testid="settings-error"
          title={pick(error.detail_zh, error.detail)}
          description={t("radiomics.formRests")}
        />
      ) : (
        <span className="soft">{props.hint}</span>
      )}
      <Trouble problem={props.problem} />
    </section>
  );
}
