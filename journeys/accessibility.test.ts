// Everybody can use it: no serious finding of axe on any kind of page, and a case can be opened and filled in without a mouse.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { journey, setTheStage } from "./stage.ts";

setTheStage();

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** Serious and critical findings on the page as it stands, one line each. */
async function findings(page: Page): Promise<string[]> {
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running"));
  await page.evaluate(axe);
  const found = await page.evaluate<Finding[]>("axe.run(document, { resultTypes: ['violations'] }).then((answer) => answer.violations)");
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) =>
        `${new URL(page.url()).pathname}: ${id} (${help}) at ${nodes
          .slice(0, 3)
          .map(({ target }) => target.join(" "))
          .join(", ")}`,
    );
}

/** Opens a page by its address, waits for the words that show it is complete, and looks at it. */
async function look(page: Page, address: string, words: string | RegExp): Promise<string[]> {
  await page.goto(address);
  await page.getByText(words).first().waitFor();
  return findings(page);
}

journey("the looking glass works: a picture without words is found", async (house) => {
  const { page } = await house.desk();
  await page.getByRole("heading", { name: "登录", exact: true }).waitFor();
  await page.locator("main").evaluate((main) => main.append(document.createElement("img")));
  expect(await findings(page)).toEqual([expect.stringContaining("image-alt")]);
});

journey("the console has no serious accessibility finding", async (house) => {
  const { page } = await house.desk();
  await page.getByText("演示账号").waitFor();
  const found = await findings(page);
  const { page: desk } = await house.desk("chief1");
  found.push(...(await look(desk, "/", "近期到期")));
  found.push(...(await look(desk, "/mediation/cases?state=mediating", "人调字")));
  await desk.locator("tbody a").first().click();
  await desk.getByRole("heading", { name: "办理记录" }).waitFor();
  found.push(...(await findings(desk)));
  found.push(...(await look(desk, "/mediation/cases/new/register", "当事人 2")));
  await desk.locator("main form button[type=submit]").click();
  await desk.getByRole("alert").waitFor();
  found.push(...(await findings(desk)));
  found.push(...(await look(desk, "/figures", "调解案件数")));
  await desk
    .getByRole("button", { name: /^调解案件数/ })
    .first()
    .click();
  await desk.getByRole("dialog").getByRole("link").first().waitFor();
  found.push(...(await findings(desk)));
  found.push(...(await look(desk, "/deadlines?rule=TJ-01", "依据：")));
  found.push(...(await look(desk, "/messages", "消息")));
  found.push(...(await look(desk, "/password", "原口令")));
  const { page: leader } = await house.desk("director");
  found.push(...(await look(leader, "/", "年以来")));
  found.push(...(await look(leader, "/report", "办理调解案件")));
  expect(found).toEqual([]);
});

journey("the phone has no serious accessibility finding", async (house) => {
  const { page } = await house.phone();
  await page.getByRole("button", { name: /以.+的身份进入/ }).waitFor();
  const found = await findings(page);
  await page.getByRole("button", { name: /以.+的身份进入/ }).click();
  await page.getByRole("heading", { name: "我的申请" }).waitFor();
  await page.getByText("登记").first().waitFor();
  found.push(...(await findings(page)));
  await page
    .getByRole("button", { name: /婚姻家庭纠纷/ })
    .first()
    .click();
  await page.getByRole("region", { name: "办理经过" }).getByRole("listitem").first().waitFor();
  found.push(...(await findings(page)));
  await page.getByRole("button", { name: "返回" }).click();
  await page.getByRole("button", { name: /申请人民调解|接着填写申请/ }).click();
  const next = page.getByRole("button", { name: "下一步" });
  await next.click();
  await page.getByText("请选择纠纷类型").waitFor();
  found.push(...(await findings(page)));
  await page.locator("label", { hasText: "邻里" }).click();
  for (const filled of ["", "对方姓名或单位名称", "发生了什么事"]) {
    await next.click();
    if (filled !== "") await page.getByLabel(filled).fill("东方无障碍和他家的围墙有纠纷");
    found.push(...(await findings(page)));
  }
  expect(found).toEqual([]);
});

journey("a mediator signs in, finds a case and opens a step of it without a mouse", async (house) => {
  const { page } = await house.desk();
  const answer = (await (await page.request.get("/api/v1/demo-accounts")).json()) as {
    bureaus: { accounts: { login: string; password: string }[] }[];
  };
  const account = answer.bureaus.flatMap(({ accounts }) => accounts).find(({ login }) => login === "999901-mediator1");
  await page.getByRole("heading", { name: "登录", exact: true }).waitFor();
  await tabTo(page, page.getByLabel("登录名"));
  await page.keyboard.type(account?.login ?? "");
  await page.keyboard.press("Tab");
  await page.keyboard.type(account?.password ?? "");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "待办：调解案件" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("调字");
  await page.locator(".ant-select-item-option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "基本情况" }).waitFor();
  await page.goto("/mediation/cases?state=mediating");
  await tabTo(page, page.locator("tbody a").first());
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "基本情况" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "记录调解" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("调解地点"));
  await page.keyboard.type("村委会");
  await tabTo(page, page.locator("main form button[type=submit]"));
  await page.keyboard.press("Enter");
  await page.getByText("请填写调解记录").first().waitFor();
});

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not lead to ${wanted.toString()}`);
}
