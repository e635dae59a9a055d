import { expect, type Page } from "@playwright/test";

export const LOGIN = process.env.WORKBENCH_LOGIN ?? "demo";
export const PASSWORD = process.env.WORKBENCH_PASSWORD ?? "";

/** Signs in through the page and waits for the list of projects. */
export async function signIn(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("登录名").fill(LOGIN);
  await page.getByLabel("密码").fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("heading", { name: "课题" })).toBeVisible();
}

/** What the page said in the console that it should not have. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    // the first look at the session of a fresh browser is refused by design
    if (message.type() === "error" && !message.text().includes("401")) found.push(message.text());
  });
  return found;
}
