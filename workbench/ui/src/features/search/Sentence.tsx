import type { Part } from "../../shared/criteria/describe";
import { useWords } from "../../shared/useWords";
import { useBuilder } from "./builder";

/** The criteria read back, each in its colour. */
export function Sentence({ parts }: { parts: Part[] }) {
  const { t } = useWords();
  const { info } = useBuilder();
  if (parts.length === 0) return <p className="soft sentence">{t("search.saysNothing")}</p>;
  return (
    <p className="sentence" data-testid="sentence">
      {parts.map((part, index) => {
        const known = part.leaf ? info(part.leaf) : null;
        return known ? (
          // the parts of a sentence have no other name than their place
          <mark key={index} style={{ background: known.color }}>
            {part.text}
          </mark>
        ) : (
          <span key={index}>{part.text}</span>
        );
      })}
    </p>
  );
}
