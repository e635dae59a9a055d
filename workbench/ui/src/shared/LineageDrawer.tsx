import { ApartmentOutlined } from "@ant-design/icons";
import { Button, Drawer, Skeleton, Timeline } from "antd";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useGet } from "../api/queries";
import type { Entity, Lineage } from "../api/types";
import { time } from "./format";
import { Trouble } from "./Trouble";
import { useWords } from "./useWords";

type Target = { kind: string; id: string; title: string };
const Opener = createContext<(target: Target) => void>(() => {});

/** Holds the one drawer 来源 of the page. */
export function LineageHost({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<Target | null>(null);
  return (
    <Opener.Provider value={setTarget}>
      {children}
      <LineageDrawer target={target} onClose={() => setTarget(null)} />
    </Opener.Provider>
  );
}

/** The button 来源: which data, rule, parameters and code made this. */
export function WhyButton(props: Target & { text?: boolean }) {
  const open = useContext(Opener);
  const { t } = useWords();
  return (
    <Button
      size="small"
      type="text"
      icon={<ApartmentOutlined />}
      title={t("lineage.open")}
      aria-label={`${t("lineage.open")} ${props.title}`}
      onClick={(event) => {
        event.stopPropagation();
        open({ kind: props.kind, id: props.id, title: props.title });
      }}
    >
      {props.text ? t("lineage.open") : null}
    </Button>
  );
}

const short = (hash: string) => hash.slice(0, 12);

function LineageDrawer({ target, onClose }: { target: Target | null; onClose: () => void }) {
  const { t, word } = useWords();
  const answer = useGet<Lineage>("lineage", target ? `/lineage/${target.kind}/${target.id}` : null);
  const data = answer.data;
  const part = (activity: string, inputs: boolean) =>
    (data?.edges ?? []).filter((edge) => edge.activity === activity && (edge.role === "used") === inputs);
  const line = (entity: Entity) => (
    <div key={`${entity.kind}${entity.id}`} className="row" style={{ gap: 6 }}>
      <span>{word("entity", entity.kind)}</span>
      <span className="mono soft" title={entity.id}>
        {short(entity.id)}
      </span>
      {entity.hash && (
        <span className="mono soft" title={entity.hash}>
          sha256 {short(entity.hash)}
        </span>
      )}
    </div>
  );
  return (
    <Drawer
      open={target !== null}
      onClose={onClose}
      size={460}
      title={`${t("lineage.title")} · ${target?.title ?? ""}`}
    >
      {answer.isPending && target && <Skeleton active />}
      <Trouble problem={answer.error} retry={() => void answer.refetch()} />
      {data && data.activities.length === 0 && <p className="soft">{t("lineage.none")}</p>}
      {data && (
        <Timeline
          items={data.activities.map((activity) => ({
            key: activity.id,
            content: (
              <div>
                <b>{word("activity", activity.kind)}</b>
                <span className="soft num"> {time(activity.ended ?? activity.started)}</span>
                <div className="soft">
                  {t("lineage.code")} <span className="mono">{activity.code_version}</span>
                  {activity.plan_hash && (
                    <>
                      {" · "}
                      {t("lineage.plan")}{" "}
                      <span className="mono" title={activity.plan_hash}>
                        {short(activity.plan_hash)}
                      </span>
                    </>
                  )}
                  {activity.actor && ` · ${activity.actor}`}
                </div>
                {hasPlan(activity.plan) && (
                  <details>
                    <summary>{t("lineage.plan")}</summary>
                    <pre className="mono" style={{ margin: 0, whiteSpace: "pre-wrap" }}>
                      {JSON.stringify(activity.plan, null, 1)}
                    </pre>
                  </details>
                )}
                <div style={{ marginTop: 4 }}>
                  <div className="soft">{t("lineage.from")}</div>
                  {part(activity.id, true)
                    .slice(0, 12)
                    .map((edge) => line(edge.entity))}
                  {part(activity.id, true).length > 12 && (
                    <div className="soft">{t("lineage.more", { count: part(activity.id, true).length - 12 })}</div>
                  )}
                  <div className="soft">{t("lineage.made")}</div>
                  {part(activity.id, false)
                    .slice(0, 12)
                    .map((edge) => line(edge.entity))}
                </div>
              </div>
            ),
          }))}
        />
      )}
    </Drawer>
  );
}

const hasPlan = (plan: unknown): boolean => typeof plan === "object" && plan !== null && Object.keys(plan).length > 0;
