import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";
import { useRouteError } from "react-router";
import { useWords } from "./useWords";

function Fallen({ error }: { error: unknown }) {
  const { t } = useWords();
  return (
    <Result
      status="warning"
      title={t("common.broken")}
      subTitle={error instanceof Error ? error.message : String(error)}
      extra={<Button onClick={() => window.location.reload()}>{t("common.reload")}</Button>}
    />
  );
}

/** One broken part must not take the page with it. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  state = { error: null as unknown };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  render() {
    return this.state.error ? <Fallen error={this.state.error} /> : this.props.children;
  }
}

export function RouteFallen() {
  return <Fallen error={useRouteError()} />;
}
