import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { csvRows, sha256, unzip, workbook } from "./package";
import { complaints, LOGIN, PASSWORD, signIn } from "./sign-in";
import { reports } from "./synthetic";

// From a pack to a file outside: a database, its fields, 500 reports, a search in lines, a tag, a frozen cohort,
// a request, another person's decision, the package opened. What must be found is known from how the reports are made.

const HEADERS = { "X-Workbench": "1" };
const MARK = Date.now().toString(36);
const MADE = reports(500, MARK);
const PICTURES = "results/cohort";

const wanted = {
  nodule: MADE.said.filter((one) => one.nodule).length,
  long: MADE.said.filter((one) => one.nodule && (one.size ?? 0) >= 8).length,
  kept: MADE.said.filter((one) => one.nodule && (one.size ?? 0) >= 8 && !one.operated).length,
};

async function picture(page: Page, name: string): Promise<void> {
  // dialogs and charts come in softly: the picture is of what stands still
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${PICTURES}-${name}.png` });
}

/** The steward: an account of this test, made by the security administrator, its first password changed. */
async function newSteward(browser: Browser): Promise<{ page: Page; id: string; errors: string[] }> {
  const login = `steward-${MARK}`;
  const admin = await browser.newContext();
  const first = "Steward-first-1";
  await admin.request.post("/api/v1/session", { data: { login: "security", password: PASSWORD }, headers: HEADERS });
  const made = await admin.request.post("/api/v1/users", {
    data: { login, name: "数据管理员（测试）", system_role: "user", password: first },
    headers: HEADERS,
  });
  expect(made.ok(), await made.text()).toBe(true);
  const { id } = await made.json();
  await admin.close();
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const errors = complaints(page);
  await page.goto("/");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(first);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByLabel("当前密码").fill(first);
  await page.getByLabel("新密码", { exact: true }).fill("Steward-second-2");
  await page.getByLabel("再次输入新密码").fill("Steward-second-2");
  await page.getByRole("button", { name: "保存新密码" }).click();
  await expect(page.getByRole("heading", { name: "课题" })).toBeVisible();
  return { page, id, errors };
}

/** Waits until the last job of a kind has ended well. */
async function finished(page: Page, project: string, kind: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const answer = await page.request.get(`/api/v1/jobs?project=${project}`).then((one) => one.json());
        return answer.items.find((job: { kind: string }) => job.kind === kind)?.state ?? "none";
      },
      { timeout: 180_000, intervals: [500, 1_000, 2_000] },
    )
    .toBe("succeeded");
}

/** Chooses an option of an Ant Design select. */
async function choose(page: Page, box: Locator, option: string): Promise<void> {
  await box.click();
  // its own list: the one before may still be closing
  await expect(box).toHaveAttribute("aria-controls", /./);
  const list = page.locator(`[id="${await box.getAttribute("aria-controls")}"]`);
  await page.locator(".ant-select-dropdown").filter({ has: list }).getByTitle(option, { exact: true }).click();
}

/** Waits until the funnel says this. */
async function funnel(page: Page, counts: number[]): Promise<void> {
  const steps = page.getByTestId("funnel-step");
  const said = () => steps.evaluateAll((all) => all.map((step) => Number((step as HTMLElement).dataset.left)));
  await expect.poll(said, { timeout: 60_000 }).toEqual(counts);
  await expect(page.locator(".funnel")).not.toHaveClass(/stale/, { timeout: 60_000 });
}

test("from a pack to a file that another person allowed", async ({ page, browser }) => {
  test.setTimeout(600_000);
  const errors = complaints(page);
  await signIn(page);
  let project = "";
  let database = "";
  let cohort = "";
  let request = "";
  const steward = await newSteward(browser);

  await test.step("a project with a steward whose level is chosen", async () => {
    const made = await page.request.post("/api/v1/projects", {
      data: { title: `合成 队列与导出 ${MARK}`, kind: "shared" },
      headers: HEADERS,
    });
    project = (await made.json()).id;
    await page.goto(`/projects/${project}/reports`);
    await expect(page.getByRole("heading", { name: "报告" })).toBeVisible();
    await page.getByRole("link", { name: /^人员/ }).click();
    await page.getByRole("tab", { name: /成员/ }).click();
    await choose(page, page.getByRole("combobox", { name: "选择用户" }), `数据管理员（测试） (steward-${MARK})`);
    await choose(page, page.getByRole("combobox", { name: "角色", exact: true }), "数据管理员");
    await page.getByRole("button", { name: "加入课题" }).click();
    const row = page.getByRole("region", { name: "课题成员" }).locator(".ant-table-row", { hasText: `steward-${MARK}` });
    await expect(row).toContainText("随角色（可识别）");
    await choose(page, row.getByRole("combobox", { name: /数据级别/ }), "受限数据集");
    await expect
      .poll(async () => {
        const members = await page.request.get(`/api/v1/projects/${project}/members`).then((one) => one.json());
        return members.items.find((one: { user: string }) => one.user === steward.id)?.level;
      })
      .toBe("limited");
    await picture(page, "01-members");
  });

  await test.step("500 reports are imported", async () => {
    await page.goto(`/projects/${project}/reports`);
    await page.getByRole("button", { name: "导入报告" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog
      .locator("input[type=file]")
      .setInputFiles({ name: "synthetic-500.csv", mimeType: "text/csv", buffer: Buffer.from(MADE.csv) });
    await dialog.getByRole("button", { name: "上传 1 个文件" }).click();
    await finished(page, project, "import_reports");
    await expect(page.getByRole("region", { name: "报告" }).locator(".ant-table-row").first()).toBeVisible();
  });

  await test.step("a database from a pack, with two fields and a calculated one", async () => {
    await page.goto(`/projects/${project}/databases`);
    await page.getByRole("button", { name: "新建专病库" }).first().click();
    const dialog = page.getByRole("dialog");
    const pack = dialog.getByRole("combobox").first();
    await pack.click();
    await pack.fill("肺结节");
    await expect(page.locator(".ant-select-dropdown:visible .ant-select-item-option-active")).toContainText("肺结节");
    await pack.press("Enter");
    await dialog.getByLabel("名称").fill(`肺结节 ${MARK}`);
    await dialog.getByRole("button", { name: /^创\s*建$/ }).click();
    await expect(page).toHaveURL(/\/databases\/[0-9a-f-]{36}/);
    database = /databases\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
    await page.goto(`/projects/${project}/databases/${database}/fields`);
    const drawer = page.getByRole("dialog");
    const add = async (zh: string, en: string, type: string, formula?: string) => {
      await page.getByRole("button", { name: "新建字段" }).click();
      await drawer.getByLabel("中文名").fill(zh);
      await drawer.getByLabel("英文名").fill(en);
      await drawer.getByRole("combobox", { name: /类型/ }).first().click();
      await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: type }).first().click();
      if (formula) {
        await drawer.getByLabel("计算公式").fill(formula);
        await expect(drawer.locator(".expr-reading")).toContainText("短径");
      }
      await drawer.getByRole("button", { name: "保存" }).click();
      await expect(drawer).toHaveCount(0);
    };
    await add("吸烟年数", "Smoking years", "整数");
    await add("随访备注", "Follow up note", "文字");
    await add("结节面积", "Area mm2", "数值", "nodule_long_mm * nodule_short_mm");
    await page.getByPlaceholder("按名称、分组、类型筛选").fill("area_mm2");
    await expect(page.getByRole("region", { name: "字段字典" }).locator(".ant-table-row")).toHaveCount(1);
    await picture(page, "00-fields");
    await finished(page, project, "fill_database");
  });

  await test.step("lines of inclusion and exclusion find what the reports say", async () => {
    await page.goto(`/projects/${project}/search?database=${database}`);
    await page.getByLabel(/输入关键词/).fill("结节");
    await page.getByRole("switch").first().click();
    const line = page.getByTestId("line");
    await choose(page, line.nth(0).getByRole("combobox", { name: "条件类型" }), "提及");
    await line.nth(0).getByLabel("条件名称").fill("有肺结节");
    await page.getByRole("button", { name: "纳入条件" }).click();
    await choose(page, line.nth(1).getByRole("combobox", { name: "条件类型" }), "字段");
    const field = line.nth(1).getByRole("combobox", { name: "字段" });
    await field.click();
    await field.fill("长径");
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: /^长径$/ }).click();
    await line.nth(1).getByLabel("值").fill("8");
    await line.nth(1).getByLabel("条件名称").fill("不小于 8 mm");
    await page.getByRole("button", { name: "排除条件" }).click();
    await line.nth(2).getByLabel("关键词", { exact: true }).fill("术后");
    await line.nth(2).getByLabel("条件名称").fill("做过手术");
    await page.keyboard.press("Control+Enter");
    await funnel(page, [500, wanted.nodule, wanted.long, wanted.kept]);
    await expect(page.getByTestId("search-summary")).toContainText(`找到 ${wanted.kept} 例`);
    await expect(page.getByTestId("sentence").first()).toContainText("排除：“做过手术”（报告包含“术后”）");
    // a line can be taken to another place by hand and by keys; the cases found stay, the funnel changes
    await line.nth(2).getByTestId("line-handle").dragTo(line.nth(0));
    await expect(line.nth(0).getByLabel("条件名称")).toHaveValue("做过手术");
    await line.nth(0).getByTestId("line-handle").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect(line.nth(2).getByLabel("条件名称")).toHaveValue("做过手术");
    await funnel(page, [500, wanted.nodule, wanted.long, wanted.kept]);
    // each criterion has one colour in the builder, the text and the values
    const colour = (element: Locator) => element.evaluate((one) => getComputedStyle(one).backgroundColor);
    const dots = page.locator(".lines .leaf-no");
    expect(await colour(page.locator("mark.leaf[data-leaf='0']").first())).toBe(await colour(dots.nth(0)));
    expect(await colour(page.locator(".hit-values mark.leaf[data-leaf='1']").first())).toBe(await colour(dots.nth(1)));
    await picture(page, "02-search");
    await page.getByText("结构化数据", { exact: true }).click();
    const table = page.getByTestId("structured-hits");
    await expect(table.locator("mark.leaf[data-leaf='1']").first()).toBeVisible();
    await picture(page, "03-structured");
    await page.getByText("原文", { exact: true }).click();
  });

  await test.step("what cannot be asked is said where it stands, and mended", async () => {
    await page.getByRole("button", { name: "纳入条件" }).click();
    const last = page.getByTestId("line").last();
    await choose(page, last.getByRole("combobox", { name: "条件类型" }), "正则");
    await last.getByLabel("正则").fill("结节(");
    await page.keyboard.press("Enter");
    await expect(last.locator(".leaf-problem")).toBeVisible({ timeout: 60_000 });
    await last.getByRole("button", { name: /^删除第/ }).click();
    await expect(page.locator(".leaf-problem")).toHaveCount(0);
    await funnel(page, [500, wanted.nodule, wanted.long, wanted.kept]);
  });

  await test.step("kept as a tag, it comes back as it was", async () => {
    await page.getByRole("button", { name: "保存为标签" }).click();
    await page.getByLabel("标签名称").fill(`大结节 ${MARK}`);
    await page.getByRole("dialog").getByRole("button", { name: /^保\s*存$/ }).click();
    await expect(page.getByTestId("loaded-tag")).toHaveText(`大结节 ${MARK}`, { timeout: 60_000 });
    await page.goto(`/projects/${project}/search?database=${database}`);
    await page.getByRole("button", { name: /筛选标签/ }).click();
    await page.getByTestId("tag").getByText(`大结节 ${MARK}`).click();
    await funnel(page, [500, wanted.nodule, wanted.long, wanted.kept]);
  });

  await test.step("frozen, it is a cohort with a definition and a hash", async () => {
    await page.getByRole("button", { name: "冻结为队列" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("队列名称").fill(`大结节队列 ${MARK}`);
    await dialog.getByLabel("说明").fill("浏览器测试");
    await picture(page, "04-freeze");
    await dialog.getByRole("button", { name: `冻结 ${wanted.kept} 例` }).click();
    await expect(page).toHaveURL(/\/cohorts\/[0-9a-f-]{36}/, { timeout: 60_000 });
    cohort = /cohorts\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
    await expect(page.getByRole("tab", { name: `成员（${wanted.kept} 例）` })).toBeVisible();
    await expect(page.getByRole("region", { name: "成员" }).locator(".ant-table-row").first()).toContainText("SYN-");
    await expect(page.getByRole("button", { name: "CSV" })).toHaveCount(0);
    await picture(page, "05-cohort");
    await page.getByRole("tab", { name: "定义" }).click();
    await expect(page.getByTestId("definition-line")).toHaveCount(3);
    await expect(page.getByTestId("definition-line").nth(2)).toContainText("排除");
    // frozen again on the same data it is the same version
    await page.getByRole("button", { name: "按现有数据再冻结一版" }).click();
    await expect(page.getByText("成员与数值都没有变化")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByTestId("version")).toHaveCount(1);
  });

  await test.step("an export is asked for, and not decided by who asked", async () => {
    await page.getByRole("button", { name: "申请导出" }).click();
    await expect(page.getByText(/已选 \d+ \/ \d+ 个字段/)).toBeVisible();
    await picture(page, "06-fields");
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("checkbox", { name: "SPSS .sav" }).check();
    await picture(page, "07-level");
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByLabel("用途说明").fill("浏览器测试：结节大小与密度");
    await page.getByRole("button", { name: "提交申请" }).click();
    await expect(page).toHaveURL(/\/exports\/[0-9a-f-]{36}/);
    request = /exports\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
    await expect(page.getByTestId("decision")).toContainText("不能审批本人提交的申请");
    const own = await page.request.post(`/api/v1/exports/${request}/decision`, {
      data: { approve: true, note: "" },
      headers: HEADERS,
    });
    expect(own.status()).toBe(403);
  });

  await test.step("the steward sees what would leave, and allows it", async () => {
    const desk = steward.page;
    await desk.goto(`/projects/${project}/exports`);
    await desk.getByText(/待我审核 1/).click();
    await desk.getByRole("region", { name: "导出" }).locator(".ant-table-row").first().click();
    await expect(desk.getByRole("tab", { name: `将要写出的数据（${wanted.kept} 行）` })).toBeVisible();
    // nobody is named: not a patient's number, not a name
    const shown = await desk.getByTestId("preview").innerText();
    expect(shown).not.toContain(`SYN-${MARK}`);
    for (const name of MADE.names) expect(shown).not.toContain(name);
    const approve = desk.getByRole("button", { name: "同意导出" });
    await expect(approve).toBeDisabled();
    await expect(desk.getByRole("button", { name: "驳回" })).toBeDisabled();
    await picture(desk, "08-review");
    for (const tab of [/小样本格/, /残留标识/, /脱敏处理/]) await desk.getByRole("tab", { name: tab }).click();
    await picture(desk, "09-changes");
    await desk.getByRole("checkbox", { name: /我已看过/ }).check();
    await desk.getByLabel("审核意见").fill("字段合理");
    await expect(desk.getByRole("button", { name: "驳回" })).toBeEnabled();
    await approve.click();
    await expect(desk.getByTestId("package")).toBeVisible();
  });

  await test.step("the package is fetched once, counted, and holds what was allowed", async () => {
    await finished(page, project, "build_export");
    await page.reload();
    await expect(page.getByTestId("export-state").first()).toHaveAttribute("data-state", "ready");
    await page.getByRole("button", { name: "获取下载链接" }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "下载数据包" }).click();
    const path = await (await coming).path();
    const bytes = await import("node:fs").then((fs) => fs.readFileSync(path));
    const known = await page.request.get(`/api/v1/exports/${request}`).then((one) => one.json());
    expect(sha256(bytes)).toBe(known.package.hash);
    expect(known.package.downloads).toHaveLength(1);
    await expect(page.getByTestId("download-count")).toContainText("已下载 1 次");
    await picture(page, "10-package");

    const files = unzip(bytes);
    const file = (name: string) => files.get(name) ?? [...files].find(([one]) => one.endsWith(`/${name}`))?.[1] ?? Buffer.alloc(0);
    const csv = csvRows(file("data.csv").toString("utf8"));
    expect(csv).toHaveLength(wanted.kept + 1);
    const book = workbook(file("data.xlsx"));
    expect(book.rows).toBe(wanted.kept + 1);
    expect(book.sheets.length).toBeGreaterThan(1);
    expect(file("data.sav").subarray(0, 4).toString("latin1")).toBe("$FL2");
    const readme = file("README.txt").toString("utf8");
    expect(readme).toContain(known.cohort.hash);
    for (const listed of known.package.files) expect(sha256(file(listed.name)), listed.name).toBe(listed.sha256);
    // the sizes that left are those the reports state, and all are large enough
    const column = csv[0]?.findIndex((title) => /nodule_long_mm|长径/.test(title)) ?? -1;
    expect(column).toBeGreaterThan(0);
    const sizes = csv.slice(1).map((row) => Number(row[column])).sort((a, b) => a - b);
    const true_ = MADE.said.filter((one) => one.nodule && (one.size ?? 0) >= 8 && !one.operated);
    expect(sizes).toEqual(true_.map((one) => one.size ?? 0).sort((a, b) => a - b));
    for (const text of [file("data.csv").toString("utf8"), book.text, readme, file("dictionary.csv").toString("utf8")]) {
      expect(text).not.toContain(`SYN-${MARK}`);
      for (const name of MADE.names) expect(text).not.toContain(name);
    }
  });

  await test.step("what is revoked cannot be fetched any more", async () => {
    const link = await page.request
      .post(`/api/v1/exports/${request}/link`, { headers: HEADERS })
      .then((one) => one.json());
    const desk = steward.page;
    await desk.reload();
    await desk.getByRole("button", { name: "收回" }).click();
    const dialog = desk.getByRole("dialog");
    await dialog.getByLabel("收回原因").fill("浏览器测试结束");
    const answered = desk.waitForResponse((one) => one.url().endsWith(`/exports/${request}/revoke`));
    await dialog.getByRole("button", { name: /^收\s*回$/ }).click();
    expect((await answered).status()).toBe(200);
    await expect(dialog).toBeHidden();
    await expect(desk.getByTestId("export-state").first()).toHaveAttribute("data-state", "revoked");
    const late = await page.request.get(link.url);
    expect(late.status()).toBe(410);
    await picture(desk, "11-revoked");
  });

  // the first ask of a bad pattern is refused on purpose
  expect([...errors, ...steward.errors].filter((one) => !/40[39]|410|422/.test(one))).toEqual([]);
  expect(cohort && LOGIN).toBeTruthy();
});
