import { expect, type Page, test } from "@playwright/test";
import { complaints, signIn } from "./sign-in";
import { painted, panes } from "./viewer";

// From the form to a number and back to the picture it was measured on, on the generated cohort.

const NAME = `一阶与形状 ${Date.now().toString(36)}`;
const FILE = `# 浏览器测试
setting:
  binWidth: 20
  distances: [1, 2]
imageType:
  Original: {}
featureClass:
  shape:
  firstorder: [Mean, Minimum, Maximum, Entropy]
`;

const IBSI_FILE = `setting: {force2D: true, resegmentRange: [-500, 400], binWidth: 25}
featureClass: {stat: , cm: , ngl: }
`;

/** The numbers of a visible column, as the table shows them. */
const shown = (page: Page) =>
  page
    .locator(".ant-table-row")
    .evaluateAll((rows) => rows.map((row) => Number(row.querySelector(".feature-value")?.textContent)));

test("from the form to a number, its distribution, and its place in the picture", async ({ page }) => {
  const errors = complaints(page);
  await signIn(page);
  await page.locator(".ant-table-row", { hasText: "SYNTHETIC" }).first().click();
  await expect(page).toHaveURL(/reports$/);
  const project = /\/projects\/[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
  const volume = page.getByTestId("volume");
  let rois = 0;

  await test.step("the form says at once how much it asks for", async () => {
    await page.goto(`${project}/features`);
    await page.getByRole("button", { name: "提取特征" }).first().click();
    await expect(volume).toHaveAttribute("data-columns", "107");
    const all = Number(await volume.getAttribute("data-rois"));
    const labels = page.getByRole("combobox", { name: "标签" });
    await labels.click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: "Nodule 1" }).first().click();
    await labels.press("Escape");
    await expect.poll(async () => Number(await volume.getAttribute("data-rois"))).toBeLessThan(all);
    rois = Number(await volume.getAttribute("data-rois"));
    expect(rois).toBeGreaterThan(10);
  });

  await test.step("form and file are one", async () => {
    const file = page.getByRole("textbox", { name: "参数文件" });
    await page.getByRole("checkbox", { name: "小波" }).check();
    await expect(file).toHaveValue(/Wavelet: \{wavelet: coif1\}/);
    await expect(volume).toHaveAttribute("data-columns", String(107 + 8 * 93));
    await file.fill("setting:\n  binWidth: -3\n");
    await expect(page.getByTestId("settings-error")).toContainText("大于 0");
    await expect(page.getByRole("button", { name: "开始提取" })).toBeDisabled();
    await file.fill(FILE);
    await expect(volume).toHaveAttribute("data-columns", String(14 + 4));
    await expect(page.getByRole("spinbutton", { name: "固定宽度" })).toHaveValue("20");
    await expect(page.getByRole("checkbox", { name: "小波" })).not.toBeChecked();
    await expect(page.getByTestId("kept-keys")).toContainText("distances");
    // a change of the form writes the file and keeps what the form has no place for
    await page.getByRole("checkbox", { name: /GLDM/ }).check();
    await expect(file).toHaveValue(/distances: \[1, 2\][\s\S]*gldm:/);
    await page.getByRole("checkbox", { name: /GLDM/ }).uncheck();
    await expect(volume).toHaveAttribute("data-columns", "18");
    await page.screenshot({ path: "results/features-01-form.png" });
  });

  await test.step("the job shows its progress and makes a table", async () => {
    await page.getByLabel("特征表名称").fill(NAME);
    await page.getByRole("button", { name: "开始提取" }).click();
    await expect(page).toHaveURL(/\/features$/);
    await expect(page.getByTestId("active-job").or(page.getByTestId("made")).first()).toBeVisible();
    await expect(page.getByTestId("made")).toContainText(`${rois} 行 × 18 列`, { timeout: 60_000 });
    await page.getByRole("region", { name: "特征" }).locator(".ant-table-row", { hasText: NAME }).click();
    await expect(page).toHaveURL(/\/features\/[0-9a-f-]{36}$/);
  });

  const table = page.getByRole("region", { name: NAME });
  await test.step("columns are found, and only they are fetched", async () => {
    await expect(table.locator(".ant-table-row").first().locator(".feature-value").first()).toContainText(/\d/);
    await page.getByRole("button", { name: /显示 16 \/ 18 列/ }).click();
    const picker = page.getByRole("dialog", { name: "选择列" });
    await picker.getByRole("button", { name: "清空" }).click();
    await picker.getByRole("searchbox").fill("Q4LE");
    const asked = page.waitForRequest((request) => /feature-tables\/[^/]+\?columns=/.test(request.url()));
    await picker.getByRole("button", { name: "选中这 1 列" }).click();
    expect(new URL((await asked).url()).searchParams.get("columns")).toBe("original_firstorder_Mean");
    await picker.getByRole("button", { name: "Close" }).or(picker.locator(".ant-drawer-close")).first().click();
    await expect(table.locator(".feature-head")).toHaveCount(1);
  });

  await test.step("the distribution counts every row, and filters", async () => {
    await table.getByRole("button", { name: "firstorder_Mean", exact: true }).click();
    const drawer = page.getByRole("dialog", { name: /均值 · 分布/ });
    await expect(drawer.getByTestId("moments")).toHaveAttribute("data-n", String(rois));
    await expect(drawer.locator("canvas")).toBeVisible();
    await expect(drawer).toContainText("HU");
    await page.screenshot({ path: "results/features-02-distribution.png" });
    await drawer.locator(".ant-drawer-close").click();
    await page.getByRole("button", { name: "按数值筛选" }).click();
    await page.getByRole("spinbutton", { name: "不大于" }).fill("-300");
    await page.getByRole("button", { name: /^添\s*加$/ }).click();
    await expect(page.getByTestId("range")).toContainText("≤ -300");
    const values = await shown(page);
    expect(values.every((value) => value <= -300)).toBe(true);
    await page.getByTestId("range").locator(".ant-tag-close-icon").click();
    await expect(page.locator(".table-count")).toContainText(`${rois} / ${rois}`);
  });

  await test.step("a number says what it was measured on, and the picture shows it", async () => {
    await table.locator(".ant-table-row").first().locator(".feature-value").click();
    const why = page.getByTestId("why-value");
    await expect(why).toContainText("Q4LE");
    await expect(why).toContainText("Nodule 1");
    await expect(why).toContainText("binWidth: 20");
    await page.screenshot({ path: "results/features-03-why.png" });
    await why.getByRole("button", { name: "在影像中查看标注" }).click();
    await expect(page).toHaveURL(/\/studies\/[0-9a-f-]+\?roi=/);
    await painted(page, 1);
    await expect.poll(async () => (await panes(page))[0]?.drawn.length ?? 0).toBeGreaterThan(0);
  });

  expect(errors).toEqual([]);
});

test("a shipped IBSI preset, a preset of one's own, and a number by its codes", async ({ page }) => {
  const errors = complaints(page);
  await signIn(page);
  await page.locator(".ant-table-row", { hasText: "SYNTHETIC" }).first().click();
  await expect(page).toHaveURL(/reports$/);
  const project = /\/projects\/[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
  const volume = page.getByTestId("volume");
  const file = page.getByRole("textbox", { name: "参数文件" });
  const presets = page.getByRole("combobox", { name: "常用设置" });
  const choose = async (name: string) => {
    await presets.click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: name }).first().click();
  };
  const own = `IBSI 肺窗 ${Date.now().toString(36)}`;

  await test.step("the preset fills file and form of its profile", async () => {
    await page.goto(`${project}/features/new`);
    const labels = page.getByRole("combobox", { name: "标签" });
    await labels.click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: "Nodule 1" }).first().click();
    await labels.press("Escape");
    await choose("IBSI 配置 A");
    await expect(file).toHaveValue(/resegmentRange: \[-500, 400\]/);
    // 79 without aggregations, 41 in four of them, 54 in two
    await expect(volume).toHaveAttribute("data-columns", String(79 + 4 * 41 + 2 * 54));
    await expect(page.getByRole("checkbox", { name: "插值与邻域限于层内" })).toBeChecked();
    await expect(page.getByRole("spinbutton", { name: "下限" })).toHaveValue("-500");
    await expect(page.getByRole("checkbox", { name: /^三维$/ })).toBeDisabled();
    await page.screenshot({ path: "results/features-04-ibsi.png" });
  });

  await test.step("the form writes the file, a filter is checked before it joins", async () => {
    await file.fill(IBSI_FILE);
    await expect(volume).toHaveAttribute("data-columns", String(18 + 4 * 25 + 2 * 17));
    await expect(page.getByRole("checkbox", { name: /^形态/ })).not.toBeChecked();
    await page.getByRole("checkbox", { name: /NGLDM/ }).uncheck();
    await expect(volume).toHaveAttribute("data-columns", String(18 + 4 * 25));
    await page.getByRole("button", { name: "添加滤波图像" }).click();
    const dialog = page.getByRole("dialog", { name: "添加滤波图像" });
    await dialog.getByLabel("滤波参数").fill("filter: mean\nsupport: 4\nboundary: mirror\n");
    await dialog.getByLabel("图像名称").fill("smooth");
    await dialog.getByRole("button", { name: /^确\s*定$/ }).click();
    await expect(dialog.getByTestId("filter-error")).toContainText("奇数");
    await dialog.getByLabel("滤波参数").fill("filter: mean\nsupport: 3\nboundary: mirror\n");
    await dialog.getByRole("button", { name: /^确\s*定$/ }).click();
    await expect(page.getByTestId("filter")).toContainText("smooth");
    await expect(file).toHaveValue(/smooth: \{filter: mean, support: 3, boundary: mirror\}/);
    await expect(volume).toHaveAttribute("data-columns", String(2 * (18 + 4 * 25)));
  });

  await test.step("settings are kept under a name, and bring back what a slip broke", async () => {
    await page.getByRole("button", { name: "保存为常用设置" }).click();
    const dialog = page.getByRole("dialog", { name: "保存为常用设置" });
    await dialog.getByLabel("名称").fill(own);
    await dialog.getByRole("button", { name: /^保\s*存$/ }).click();
    await expect(dialog).toBeHidden();
    await file.fill("setting:\n  binwidth: 25\n");
    await expect(page.getByTestId("settings-error")).toContainText("setting.binwidth");
    await expect(page.getByTestId("settings-error")).toContainText("binWidth");
    await expect(page.getByRole("button", { name: "保存为常用设置" })).toBeDisabled();
    await choose(own);
    await expect(volume).toHaveAttribute("data-columns", String(2 * (18 + 4 * 25)));
    await page.getByRole("button", { name: /^delete 删\s*除$/ }).click();
    await page.locator(".ant-popconfirm").getByRole("button", { name: /^删\s*除$/ }).click();
    await presets.click();
    await expect(page.locator(".ant-select-dropdown:visible")).not.toContainText(own);
    await presets.press("Escape");
  });

  await test.step("the table says codes and aggregation of each column", async () => {
    await page.getByLabel("特征表名称").fill(own);
    await page.getByRole("button", { name: "开始提取" }).click();
    await expect(page.getByTestId("made")).toContainText("236 列", { timeout: 60_000 });
    await page.getByRole("region", { name: "特征" }).locator(".ant-table-row", { hasText: own }).click();
    const table = page.getByRole("region", { name: own });
    await table.locator(".ant-table-row").first().locator(".feature-value").first().click();
    const why = page.getByTestId("why-value");
    await expect(why).toContainText("stat_mean");
    await expect(why).toContainText("Q4LE");
    await expect(why).toContainText("DHQ4");
    await expect(why).toContainText("HU");
    await expect(why).toContainText("IBSI 标准");
    await expect(why).toContainText("force2D: true");
    await page.screenshot({ path: "results/features-05-ibsi-why.png" });
  });

  expect(errors).toEqual([]);
});
