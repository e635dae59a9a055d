import { Page } from "../../shared/Page";
import { useWords } from "../../shared/useWords";

export function RulesPage() {
  const { t } = useWords();
  return <Page title={t("menu.rules")}>{null}</Page>;
}
