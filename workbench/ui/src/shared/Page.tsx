import type { ReactNode } from "react";

/** A page: title, one line of what it is for, its actions, then the content. */
export function Page(props: { title: ReactNode; lead?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <main className="page">
      <div className="page-head">
        <h1>{props.title}</h1>
        {props.lead && <span className="lead">{props.lead}</span>}
        <span className="shell-space" />
        {props.actions}
      </div>
      {props.children}
    </main>
  );
}
