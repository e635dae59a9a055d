import { Skeleton } from "antd";
import { useParams } from "react-router";
import { useGet } from "../../api/queries";
import type { Dictionary, Form } from "../../api/records";
import type { Database } from "../../api/types";
import { useFields } from "../../shared/forms/useFields";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { Designer } from "./Designer";
import "./designer.css";

/** One form under its designer. */
export function FormPage() {
  const { t } = useWords();
  const { database: id = "", form = "" } = useParams();
  const stored = useGet<Form>("form", `/forms/${form}`, {}, { staleTime: Number.POSITIVE_INFINITY });
  const database = useGet<Database>("databases", `/databases/${id}`);
  const dictionary = useGet<Dictionary>("dictionary", `/databases/${id}/dictionary`);
  const fields = useFields(id);
  if (!stored.data || stored.data.id !== form || fields.pending) {
    return (
      <Page title={t("forms.title")}>
        <Trouble problem={stored.error ?? fields.error} retry={() => void stored.refetch()} />
        {!stored.error && <Skeleton active />}
      </Page>
    );
  }
  return (
    <Designer
      key={stored.data.id}
      form={stored.data}
      database={database.data}
      dictionary={dictionary.data}
      fields={fields.all}
    />
  );
}
