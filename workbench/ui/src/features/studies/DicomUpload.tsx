import { Switch } from "antd";
import { useRef, useState } from "react";
import { http, upload } from "../../api/http";
import type { JobAnswer } from "../../api/queries";
import { useTell } from "../../shared/Trouble";
import { UploadDialog } from "../../shared/UploadDialog";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";

type Batch = { batch: string };

/** Files of any suffix, zips or a whole folder go into one batch, which is imported when all have arrived. */
export function DicomUpload({ project, open, onClose }: { project: string; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const tell = useTell();
  const refresh = useRefresh();
  const [folder, setFolder] = useState(false);
  const batch = useRef<string | null>(null);
  const close = () => {
    batch.current = null;
    onClose();
  };
  return (
    <UploadDialog
      open={open}
      title={t("studies.add")}
      hint={t("studies.addHint")}
      folder={folder}
      extra={
        // biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside
        <label className="row" style={{ marginTop: 8 }}>
          <Switch size="small" checked={folder} onChange={setFolder} /> {t("studies.wholeFolder")}
        </label>
      }
      send={async (file, onPart, signal) => {
        // files of different folders may share a name: the folder stays in it
        const query = { name: (file.webkitRelativePath || file.name).replaceAll("/", "__"), batch: batch.current };
        const answer = await upload<Batch>(`/projects/${project}/imports`, query, file, onPart, signal);
        batch.current = answer.batch;
      }}
      done={async () => {
        try {
          if (batch.current) await http.post<JobAnswer>(`/projects/${project}/imports/${batch.current}/start`);
        } catch (problem) {
          tell(problem);
        }
        await refresh("jobs");
      }}
      onClose={close}
    />
  );
}
