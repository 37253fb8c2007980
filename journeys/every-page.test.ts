// Every page of everybody's menu opens, says something, complains of nothing and fits: on a desk screen and on a narrow one.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { journey, setTheStage } from "./stage.ts";

setTheStage();

const people = ["director", "mediation", "legal-aid", "chief1", "mediator1", "system-admin", "security-admin", "audit-admin"];

/** What is wrong with the page as it stands, in words; nothing when it is well. */
async function troubles(page: Page): Promise<string[]> {
  const alert = page.locator("main [role=alert]").first();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [
    ...((await alert.isVisible()) ? [await alert.innerText()] : []),
    ...(wide > 0 ? [`${wide} pixels wider than the screen`] : []),
    ...((await page.locator("main h1").first().innerText()).trim() === "" ? ["no heading"] : []),
  ];
}

/** Waits until the page has its heading and nothing on it is still being read. */
async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector("main .ant-spin") === null);
}

for (const login of people) {
  journey(`every page in the menu of ${login}`, async (house) => {
    const { page } = await house.desk(login);
    const links = page.getByRole("navigation", { name: "菜单" }).getByRole("link");
    await links.first().waitFor();
    const addresses = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
    expect(addresses.length).toBeGreaterThan(2);
    const found: string[] = [];
    for (const address of addresses) {
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.goto(address);
      await settled(page);
      found.push(...(await troubles(page)).map((trouble) => `${address} at 1366: ${trouble}`));
      await page.setViewportSize({ width: 390, height: 844 });
      found.push(...(await troubles(page)).map((trouble) => `${address} at 390: ${trouble}`));
    }
    expect(found).toEqual([]);
  });
}
