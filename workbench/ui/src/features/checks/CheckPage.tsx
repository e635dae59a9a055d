import { useQueryClient } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useEffect, useMemo } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { http } from "../../api/http";
import { useGet } from "../../api/queries";
import type { CheckView } from "../../api/types";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { CheckDesk } from "./CheckDesk";
import { keptOrder, neighbours } from "./queueOrder";
import { checkKey, checkPath } from "./useVerdicts";
import "./checks.css";

/** One report beside its values, to be accepted or corrected. */
export function CheckPage() {
  const { t } = useWords();
  const { project = "", database = "", report = "" } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const answer = useGet<CheckView>("check", checkPath(database, report));
  // the report before it must never be answered under this one's address
  const view = answer.isPlaceholderData ? undefined : answer.data;
  const order = useMemo(() => keptOrder(database), [database]);
  const place = neighbours(order.reports, report, view);
  const { next } = place;
  useEffect(() => {
    if (!next || !view) return;
    void client.prefetchQuery({
      queryKey: checkKey(database, next),
      queryFn: ({ signal }) => http.get<CheckView>(checkPath(database, next), {}, signal),
    });
  }, [client, database, next, view]);
  const back = `/projects/${project}/databases/${database}/checks`;
  const queue = order.search ? `${back}?${order.search}` : back;
  // who checks one variable stays at it from report to report
  const asked = params.get("field");
  const field = asked ? `?field=${encodeURIComponent(asked)}` : "";
  if (!view) {
    return (
      <Page
        title={t("checks.title")}
        actions={<Button onClick={() => void navigate(queue)}>{t("checks.back")}</Button>}
      >
        <Trouble problem={answer.error} retry={() => void answer.refetch()} />
        {!answer.error && <Skeleton active />}
      </Page>
    );
  }
  return (
    <CheckDesk
      key={`${database}:${report}`}
      project={project}
      database={database}
      view={view}
      place={place}
      onReport={(to) => void navigate(to ? `${back}/${to}${field}` : queue)}
    />
  );
}
