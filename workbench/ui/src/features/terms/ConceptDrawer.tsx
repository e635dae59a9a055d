import { WarningFilled } from "@ant-design/icons";
import { Alert, Button, Drawer, Form, Popconfirm, Skeleton, Tabs } from "antd";
import { useEffect, useState } from "react";
import { http, ifMatch, type Problem } from "../../api/http";
import { useGet, useWrite } from "../../api/queries";
import type { Concept } from "../../api/rules";
import { Trouble, useTell } from "../../shared/Trouble";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";
import { ConceptForm } from "./ConceptForm";
import { ConceptHistory } from "./ConceptHistory";
import { blank, type ConceptDraft, draftOf } from "./conceptText";
import { MergeDialog } from "./MergeDialog";
import { SplitDialog } from "./SplitDialog";

type Props = {
  project: string;
  /** A concept's id, or `new`. */
  target: string | null;
  concepts: Concept[];
  /** The term a new concept begins with. */
  term?: string;
  onClose: () => void;
  onOpen: (id: string) => void;
  /** Called instead of writing, when the new concept is made by another request. */
  onMake?: (draft: ConceptDraft) => Promise<unknown>;
};

/** One concept: edited, merged, split, retired, and what became of it. */
export function ConceptDrawer({ project, target, concepts, term, onClose, onOpen, onMake }: Props) {
  const { t } = useWords();
  const tell = useTell();
  const refresh = useRefresh();
  const [form] = Form.useForm<ConceptDraft>();
  const [merging, setMerging] = useState(false);
  const [splitting, setSplitting] = useState(false);
  const [stale, setStale] = useState(false);
  const fresh = target === "new";
  const answer = useGet<Concept>("term", target && !fresh ? `/terms/${target}` : null);
  const concept = !fresh && answer.data?.id === target ? answer.data : null;
  useEffect(() => {
    if (fresh) form.setFieldsValue(blank(term));
    else if (concept) form.setFieldsValue(draftOf(concept));
  }, [fresh, concept, term, form]);
  useEffect(() => setStale(false), [target]);

  const save = useWrite<ConceptDraft>(
    (draft) =>
      fresh
        ? onMake
          ? onMake(draft)
          : http.post(`/projects/${project}/terms`, draft)
        : http.put(`/terms/${target}`, draft, ifMatch(concept?.etag ?? "")),
    "terms",
    "term",
    "unknownTerms",
  );
  const retire = useWrite(() => http.delete(`/terms/${target}`), "terms", "term");
  const { reset } = save;
  useEffect(() => reset(), [target, reset]);
  const refused = (problem: Problem) => {
    if (problem.status !== 412) return;
    setStale(true);
    void refresh("term", "terms");
  };
  return (
    <Drawer
      open={target !== null}
      size={560}
      title={fresh ? t("terms.add") : t("terms.edit")}
      onClose={onClose}
      extra={
        concept &&
        !concept.retired && (
          <span className="row">
            <Button size="small" onClick={() => setMerging(true)}>
              {t("terms.merge")}
            </Button>
            <Button size="small" disabled={concept.terms.length < 2} onClick={() => setSplitting(true)}>
              {t("terms.split")}
            </Button>
            <Popconfirm
              title={t("terms.retireAsk")}
              okText={t("terms.retire")}
              cancelText={t("common.cancel")}
              onConfirm={() => retire.mutate(undefined, { onSuccess: onClose, onError: tell })}
            >
              <Button size="small" danger>
                {t("terms.retire")}
              </Button>
            </Popconfirm>
          </span>
        )
      }
      footer={
        <span className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {fresh ? t("common.create") : t("common.save")}
          </Button>
        </span>
      }
    >
      {!fresh && !concept && (answer.error ? <Trouble problem={answer.error} /> : <Skeleton active />)}
      {(fresh || concept) && (
        <>
          {stale && <Alert type="warning" showIcon title={t("terms.stale")} style={{ marginBottom: 8 }} />}
          {concept?.clashes.map((clash) => (
            <Alert
              key={`${clash.term}${clash.concept.id}`}
              type="error"
              icon={<WarningFilled />}
              showIcon
              style={{ marginBottom: 8 }}
              title={t("terms.clashWith", { term: clash.term, concept: clash.concept.zh })}
              action={
                <Button size="small" onClick={() => onOpen(clash.concept.id)}>
                  {clash.concept.zh}
                </Button>
              }
            />
          ))}
          <Tabs
            size="small"
            items={[
              {
                key: "form",
                label: t("terms.one"),
                forceRender: true,
                children: (
                  <>
                    <ConceptForm
                      form={form}
                      concepts={concepts}
                      self={concept?.id}
                      onSave={(draft) => save.mutate(draft, { onSuccess: onClose, onError: refused })}
                    />
                    {save.error?.status !== 412 && <Trouble problem={save.error} />}
                  </>
                ),
              },
              ...(concept
                ? [
                    {
                      key: "history",
                      label: t("terms.history"),
                      children: <ConceptHistory id={concept.id} concepts={concepts} />,
                    },
                  ]
                : []),
            ]}
          />
        </>
      )}
      {concept && (
        <>
          <MergeDialog
            concept={concept}
            concepts={concepts}
            open={merging}
            onClose={() => setMerging(false)}
            onDone={(into) => {
              setMerging(false);
              onOpen(into);
            }}
          />
          <SplitDialog
            concept={concept}
            open={splitting}
            onClose={() => setSplitting(false)}
            onDone={(made) => {
              setSplitting(false);
              onOpen(made);
            }}
          />
        </>
      )}
    </Drawer>
  );
}
