import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { useProjectId } from "../../layout/useProject";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { useWords } from "../../shared/useWords";
import { ConceptsTab } from "./ConceptsTab";
import "./terms.css";
import { UnknownTab } from "./UnknownTab";

/** The project's dictionary, and the words that wait to enter it. */
export function TermsPage() {
  const { t } = useWords();
  const project = useProjectId();
  const [search, setSearch] = useSearchParams();
  const tab = search.get("tab") ?? "concepts";
  return (
    <Page title={t("menu.terms")} lead={tab === "unknown" ? t("terms.unknownLead") : t("terms.lead")}>
      <ActiveJobs project={project} match={/mine/} />
      <Tabs
        className="tabs-fill"
        size="small"
        activeKey={tab}
        onChange={(next) => setSearch({ tab: next }, { replace: true })}
        destroyOnHidden
        items={[
          { key: "concepts", label: t("terms.concepts"), children: <ConceptsTab project={project} /> },
          { key: "unknown", label: t("terms.unknown"), children: <UnknownTab project={project} /> },
        ]}
      />
    </Page>
  );
}
