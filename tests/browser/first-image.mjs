// Prints `first image N ms`: from the click on a study in the list to its first drawn slice, median of five.
import { chromium } from "@playwright/test";
import { launchOptions } from "./chromium.mjs";

const base = process.env.WORKBENCH_URL;
const browser = await chromium.launch(launchOptions);
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
await page.goto(base);
await page.getByLabel("登录名").fill(process.env.WORKBENCH_LOGIN);
await page.getByLabel("密码").fill(process.env.WORKBENCH_PASSWORD);
await page.getByRole("button", { name: "登录", exact: true }).click();
await page.getByRole("heading", { name: "课题" }).waitFor();
const projects = await page.request.get(`${base}/api/v1/projects`).then((answer) => answer.json());

const drawn = () => window.__workbench?.panes().some((pane) => pane.painted && pane.filled > 0.02) ?? false;
const times = [];
for (let turn = 0; turn < 5; turn += 1) {
  await page.goto(`${base}/projects/${projects.items[0].id}/studies`);
  const row = page.locator(".ant-table-row").nth(turn);
  await row.waitFor();
  const begun = Date.now();
  await row.locator(".ant-table-cell").nth(1).click();
  await page.waitForFunction(drawn, undefined, { timeout: 60_000, polling: 20 });
  times.push(Date.now() - begun);
}
times.sort((a, b) => a - b);
console.log(`first image ${times[2]} ms`);
await browser.close();
