import {
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  BuildOutlined,
  CodeOutlined,
  DatabaseOutlined,
  ExperimentOutlined,
  ExportOutlined,
  FileTextOutlined,
  HighlightOutlined,
  ProjectOutlined,
  SearchOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UsergroupAddOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { ProjectCounts } from "../api/types";

export type Entry = { key: string; icon: ReactNode; count?: keyof ProjectCounts };

/** The pages of a project, in the order in which work flows. */
export const PROJECT_PAGES: Entry[] = [
  { key: "reports", icon: <FileTextOutlined />, count: "reports" },
  { key: "databases", icon: <DatabaseOutlined />, count: "cases" },
  { key: "rules", icon: <CodeOutlined /> },
  { key: "terms", icon: <BookOutlined /> },
  { key: "search", icon: <SearchOutlined /> },
  { key: "cohorts", icon: <UsergroupAddOutlined /> },
  { key: "exports", icon: <ExportOutlined /> },
  { key: "studies", icon: <AppstoreOutlined />, count: "studies" },
  { key: "rois", icon: <HighlightOutlined />, count: "rois" },
  { key: "features", icon: <BarChartOutlined />, count: "feature_tables" },
  { key: "models", icon: <ExperimentOutlined />, count: "models" },
  { key: "results", icon: <BuildOutlined />, count: "predictions" },
];

export const PROJECTS: Entry = { key: "projects", icon: <ProjectOutlined /> };

/** The pages that are not of one project. */
export const SYSTEM_PAGES: Entry[] = [
  { key: "jobs", icon: <ThunderboltOutlined /> },
  { key: "people", icon: <TeamOutlined /> },
  { key: "audit", icon: <AuditOutlined /> },
];
