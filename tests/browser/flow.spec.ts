import { expect, test } from "@playwright/test";
import { complaints, signIn } from "./sign-in";
import { bounds, painted, panes } from "./viewer";

// One reader's way through the whole chain, on whatever data the server holds. Numbers, not pictures, are asserted.
test("from a report sentence to a stored verdict", async ({ page }) => {
  const errors = complaints(page);
  await signIn(page);

  await test.step("a project leads to its reports", async () => {
    const all = await page.request.get("/api/v1/projects").then((answer) => answer.json());
    const whole = all.items.find((one: { counts: { predictions: number; reports: number } }) => one.counts.predictions > 0 && one.counts.reports > 0);
    expect(whole, "no project holds reports and findings; run the demo first").toBeTruthy();
    await page.getByRole("region", { name: "课题" }).locator(".ant-table-row", { hasText: whole.title }).click();
    await expect(page).toHaveURL(/\/projects\/[0-9a-f-]+\/reports$/);
  });
  const project = /\/projects\/[0-9a-f-]+/.exec(page.url())?.[0] ?? "";

  await test.step("a value of a report leads to its words, and back", async () => {
    await page.getByRole("region", { name: "报告" }).locator(".ant-table-row").first().click();
    // Sex, age and the like come from the order and rest on no words of the report.
    const value = page.locator("[data-testid=report-values] .value-row:not(.blank):not([data-words='0'])").first();
    await expect(value).toBeVisible();
    await expect(page.locator(".evidence.on")).toHaveCount(0);
    await value.click();
    const lit = page.locator(".evidence.on").first();
    await expect(lit).toBeVisible();
    await expect(lit).toBeInViewport();
    const index = (await lit.getAttribute("data-values"))?.split(" ") ?? [];
    expect(index.length).toBeGreaterThan(0);
    // back: a click on words chooses a value that rests on them
    await page.mouse.move(2, 2);
    const mark = page.locator(".evidence").last();
    await mark.click();
    await expect(page.locator(".value-row.on")).toHaveCount(1);
    await expect(mark).toHaveClass(/\bon\b/);
  });

  await test.step("a word is found and highlighted", async () => {
    await page.getByRole("link", { name: /^搜索/ }).click();
    await page.getByLabel(/输入关键词/).fill("结节");
    await page.getByLabel(/输入关键词/).press("Enter");
    const hit = page.getByTestId("hit").first();
    await expect(hit).toBeVisible();
    const marked = page.locator("mark.leaf");
    expect(await marked.count()).toBeGreaterThan(0);
    for (const text of (await marked.allTextContents()).slice(0, 20)) expect(text).toBe("结节");
    await expect(page.getByTestId("search-summary")).toContainText("结节");
  });

  await test.step("a nonsense word finds nothing", async () => {
    await page.getByLabel(/输入关键词/).fill("此词绝无仅有");
    await page.getByLabel(/输入关键词/).press("Enter");
    await expect(page.getByText("没有符合条件的病例")).toBeVisible();
    await expect(page.locator("mark.leaf")).toHaveCount(0);
  });

  await test.step("an ROI opens on its slice, its contour inside the picture", async () => {
    await page.goto(`${project}/rois`);
    await page.getByRole("region", { name: "标注" }).locator(".ant-table-row").first().locator(".ant-table-cell").nth(1).click();
    await expect(page).toHaveURL(/\/studies\/.*roi=/);
    const roi = new URL(page.url()).searchParams.get("roi");
    await painted(page, 1);
    await expect.poll(async () => (await panes(page))[0]?.drawn.filter((shape) => shape.id === roi).length ?? 0).toBeGreaterThan(0);
    const [pane] = await panes(page);
    if (!pane) throw new Error("no pane");
    expect(pane.mean).toBeGreaterThan(3);
    expect(pane.mean).toBeLessThan(250);
    for (const shape of pane.drawn) {
      const box = bounds(shape.points);
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.right).toBeLessThanOrEqual(pane.width);
      expect(box.bottom).toBeLessThanOrEqual(pane.height);
      expect(box.right - box.left).toBeGreaterThan(2);
    }

    // where it is expected: the box of the ROI in mm, as the server gives it, holds the slice
    const [study] = /[0-9a-f-]{36}(?=\?)/.exec(page.url()) ?? [];
    const known = await page.request.get(`/api/v1/studies/${study}`).then((answer) => answer.json());
    const listed = known.roi_list.find((one: { id: string }) => one.id === roi);
    const depth = pane.plane?.origin[2] ?? Number.NaN;
    expect(depth).toBeGreaterThanOrEqual(listed.bbox[0][2] - 5);
    expect(depth).toBeLessThanOrEqual(listed.bbox[1][2] + 5);

    // leafing away takes the contour away: it belongs to its slices only
    await page.evaluate(() => (window as unknown as { __workbench: { slice: (at: number) => Promise<void> } }).__workbench.slice(0));
    await expect.poll(async () => (await panes(page))[0]?.slice).toBe(0);
    const first = (await panes(page))[0];
    const onFirst = (first?.plane?.origin[2] ?? 0) >= listed.bbox[0][2] - 5 && (first?.plane?.origin[2] ?? 0) <= listed.bbox[1][2] + 5;
    expect(first?.drawn.filter((shape) => shape.id === roi).length === 0 || onFirst).toBe(true);
  });

  await test.step("window presets set the numbers, not only the picture", async () => {
    // presets are Hounsfield units: the ROIs of the generated cohort lie on CT
    await expect(page.locator(".series-item.on b")).toHaveText("CT");
    await page.getByRole("combobox", { name: "窗预设" }).click();
    await page.getByTitle("肺窗").click();
    await expect.poll(async () => (await panes(page))[0]?.voi).toEqual({ lower: -1350, upper: 150 });
    await page.getByRole("combobox", { name: "窗预设" }).click();
    await page.getByTitle("骨窗").click();
    await expect.poll(async () => (await panes(page))[0]?.voi).toEqual({ lower: -600, upper: 1400 });
  });

  await test.step("three planes show the same ROI", async () => {
    await page.locator(".viewer-tools").getByText("MPR").click();
    await painted(page, 3);
    await page.locator("[data-testid=roi] button.name:not([disabled])").first().click();
    await expect
      .poll(async () => (await panes(page)).map((pane) => pane.drawn.length > 0))
      .toEqual([true, true, true]);
  });

  await test.step("features stand in a table", async () => {
    await page.goto(`${project}/features`);
    await page.getByRole("region", { name: "特征" }).locator(".ant-table-row").first().click();
    await expect(page).toHaveURL(/\/features\/[0-9a-f-]+$/);
    await expect.poll(() => page.locator(".ant-table-thead th").count()).toBeGreaterThan(10);
    await expect(page.locator(".ant-table-row").first().locator(".ant-table-cell.num").first()).toContainText(/\d/);
  });

  await test.step("a model shows its ROC", async () => {
    await page.goto(`${project}/models`);
    await page.getByRole("region", { name: "模型" }).locator(".ant-table-row").first().click();
    await expect(page).toHaveURL(/\/models\/[0-9a-f-]+$/);
    await expect(page.getByTestId("auc")).toContainText(/0\.\d{3}|1\.000/);
    await expect(page.getByTestId("roc").locator("canvas")).toBeVisible();
    expect(Number(await page.getByTestId("roc").getAttribute("data-points"))).toBeGreaterThan(2);
  });

  await test.step("a verdict is stored", async () => {
    await page.goto(`${project}/results`);
    await page.locator(".ant-table-row").first().click();
    // to the report of the finding: straight, or through its study
    await expect(page).toHaveURL(/\/(studies|reports)\/[0-9a-f-]+/);
    if (page.url().includes("/studies/")) await page.locator("aside a[href*='/reports/']").first().click();
    const card = page.getByTestId("finding").first();
    await expect(card).toBeVisible();
    await expect.poll(async () => Number(await card.getByTestId("finding-image").getAttribute("data-shapes")), { timeout: 30_000 }).toBeGreaterThan(1);
    const id = await card.getAttribute("data-id");
    const now = await card.getAttribute("data-verdict");
    const next = now === "accepted" ? "rejected" : "accepted";
    if (now) await card.getByRole("button", { name: "修改" }).click();
    await card.getByLabel("理由（可选）").fill("浏览器测试");
    await card.getByRole("button", { name: next === "accepted" ? "接受" : "拒绝" }).click();
    const same = page.locator(`[data-testid=finding][data-id="${id}"]`);
    await expect(same).toHaveAttribute("data-verdict", next);
    await page.reload();
    await expect(same).toHaveAttribute("data-verdict", next);
    await expect(same).toContainText("浏览器测试");
  });

  expect(errors).toEqual([]);
});
