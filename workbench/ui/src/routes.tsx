import { createBrowserRouter, Navigate } from "react-router";
import { Shell } from "./layout/Shell";
import { RouteFallen } from "./shared/Boundary";

type Pages = Record<string, React.ComponentType>;
/** A page in its own chunk. */
const page = (load: () => Promise<Pages>, name: string) => ({
  lazy: async () => ({ Component: (await load())[name] as React.ComponentType }),
});

export const router = createBrowserRouter([
  {
    ErrorBoundary: RouteFallen,
    HydrateFallback: () => null,
    children: [
      { path: "/login", ...page(() => import("./features/session/SignIn") as Promise<Pages>, "SignIn") },
      {
        path: "/password",
        ...page(() => import("./features/session/ChangePassword") as Promise<Pages>, "ChangePassword"),
      },
      {
        path: "/",
        element: <Shell />,
        ErrorBoundary: RouteFallen,
        children: [
          { index: true, element: <Navigate to="/projects" replace /> },
          {
            path: "projects",
            ...page(() => import("./features/projects/ProjectsPage") as Promise<Pages>, "ProjectsPage"),
          },
          { path: "jobs", ...page(() => import("./features/jobs/JobsPage") as Promise<Pages>, "JobsPage") },
          { path: "people", ...page(() => import("./features/people/PeoplePage") as Promise<Pages>, "PeoplePage") },
          { path: "audit", ...page(() => import("./features/audit/AuditPage") as Promise<Pages>, "AuditPage") },
          {
            path: "projects/:project",
            children: [
              { index: true, element: <Navigate to="reports" replace /> },
              {
                path: "reports",
                ...page(() => import("./features/reports/ReportsPage") as Promise<Pages>, "ReportsPage"),
              },
              {
                path: "reports/:report",
                ...page(() => import("./features/reports/ReportPage") as Promise<Pages>, "ReportPage"),
              },
              {
                path: "databases",
                ...page(() => import("./features/databases/DatabasesPage") as Promise<Pages>, "DatabasesPage"),
              },
              {
                path: "databases/:database",
                ...page(() => import("./features/databases/DatabasePage") as Promise<Pages>, "DatabasePage"),
              },
              {
                path: "databases/:database/checks",
                ...page(() => import("./features/checks/QueuePage") as Promise<Pages>, "QueuePage"),
              },
              {
                path: "databases/:database/checks/:report",
                ...page(() => import("./features/checks/CheckPage") as Promise<Pages>, "CheckPage"),
              },
              {
                path: "databases/:database/evaluation",
                ...page(() => import("./features/evaluation/EvaluationPage") as Promise<Pages>, "EvaluationPage"),
              },
              {
                path: "databases/:database/fields",
                ...page(() => import("./features/fields/FieldsPage") as Promise<Pages>, "FieldsPage"),
              },
              {
                path: "databases/:database/forms",
                ...page(() => import("./features/forms/FormsPage") as Promise<Pages>, "FormsPage"),
              },
              {
                path: "databases/:database/forms/:form",
                ...page(() => import("./features/forms/FormPage") as Promise<Pages>, "FormPage"),
              },
              {
                path: "cases/:case",
                ...page(() => import("./features/cases/CasePage") as Promise<Pages>, "CasePage"),
              },
              {
                path: "cases/:case/entry",
                ...page(() => import("./features/cases/EntryPage") as Promise<Pages>, "EntryPage"),
              },
              { path: "rules", ...page(() => import("./features/rules/RulesPage") as Promise<Pages>, "RulesPage") },
              {
                path: "rules/:ruleset",
                ...page(() => import("./features/rules/RuleSetPage") as Promise<Pages>, "RuleSetPage"),
              },
              { path: "terms", ...page(() => import("./features/terms/TermsPage") as Promise<Pages>, "TermsPage") },
              { path: "search", ...page(() => import("./features/search/SearchPage") as Promise<Pages>, "SearchPage") },
              {
                path: "cohorts",
                ...page(() => import("./features/cohorts/CohortsPage") as Promise<Pages>, "CohortsPage"),
              },
              {
                path: "cohorts/:cohort",
                ...page(() => import("./features/cohorts/CohortPage") as Promise<Pages>, "CohortPage"),
              },
              {
                path: "exports",
                ...page(() => import("./features/exports/ExportsPage") as Promise<Pages>, "ExportsPage"),
              },
              {
                path: "exports/new",
                ...page(() => import("./features/exports/NewExport") as Promise<Pages>, "NewExport"),
              },
              {
                path: "exports/:export",
                ...page(() => import("./features/exports/ExportPage") as Promise<Pages>, "ExportPage"),
              },
              {
                path: "studies",
                ...page(() => import("./features/studies/StudiesPage") as Promise<Pages>, "StudiesPage"),
              },
              {
                path: "studies/:study",
                ...page(() => import("./features/viewer/ViewerPage") as Promise<Pages>, "ViewerPage"),
              },
              { path: "rois", ...page(() => import("./features/rois/RoisPage") as Promise<Pages>, "RoisPage") },
              {
                path: "features",
                ...page(() => import("./features/features/FeaturesPage") as Promise<Pages>, "FeaturesPage"),
              },
              {
                path: "features/new",
                ...page(() => import("./features/features/ExtractPage") as Promise<Pages>, "ExtractPage"),
              },
              {
                path: "features/:table",
                ...page(() => import("./features/features/FeatureTablePage") as Promise<Pages>, "FeatureTablePage"),
              },
              { path: "models", ...page(() => import("./features/models/ModelsPage") as Promise<Pages>, "ModelsPage") },
              {
                path: "models/:model",
                ...page(() => import("./features/models/ModelPage") as Promise<Pages>, "ModelPage"),
              },
              {
                path: "results",
                ...page(() => import("./features/results/ResultsPage") as Promise<Pages>, "ResultsPage"),
              },
            ],
          },
          { path: "*", element: <Navigate to="/projects" replace /> },
        ],
      },
    ],
  },
]);
