import { defineConfig } from "@playwright/test";
import { launchOptions } from "./chromium.mjs";

export default defineConfig({
  testDir: ".",
  outputDir: "results",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  reporter: [["list"]],
  use: {
    // a click that finds no rest fails soon, not with its whole test
    actionTimeout: 20_000,
    baseURL: process.env.WORKBENCH_URL ?? "http://127.0.0.1:8080",
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    locale: "zh-CN",
    // what moves can slip from under a click on a slow machine
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions,
  },
});
