import { expect, type Page, test } from "@playwright/test";
import { complaints, signIn } from "./sign-in";

// A new user's way with rules: a pack copied, broken, mended, compared, published, used.

/** The project that holds reports and a database. */
async function open(page: Page): Promise<string> {
  const all = await page.request.get("/api/v1/projects").then((answer) => answer.json());
  const whole = all.items.find((one: { counts: { reports: number; cases: number } }) => one.counts.reports > 20 && one.counts.cases > 0);
  expect(whole, "no project holds reports and cases; run the demo first").toBeTruthy();
  return whole.id;
}

/** Puts another text in the line of a field, as a person would type it. */
async function retype(page: Page, field: string, down: number, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: "规则文本" });
  await page.locator(".rule-outline").getByRole("button", { name: field, exact: false }).first().click();
  await expect(editor).toBeFocused();
  for (let i = 0; i < down; i += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Home");
  await page.keyboard.type(text);
}

test("a pack is copied, changed, compared, published and used", async ({ page }) => {
  test.setTimeout(240_000);
  const errors = complaints(page);
  await signIn(page);
  const project = await open(page);
  const rules = page.getByRole("region", { name: "规则", exact: true });
  const state = page.getByTestId("check-state");

  await test.step("a pack is copied", async () => {
    await page.goto(`/projects/${project}/databases`);
    await expect(page.getByRole("list", { name: "专病库" }).getByRole("listitem").first()).toBeVisible();
    await page.getByRole("link", { name: /^规则/ }).click();
    await rules.locator(".ant-table-row", { hasText: "lung_nodule" }).filter({ hasText: "内置" }).getByRole("button", { name: "复制并修改" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("标识").fill(`lung_${Date.now().toString(36)}`);
    await dialog.getByRole("button", { name: /^复\s*制$/ }).click();
    await expect(page).toHaveURL(/\/rules\/[0-9a-f-]{36}/);
    await expect(state).toContainText("全部通过", { timeout: 30_000 });
  });

  await test.step("a line that is asked for before the editor has come is gone to when it comes", async () => {
    await page.route(/assets\/RuleEditor-.*\.js$/, async (route) => {
      await new Promise((done) => setTimeout(done, 2_000));
      await route.continue();
    });
    await page.reload();
    await page.locator(".rule-outline").getByRole("button", { name: "长径" }).first().click();
    await expect(page.getByRole("textbox", { name: "规则文本" })).toHaveCount(0);
    await expect(page.getByRole("textbox", { name: "规则文本" })).toBeFocused();
    await expect(page.locator(".cm-activeLine").first()).toContainText("nodule_long_mm");
    await page.unroute(/assets\/RuleEditor-.*\.js$/);
    await expect(state).toContainText("全部通过", { timeout: 30_000 });
  });

  await test.step("a changed rule fails its test, shown at its line", async () => {
    await retype(page, "长径", 4, "range: [8, 200]");
    await expect(state).toContainText("未通过", { timeout: 30_000 });
    await state.getByRole("button").click();
    const failed = page.getByRole("complementary", { name: "测试详情" });
    await expect(failed).toContainText("未通过");
    await failed.getByRole("button", { name: /转到第 \d+ 行/ }).click();
    await expect(page.getByRole("textbox", { name: "规则文本" })).toBeFocused();
    await expect(page.locator(".cm-activeLine").first()).toContainText(/text:|-/);
  });

  await test.step("mended, it changes what the corpus gives", async () => {
    await retype(page, "长径", 4, "range: [0.5, 200]");
    await expect(state).toContainText("全部通过", { timeout: 30_000 });
    await page.getByRole("tab", { name: "语料差异" }).click();
    await expect(page.getByText("还没有比较过")).toBeVisible();
    await page.getByRole("button", { name: "开始比较" }).click();
    const summary = page.getByTestId("dry-run-summary");
    await expect(summary).toContainText(/份报告/, { timeout: 60_000 });
  });

  await test.step("it is published and used", async () => {
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("已看过这份草稿的语料差异");
    await dialog.getByLabel("版本说明").fill("浏览器测试");
    await dialog.getByRole("button", { name: /^发布 / }).click();
    await expect(dialog).toContainText("已发布");
    await dialog.getByRole("button", { name: "改用此版本" }).first().click();
    await expect(dialog).toContainText("正在使用", { timeout: 60_000 });
    await dialog.getByRole("button", { name: "关闭" }).last().click();
  });

  expect(errors).toEqual([]);
});

test("concepts are added, imported and merged", async ({ page }) => {
  const errors = complaints(page);
  await signIn(page);
  const project = await open(page);
  const mark = Date.now().toString(36);
  await page.goto(`/projects/${project}/terms`);
  const table = page.getByRole("region", { name: "术语表" });

  await test.step("a concept is added", async () => {
    await page.getByRole("button", { name: "新建概念" }).first().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("中文名").fill(`合成病灶${mark}`);
    await drawer.getByLabel("写法").fill(`灶${mark}`);
    await drawer.getByLabel("写法").press("Enter");
    await drawer.getByRole("button", { name: "创建" }).click();
    await expect(table).toContainText(`合成病灶${mark}`);
  });

  await test.step("a table with a bad row says which", async () => {
    const csv = `zh,en,kind,system,code,parent,terms,excluded\n合成斑片${mark},patch ${mark},finding,,,,斑片${mark},\n合成坏行${mark},bad,nonsense,,,,坏${mark},\n`;
    await page.getByRole("button", { name: "导入" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file]").setInputFiles({ name: "terms.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await expect(dialog.getByRole("region").locator(".ant-table-row")).toHaveCount(1);
    await expect(dialog.getByRole("region").locator(".ant-table-row")).toContainText("3");
    await dialog.getByRole("button", { name: /写入/ }).click();
    await expect(table).toContainText(`合成斑片${mark}`);
    await expect(table).not.toContainText(`合成坏行${mark}`);
  });

  await test.step("two become one", async () => {
    await table.locator(".ant-table-row", { hasText: `合成斑片${mark}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "合并" }).click();
    const dialog = page.getByRole("dialog").last();
    await dialog.getByRole("combobox").fill(`合成病灶${mark}`);
    await page.keyboard.press("Enter");
    await expect(dialog).toContainText(`斑片${mark}`);
    await dialog.getByRole("button", { name: "合并" }).click();
    await expect(page.locator(".ant-modal:visible")).toHaveCount(0);
    await page.getByRole("button", { name: /^取\s*消$/ }).first().click();
    await expect(table.locator(".ant-table-row", { hasText: `合成病灶${mark}` })).toContainText(`斑片${mark}`);
  });

  expect(errors).toEqual([]);
});
