import { useCallback } from "react";
import type { Fault } from "../expr";
import { useWords } from "./useWords";

/** The sentence of a fault of an expression: what is wrong and what to write instead. */
export function useFaultText() {
  const { t } = useWords();
  return useCallback(
    ({ code, words }: Fault): string => {
      const kind = (name: string | undefined) => (name ? t(`exprKind.${name}`) : "");
      if (code === "misfit") {
        const cure = t(`exprCure.${words.wanted}_${words.got}`);
        return t("exprFault.misfit", { wanted: kind(words.wanted), got: kind(words.got), cure });
      }
      if (code === "unlike") {
        const sort = ["list", "bool"].find((one) => words.left === one || words.right === one) ?? "other";
        const cure = t(`exprCure.unlike_${sort}`);
        return t("exprFault.unlike", { left: kind(words.left), right: kind(words.right), cure });
      }
      return t(`exprFault.${code}`, words);
    },
    [t],
  );
}
