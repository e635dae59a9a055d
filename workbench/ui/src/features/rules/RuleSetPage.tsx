import { Page } from "../../shared/Page";
import { useWords } from "../../shared/useWords";

export function RuleSetPage() {
  const { t } = useWords();
  return <Page title={t("menu.rules")}>{null}</Page>;
}
