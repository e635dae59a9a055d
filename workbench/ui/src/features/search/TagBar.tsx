import { DeleteOutlined, SaveOutlined, TagsOutlined } from "@ant-design/icons";
import { App, Tag as Badge, Button, Checkbox, Form, Input, Modal, Popconfirm, Popover } from "antd";
import { useState } from "react";
import type { Tag } from "../../api/cohorts";
import { http, ifMatch } from "../../api/http";
import { useList, useSession, useWrite } from "../../api/queries";
import type { Criteria } from "../../shared/criteria/criteria";
import { time } from "../../shared/format";
import { Trouble, useTell } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Props = {
  database: string;
  /** What would be kept; null while nothing is asked. */
  criteria: Criteria | null;
  loaded: Tag | null;
  onLoad: (tag: Tag | null) => void;
};

/** Searches kept under a name: load, keep, bring up to date, remove. */
export function TagBar({ database, criteria, loaded, onLoad }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const tell = useTell();
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const list = useList<Tag>("tags", `/databases/${database}/tags`);
  const update = useWrite(
    (tag: Tag) => http.put<Tag>(`/tags/${tag.id}`, { name: tag.name, shared: tag.shared, criteria }, ifMatch(tag.etag)),
    "tags",
  );
  const current = list.rows.find((one) => one.id === loaded?.id) ?? loaded;
  const changed =
    current !== null && criteria !== null && JSON.stringify(criteria) !== JSON.stringify(current.criteria);
  return (
    <span className="row">
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        title={t("tags.title")}
        content={
          <TagList
            list={list}
            onLoad={(tag) => {
              setOpen(false);
              onLoad(tag);
            }}
          />
        }
      >
        <Button icon={<TagsOutlined />}>
          {t("tags.title")}
          {list.rows.length > 0 && <span className="soft num">{list.rows.length}</span>}
        </Button>
      </Popover>
      {current && (
        <Badge closable onClose={() => onLoad(null)} color="cyan" className="tag-loaded" data-testid="loaded-tag">
          {current.name}
          {changed && ` · ${t("tags.changed")}`}
        </Badge>
      )}
      {current && changed && (
        <Button
          loading={update.isPending}
          onClick={() =>
            update.mutate(current, {
              onError: tell,
              onSuccess: (tag) => {
                void message.success(t("tags.updated", { name: tag.name }));
                onLoad(tag);
              },
            })
          }
        >
          {t("tags.update")}
        </Button>
      )}
      <Button icon={<SaveOutlined />} disabled={!criteria} onClick={() => setSaving(true)}>
        {t("tags.save")}
      </Button>
      <SaveTag
        database={database}
        criteria={criteria}
        open={saving}
        onClose={() => setSaving(false)}
        onSaved={onLoad}
      />
    </span>
  );
}

function TagList({
  list,
  onLoad,
}: {
  list: { rows: Tag[]; error: unknown; isPending: boolean };
  onLoad: (tag: Tag) => void;
}) {
  const { t, pick } = useWords();
  const tell = useTell();
  const me = useSession().data?.user.id;
  const remove = useWrite((id: string) => http.delete(`/tags/${id}`), "tags");
  return (
    <div className="tag-list">
      <Trouble problem={list.error as never} />
      {!list.isPending && list.rows.length === 0 && !list.error && <p className="soft">{t("tags.none")}</p>}
      <ul>
        {list.rows.map((tag) => (
          <li key={tag.id} data-testid="tag">
            <button type="button" className="plain-button" onClick={() => onLoad(tag)}>
              <b>{tag.name}</b> {!tag.shared && <Badge>{t("tags.own")}</Badge>}
              <span className="tag-says">{pick(tag.description_zh, tag.description_en)}</span>
              <span className="soft num">
                {typeof tag.count === "number" && `${t("tags.finds", { count: tag.count })} · `}
                {tag.by_name} · {time(tag.at)}
              </span>
            </button>
            {tag.by === me && (
              <Popconfirm
                title={t("tags.removeAsk", { name: tag.name })}
                okText={t("tags.remove")}
                cancelText={t("common.cancel")}
                onConfirm={() => remove.mutate(tag.id, { onError: tell })}
              >
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={`${t("tags.remove")} ${tag.name}`}
                />
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

type Draft = { name: string; shared: boolean };

function SaveTag({
  database,
  criteria,
  open,
  onClose,
  onSaved,
}: {
  database: string;
  criteria: Criteria | null;
  open: boolean;
  onClose: () => void;
  onSaved: (tag: Tag) => void;
}) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm<Draft>();
  const save = useWrite(
    (draft: Draft) =>
      http.post<Tag>(`/databases/${database}/tags`, {
        name: draft.name.trim(),
        shared: draft.shared ?? true,
        criteria,
      }),
    "tags",
  );
  return (
    <Modal
      open={open}
      title={t("tags.save")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterClose={() => {
        form.resetFields();
        save.reset();
      }}
    >
      <Form
        form={form}
        name="tag"
        layout="vertical"
        initialValues={{ shared: true }}
        onFinish={(draft: Draft) =>
          save.mutate(draft, {
            onSuccess: (tag) => {
              void message.success(t("tags.saved", { name: tag.name }));
              onSaved(tag);
              onClose();
            },
          })
        }
      >
        <Form.Item
          name="name"
          label={t("tags.name")}
          rules={[{ required: true, whitespace: true, message: t("tags.needName") }]}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked" extra={t("tags.sharedHint")}>
          <Checkbox>{t("tags.shared")}</Checkbox>
        </Form.Item>
        <Trouble problem={save.error} />
      </Form>
    </Modal>
  );
}
