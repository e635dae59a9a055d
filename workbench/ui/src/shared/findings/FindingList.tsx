import { useEffect, useRef, useState } from "react";
import type { Finding } from "../../api/types";
import { isTyping } from "../useListKeys";
import { useWords } from "../useWords";
import { FindingCard } from "./FindingCard";

/** The findings of one report: j/k move, a accepts, r rejects the one in front. */
export function FindingList({ findings, project }: { findings: Finding[]; project: string }) {
  const { t } = useWords();
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || findings.length === 0) return;
      const card = box.current?.querySelectorAll<HTMLElement>("[data-testid=finding]")[at];
      // the card's own buttons do the work, so that key and mouse cannot differ
      const press = (index: number) =>
        card?.querySelectorAll<HTMLButtonElement>(".ant-space-compact button")[index]?.click();
      if (event.key === "a") press(0);
      else if (event.key === "r") press(1);
      else if (event.key === "j" || event.key === "k") {
        const next = Math.max(0, Math.min(findings.length - 1, at + (event.key === "j" ? 1 : -1)));
        setAt(next);
        box.current?.querySelectorAll("[data-testid=finding]")[next]?.scrollIntoView({ block: "nearest" });
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  if (findings.length === 0) return <p className="soft panel">{t("findings.none")}</p>;
  return (
    <div ref={box} style={{ display: "flex", flexDirection: "column", gap: 8 }}>
      {findings.map((finding, index) => (
        <FindingCard
          key={finding.id}
          finding={finding}
          project={project}
          at={index === at}
          onPoint={() => setAt(index)}
        />
      ))}
    </div>
  );
}
