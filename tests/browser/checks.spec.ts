import { expect, type Page, test } from "@playwright/test";
import { complaints, signIn } from "./sign-in";

// The second half of a new user's way: ten reports are checked by keys, then the evaluation is read. Twelve reports
// of a project of its own, so that every number on the evaluation page is known beforehand.

const REPORTS = 12;
const CHECKED = 10;
/** Contradicts itself: a nodule is described and denied. */
const TORN = "影像所见：右肺上叶见一实性结节，大小约12mm×9mm，边缘毛刺。\n印象：双肺未见结节。";
/** Everything it says, it says with doubt. */
const UNSURE = "影像所见：右肺下叶可疑磨玻璃结节，约5mm。\n印象：建议复查。";
const plain = (at: number) =>
  `影像所见：左肺上叶见一实性结节，大小约${8 + at}mm×6mm，边缘光滑。\n印象：左肺上叶结节，较前相仿。`;

const HEADERS = { "x-workbench": "1" };

async function post(page: Page, path: string, data: unknown, done = false): Promise<{ id: string }> {
  const answer = await page.request.post(`/api/v1${path}`, { data, headers: HEADERS });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  const body = await answer.json();
  if (done) {
    const state = async () => (await (await page.request.get(`/api/v1/jobs/${body.job.id}`)).json()).state;
    await expect.poll(state, { timeout: 60_000 }).toBe("succeeded");
  }
  return body;
}

/** A project with twelve reports and a filled database; answers the address of the database. */
async function prepare(page: Page): Promise<string> {
  const project = await post(page, "/projects", { title: `核对 ${Date.now().toString(36)}`, kind: "personal" });
  const texts = [...Array.from({ length: REPORTS - 2 }, (_, at) => plain(at)), UNSURE, TORN];
  const line = (text: string, at: number) =>
    JSON.stringify({ patient_id: `K${at + 1}`, accession: `A${at + 1}`, exam_date: `2026-03-${10 + at}`, text });
  await post(page, `/projects/${project.id}/reports?name=r.jsonl`, Buffer.from(texts.map(line).join("\n")), true);
  const database = await post(page, `/projects/${project.id}/databases`, { name: "肺结节", pack: "lung_nodule" });
  await post(page, `/databases/${database.id}/fill`, {}, true);
  return `/projects/${project.id}/databases/${database.id}`;
}

test("ten reports are checked by keys, and the evaluation counts them", async ({ page }) => {
  test.setTimeout(180_000);
  const errors = complaints(page);
  await signIn(page);
  const base = await prepare(page);
  const chosen = page.locator(".check-row.on");
  const row = (field: string) => page.locator(`.check-row[data-field="${field}"]`);
  const press = (key: string) => page.keyboard.press(key);
  /** Goes down with J, as a person would, until the field is chosen. */
  const reach = async (field: string) => {
    for (let at = 0; at < 60 && (await chosen.getAttribute("data-field")) !== field; at += 1) await press("j");
    await expect(chosen).toHaveAttribute("data-field", field);
  };

  await test.step("the queue begins with the contradiction, then with the least sure", async () => {
    await page.goto(base);
    await page.getByRole("link", { name: "核对" }).click();
    const rows = page.getByRole("region", { name: "核对" }).locator(".ant-table-row");
    await expect(rows).toHaveCount(REPORTS);
    await expect(rows.nth(0)).toContainText("双肺未见结节");
    await expect(rows.nth(1)).toContainText("可疑");
    const lowest = await rows.locator(".grade").allTextContents();
    const grades = lowest.slice(1).map((text) => Number(/[\d.]+$/.exec(text.trim())?.[0]));
    expect(grades).toHaveLength(REPORTS - 1);
    expect(grades).toEqual([...grades].sort((a, b) => a - b));
    expect(grades[0]).toBeLessThan(grades[REPORTS - 2] ?? 0);
    await expect(page.getByTestId("queue-progress")).toContainText(`0/${REPORTS}`);
    await page.getByRole("button", { name: "开始核对" }).click();
  });

  /** Accepts what is left and goes on to the next report. */
  const finish = async (at: number) => {
    await press("Shift+A");
    await expect(page.locator(".check-row:not(.done)")).toHaveCount(0);
    await expect(page.getByText("已保存")).toBeVisible();
    await press("ArrowRight");
    await expect(page.getByText(`第 ${at + 1} / ${REPORTS} 份`)).toBeVisible();
  };

  await test.step("a contradiction is not accepted but decided, a number is corrected", async () => {
    await expect(page.getByText(`第 1 / ${REPORTS} 份`)).toBeVisible();
    await expect(chosen).toHaveAttribute("data-field", "nodule_present");
    await press("a");
    await expect(page.getByText(/前后矛盾：按数字键/)).toBeVisible();
    await expect(row("nodule_present")).not.toHaveClass(/done/);
    // what is left is accepted only without the contradictions
    await press("Shift+A");
    await expect(page.locator(".check-row:not(.done)")).not.toHaveCount(0);
    for (let left = 3; left > 0 && (await page.locator(".check-row:not(.done)").count()) > 0; left -= 1) {
      await expect(chosen).not.toHaveClass(/done/);
      const field = (await chosen.getAttribute("data-field")) ?? "";
      await press("1");
      await expect(row(field)).toHaveClass(/corrected/);
    }
    await reach("nodule_long_mm");
    await press("c");
    const editor = page.getByTestId("check-editor");
    await expect(editor.getByRole("textbox").first()).toBeFocused();
    await page.keyboard.type("11");
    await press("Enter");
    await expect(row("nodule_long_mm")).toHaveClass(/corrected/);
    await expect(row("nodule_long_mm")).toContainText(/12.*→.*11/);
    await finish(1);
  });

  await test.step("one is accepted, one taken back, one not mentioned, one wrong", async () => {
    const first = (await chosen.getAttribute("data-field")) ?? "";
    await press("n");
    await expect(row(first)).toHaveClass(/not_mentioned/);
    await expect(chosen).not.toHaveAttribute("data-field", first);
    await press("u");
    await expect(row(first)).not.toHaveClass(/done/);
    await expect(chosen).toHaveAttribute("data-field", first);
    await press("a");
    await expect(row(first)).toHaveClass(/accepted/);
    await reach("nodule_long_mm");
    await press("n");
    await expect(row("nodule_long_mm")).toHaveClass(/not_mentioned/);
    await reach("nodule_density");
    await press("w");
    await expect(row("nodule_density")).toHaveClass(/wrong/);
    await finish(2);
  });

  await test.step("eight more are accepted", async () => {
    for (let at = 2; at < CHECKED; at += 1) {
      await expect(page.locator(".check-row:not(.done)").first()).toBeVisible();
      await finish(at + 1);
    }
    await page.goto(`${base}/checks`);
    await expect(page.getByTestId("queue-progress")).toContainText(`${CHECKED}/${REPORTS}`);
    const rows = page.getByRole("region", { name: "核对" }).locator(".ant-table-row");
    await expect(rows).toHaveCount(REPORTS - CHECKED);
  });

  const table = page.getByRole("region", { name: "规则评价" });
  /** The row of a variable, found by its key in the box above the table. */
  const line = async (key: string) => {
    await page.getByPlaceholder("在表中筛选").fill(key);
    await expect(table.locator(".ant-table-row")).toHaveCount(1);
    return table.locator(".ant-table-row");
  };
  const cells = async (key: string) =>
    (await (await line(key)).locator(".ant-table-cell").allTextContents()).map((text) => text.trim());
  /** One wrong number and one invented: 8 right of 10 given and of 9 mentioned. */
  const expectLength = async () => {
    const [, n, mentioned, precision, recall, f1] = await cells("nodule_long_mm");
    expect([n, mentioned]).toEqual(["10", "9"]);
    expect(precision).toBe("0.80 (0.49–0.94)");
    expect(recall).toBe("0.89 (0.57–0.98)");
    expect(f1).toMatch(/^0\.84 \(0\.\d\d–(0\.\d\d|1\.00)\)$/);
  };

  await test.step("the evaluation says what was checked, with intervals", async () => {
    await page.getByRole("link", { name: "规则评价" }).click();
    await expectLength();
    const [, n, , precision, , , , , wrong] = await cells("nodule_lobe");
    expect([n, wrong]).toEqual(["10", "0"]);
    expect(precision).toBe("1.00 (0.72–1.00)");
    expect((await cells("nodule_density")).at(-1)).toBe("1");
    const file = page.waitForEvent("download");
    await page.getByRole("link", { name: "导出 CSV" }).click();
    const stream = await (await file).createReadStream();
    let text = "";
    for await (const part of stream) text += part.toString();
    expect(text).toMatch(/^nodule_long_mm,[^\n]*,10,9,8,/m);
  });

  await test.step("a version of choice reads the checked reports", async () => {
    await page.getByRole("combobox", { name: "评价对象" }).focus();
    await press("ArrowDown");
    await expect(page.locator(".ant-select-item-option", { hasText: /^肺结节/ })).toBeVisible();
    await press("ArrowDown");
    await press("Enter");
    await expect(page.getByText(/重新读取已核对报告/)).toBeVisible();
    await expectLength();
    await page.getByRole("button", { name: "回到当前值" }).click();
    await expect(page.getByText(/重新读取已核对报告/)).toHaveCount(0);
  });

  await test.step("an error leads to its case", async () => {
    await (await line("nodule_long_mm")).locator(".ant-table-cell").first().click();
    const list = page.getByRole("dialog").locator(".ant-table-row");
    await expect(list).toHaveCount(2);
    const corrected = list.filter({ hasText: "值错误" });
    await expect(corrected).toContainText("11 mm");
    await expect(corrected).toContainText("12 mm");
    await expect(list.filter({ hasText: "误提" })).toContainText("未提及");
    await corrected.getByRole("link").click();
    await expect(page).toHaveURL(/\/checks\/[0-9a-f-]{36}\?field=nodule_long_mm$/);
    await expect(chosen).toHaveAttribute("data-field", "nodule_long_mm");
    await expect(chosen).toHaveClass(/corrected/);
    await expect(page.getByRole("region", { name: "报告原文" })).toContainText("12mm×9mm");
  });

  expect(errors).toEqual([]);
});
