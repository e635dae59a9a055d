import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { LOGIN, signIn } from "./sign-in";

test("a wrong password is refused in words, and nothing is shown", async ({ page }) => {
  await page.goto("/jobs");
  await expect(page.getByLabel("登录名")).toBeVisible();
  await page.getByLabel("登录名").fill(`${LOGIN}-nobody`);
  await page.getByLabel("密码").fill("Wrong-pass-1");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(/密码|登录/);
  await expect(page.locator(".shell")).toHaveCount(0);
});

test("every page opens, in both languages, without serious barriers", async ({ page }) => {
  // many pages, each looked through whole
  test.setTimeout(240_000);
  await signIn(page);
  await page.locator(".ant-table-row").first().click();
  await expect(page).toHaveURL(/reports$/);
  const project = /\/projects\/[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
  const pages = ["reports", "databases", "search", "cohorts", "exports", "exports/new", "studies", "rois", "features", "features/new", "models", "results"].map((name) => `${project}/${name}`);
  // the pages of the first database and of its first case
  const first = async (path: string) => (await page.request.get(`/api/v1${path}`).then((answer) => answer.json())).items[0]?.id;
  const database = await first(`${project}/databases`);
  const held = await first(`/databases/${database}/cases`);
  for (const part of ["", "/fields", "/forms"]) pages.push(`${project}/databases/${database}${part}`);
  for (const part of ["", "/entry"]) pages.push(`${project}/cases/${held}${part}`);
  pages.push(`${project}/features/${await first(`${project}/feature-tables`)}`);
  for (const address of ["/projects", ...pages, "/jobs", "/people", "/audit"]) {
    await page.goto(address);
    await expect(page.locator("main.page h1")).toBeVisible();
    await expect(page.locator(".ant-spin-spinning")).toHaveCount(0);
    const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).disableRules(["color-contrast"]).analyze();
    const serious = found.violations.filter((one) => one.impact === "critical" || one.impact === "serious");
    expect(serious.map((one) => `${address} ${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
  }
  await page.getByRole("button", { name: /切换语言/ }).click();
  await expect(page.getByRole("heading", { name: "Audit" })).toBeVisible();
  expect(await page.locator("nav").innerText()).not.toMatch(/[\u4e00-\u9fff]/);
});
