import { Page } from "../../shared/Page";
import { useWords } from "../../shared/useWords";

export function TermsPage() {
  const { t } = useWords();
  return <Page title={t("menu.terms")}>{null}</Page>;
}
