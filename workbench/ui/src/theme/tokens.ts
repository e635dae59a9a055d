import { type ThemeConfig, theme } from "antd";
import { calm } from "./calm";

/** The palette. Components use these names, never raw colours. */
export const palette = {
  ink: "#1c2b33",
  inkSoft: "#5b6b73",
  line: "#e3e8ea",
  ground: "#f5f7f7",
  surface: "#ffffff",
  primary: "#1f6478",
  primarySoft: "#e4f0f2",
  finding: "#b4641a",
  findingSoft: "#fdf1e3",
  good: "#2f7d5b",
  bad: "#b23b3b",
  unsure: "#8a6d1f",
} as const;

/** Distinguishable with the common kinds of colour blindness (after Okabe and Ito). */
export const series = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b08c00", "#56b4e9", "#7a5195", "#5b6b73"] as const;

/** Background colours of search leaves and evidence, in order. */
export const marks = [
  "#ffe39b",
  "#bfe3d0",
  "#cfdcf7",
  "#f6cfd8",
  "#e1d3f2",
  "#d9e6a8",
  "#fbd3b0",
  "#c8e8ee",
  "#e9dcc3",
  "#d3d9c7",
];

export const markOf = (index: number): string =>
  marks[((index % marks.length) + marks.length) % marks.length] as string;

const FONT =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

export const light: ThemeConfig = {
  token: {
    colorPrimary: palette.primary,
    colorInfo: palette.primary,
    colorSuccess: palette.good,
    colorWarning: palette.finding,
    colorError: palette.bad,
    colorTextBase: palette.ink,
    // the tints antd derives from a dark primary are muddy: name them
    colorPrimaryBg: palette.primarySoft,
    colorPrimaryBgHover: "#d6e8ec",
    colorInfoBg: "#edf5f7",
    colorInfoBorder: "#c9dfe5",
    colorSuccessBg: "#e9f5ee",
    colorSuccessBorder: "#bfe0cd",
    colorWarningBg: palette.findingSoft,
    colorWarningBorder: "#f0dcc2",
    colorErrorBg: "#fcefee",
    colorErrorBorder: "#eec8c6",
    colorBgLayout: palette.ground,
    colorBorderSecondary: palette.line,
    borderRadius: 5,
    fontSize: 13,
    fontFamily: FONT,
    controlHeight: 30,
    motion: !calm(),
    ...(calm() ? {} : { motionDurationMid: "0.12s", motionDurationSlow: "0.16s" }),
  },
  components: {
    Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 8, headerBg: "#eef2f3", headerColor: palette.inkSoft },
    Layout: { headerBg: palette.surface, siderBg: palette.surface, headerHeight: 48, headerPadding: "0 16px" },
    Menu: { itemHeight: 34, itemMarginBlock: 1, itemBorderRadius: 5, groupTitleFontSize: 12 },
    Card: { headerHeightSM: 34, bodyPaddingSM: 10 },
    Descriptions: { itemPaddingBottom: 4 },
  },
};

export const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...light.token,
    colorPrimaryBg: "#17323b",
    colorPrimaryBgHover: "#1d3f4a",
    colorInfoBg: "#13262c",
    colorInfoBorder: "#234550",
    colorSuccessBg: "#14291f",
    colorSuccessBorder: "#285340",
    colorWarningBg: "#2b2013",
    colorWarningBorder: "#5a4122",
    colorErrorBg: "#2c1716",
    colorErrorBorder: "#5e2c2a",
    colorPrimary: "#4ba3b8",
    colorInfo: "#4ba3b8",
    colorTextBase: "#dfe7ea",
    colorBgBase: "#0f1518",
    colorBgLayout: "#0b1013",
    colorBorderSecondary: "#243036",
  },
  components: { Table: { cellPaddingBlockSM: 4, cellPaddingInlineSM: 6 } },
};
