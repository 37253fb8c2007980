// What a person does with the forms of the console, by labels and words as he reads them.
import type { Locator, Page } from "playwright-core";

/** Opens a chooser by its label, types part of the words and takes the choice that shows them. */
export async function choose(page: Page, label: string, words: string): Promise<void> {
  const box = page.getByLabel(label).first();
  await box.click();
  await box.fill(words);
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: words }).first().click();
}

/** The sentence shown at a field. */
export function wrongAt(page: Page, label: string): Locator {
  return page.locator(".ant-form-item", { has: page.getByLabel(label) }).locator(".ant-form-item-explain-error");
}

/** A dispute as it is told at the desk. */
export interface Told {
  kind?: string;
  names: [string, string];
  summary?: string;
  township?: string;
}

/** Fills in 登记纠纷 without submitting it. */
export async function tellDispute(
  page: Page,
  { kind = "邻里纠纷", names, summary = "楼上装修漏水，泡坏了楼下的天花板和地板。", township = "明德街道" }: Told,
): Promise<void> {
  await page.goto("/mediation/cases/new/register");
  await choose(page, "纠纷类型", kind);
  for (const [index, name] of names.entries()) await page.getByLabel("姓名（名称）").nth(index).fill(name);
  await page.getByLabel("纠纷简要情况").fill(summary);
  await choose(page, "纠纷发生地", township);
}

/** The button that submits the form. */
export function submitOf(page: Page): Locator {
  return page.locator("main form button[type=submit]");
}

/** The id at the end of a record's address. */
export function idIn(address: string): string {
  const found = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(address)?.[0];
  if (found === undefined) throw new Error(`no record in the address ${address}`);
  return found;
}

/** Waits until the page of a record is there and answers with its id. */
export async function arriveAtRecord(page: Page): Promise<string> {
  await page.waitForURL(/\/mediation\/cases\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { name: "基本情况" }).waitFor();
  return idIn(page.url());
}

/** Registers a dispute at the desk, accepts it for the committee of the street, and answers with its id; the page stays on the record. */
export async function openCase(page: Page, told: Told, mediator: string): Promise<string> {
  await tellDispute(page, told);
  await submitOf(page).click();
  const id = await arriveAtRecord(page);
  await acceptHere(page, mediator);
  return id;
}

/** Accepts the case whose record is open. */
export async function acceptHere(page: Page, mediator: string): Promise<void> {
  await page.getByRole("link", { name: "受理", exact: true }).click();
  await choose(page, "调解委员会", "明德街道");
  await choose(page, "调解员", mediator);
  await submitOf(page).click();
  await arriveAtRecord(page);
  await page.getByRole("status").getByText("已完成“受理”").waitFor();
}
