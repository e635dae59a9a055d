import { DownloadOutlined, LinkOutlined, StopOutlined } from "@ant-design/icons";
import { Alert, Button, Descriptions, Form, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import type { ExportLink, ExportRequest } from "../../api/cohorts";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import { bytes, time } from "../../shared/format";
import { Hash } from "../../shared/Hash";
import { Trouble } from "../../shared/Trouble";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";
import { leftText } from "./left";

/** The package: what is in it, until when, who fetched it; a link for who asked, the end of it for a steward. */
export function PackagePanel({ request }: { request: ExportRequest }) {
  const { t } = useWords();
  const [closing, setClosing] = useState(false);
  const made = request.package;
  const { decision } = request;
  return (
    <section className="panel" data-testid="package">
      <h2 className="panel-title">
        {t("exports.package")}
        <span className="shell-space" />
        {request.may.revoke && (
          <Button size="small" danger icon={<StopOutlined />} onClick={() => setClosing(true)}>
            {t("exports.revoke")}
          </Button>
        )}
      </h2>
      {decision && (
        <p className="soft">
          {t(decision.approved ? "exports.approvedBy" : "exports.rejectedBy", { name: decision.by_name })}
          {decision.note && ` · ${decision.note}`}
        </p>
      )}
      {!made && <p className="soft">{t(request.state === "failed" ? "exports.failedHint" : "exports.building")}</p>}
      {made?.revoked && (
        <Alert
          type="warning"
          showIcon
          title={t("exports.revokedAt", { at: time(made.revoked.at) })}
          description={made.revoked.note}
        />
      )}
      {made && (
        <>
          {request.state === "ready" && <LinkBox request={request} />}
          <Descriptions
            size="small"
            column={2}
            items={[
              { key: "built", label: t("exports.built"), children: time(made.built) },
              { key: "until", label: t("exports.expires"), children: time(made.expires) },
              { key: "size", label: t("exports.size"), children: bytes(made.size) },
              { key: "hash", label: t("exports.packageHash"), children: <Hash value={made.hash} copy /> },
              { key: "mark", label: t("exports.watermark"), span: 2, children: made.watermark },
            ]}
          />
          <table className="files">
            <thead>
              <tr>
                <th>{t("exports.file")}</th>
                <th className="num">{t("exports.size")}</th>
                <th>SHA-256</th>
              </tr>
            </thead>
            <tbody>
              {made.files.map((file) => (
                <tr key={file.name}>
                  <td>{file.name}</td>
                  <td className="num">{bytes(file.size)}</td>
                  <td>
                    <Hash value={file.sha256} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="soft" data-testid="download-count">
            {made.downloads.length
              ? t("exports.downloadCount", { count: made.downloads.length })
              : t("exports.noDownloads")}
          </p>
          <ul className="downloads">
            {made.downloads.map((one) => (
              <li key={`${one.at}${one.by}`}>
                {one.by_name} <span className="soft num">{`${time(one.at)} · ${one.ip}`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <RevokeDialog request={request} open={closing} onClose={() => setClosing(false)} />
    </section>
  );
}

/** A link for fifteen minutes, and how long it still holds. */
function LinkBox({ request }: { request: ExportRequest }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const [now, setNow] = useState(Date.now());
  const link = useWrite(() => http.post<ExportLink>(`/exports/${request.id}/link`));
  const left = link.data ? new Date(link.data.expires).getTime() - now : 0;
  const live = link.data !== undefined && left > 0;
  useEffect(() => {
    if (!link.data) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [link.data]);
  if (!request.may.download) return <Alert type="info" showIcon title={t("exports.notYours")} />;
  return (
    <div className="link-box">
      {live && link.data ? (
        <>
          <Button
            type="primary"
            icon={<DownloadOutlined />}
            href={link.data.url}
            download
            // the count is on the server: look again when the file is on its way
            onClick={() => setTimeout(() => void refresh("export", "exports"), 1_500)}
          >
            {t("exports.fetch")}
          </Button>
          <span className="soft num">{t("exports.linkReady", { left: leftText(left) })}</span>
        </>
      ) : (
        <>
          <Button
            type="primary"
            icon={<LinkOutlined />}
            loading={link.isPending}
            onClick={() => link.mutate(undefined, { onSuccess: () => setNow(Date.now()) })}
          >
            {t("exports.download")}
          </Button>
          {link.data && <span className="soft">{t("exports.linkOver")}</span>}
        </>
      )}
      <Trouble problem={link.error} />
    </div>
  );
}

function RevokeDialog({ request, open, onClose }: { request: ExportRequest; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const [form] = Form.useForm<{ note: string }>();
  const revoke = useWrite(
    (note: string) => http.post<ExportRequest>(`/exports/${request.id}/revoke`, { note }),
    "export",
    "exports",
  );
  return (
    <Modal
      open={open}
      title={t("exports.revokeTitle")}
      okText={t("exports.revoke")}
      okButtonProps={{ danger: true }}
      cancelText={t("common.cancel")}
      confirmLoading={revoke.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t("exports.revokeHint")}</p>
      <Form
        form={form}
        name="revoke"
        layout="vertical"
        onFinish={({ note }) => revoke.mutate(note.trim(), { onSuccess: onClose })}
      >
        <Form.Item
          name="note"
          label={t("exports.revokeNote")}
          rules={[{ required: true, whitespace: true, message: t("exports.revokeNote") }]}
        >
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      </Form>
      <Trouble problem={revoke.error} />
    </Modal>
  );
}
