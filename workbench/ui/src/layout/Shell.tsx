import { useQueryClient } from "@tanstack/react-query";
import { Layout, Spin } from "antd";
import { useEffect } from "react";
import { Navigate, Outlet, useLocation, useNavigate } from "react-router";
import { followJobs } from "../api/events";
import { onProblem } from "../api/http";
import { keys, useSession } from "../api/queries";
import { Boundary } from "../shared/Boundary";
import { LineageHost } from "../shared/LineageDrawer";
import { Trouble } from "../shared/Trouble";
import { useWords } from "../shared/useWords";
import { Header } from "./Header";
import { rememberProject, useLastProject } from "./lastProject";
import { SideMenu } from "./SideMenu";
import { useProjectId } from "./useProject";

/** The frame of every page after sign-in. */
export function Shell() {
  const { t } = useWords();
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const current = useProjectId();
  const project = useLastProject(current);
  const user = session.data?.user.id;
  const mustChange = session.data?.must_change === true;

  useEffect(() => {
    if (current) rememberProject(current);
  }, [current]);
  useEffect(() => (user && !mustChange ? followJobs(client) : undefined), [user, mustChange, client]);
  useEffect(
    () =>
      onProblem((problem) => {
        if (problem.status === 401) client.setQueryData(keys.session, null);
        if (problem.code === "password_change_required") void navigate("/password");
      }),
    [client, navigate],
  );

  if (session.isPending) return <Spin fullscreen />;
  if (session.error) {
    return (
      <div style={{ padding: 32 }}>
        <Trouble problem={session.error} retry={() => void session.refetch()} />
      </div>
    );
  }
  if (!session.data) return <Navigate to="/login" replace state={{ from: location.pathname }} />;
  if (mustChange) return <Navigate to="/password" replace />;

  // the note speaks of what is on screen: a project of real data in a demo server must not carry it
  const synthetic = current ? project?.synthetic : session.data.demo;
  return (
    <LineageHost>
      <Layout className="shell">
        <Header session={session.data} project={project} />
        {synthetic && (
          <div className="synthetic" role="note">
            <b>{t("common.synthetic")}</b> — {t("common.syntheticHint")}
          </div>
        )}
        <Layout>
          <Layout.Sider width={176} theme="light" className="shell-sider" breakpoint="lg" collapsedWidth={56}>
            <SideMenu project={project} />
          </Layout.Sider>
          <Layout.Content className="shell-main">
            <Boundary key={location.pathname}>
              <Outlet />
            </Boundary>
          </Layout.Content>
        </Layout>
      </Layout>
    </LineageHost>
  );
}
