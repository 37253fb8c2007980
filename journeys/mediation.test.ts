// The corridor of people's mediation by real clicks: from a citizen's phone over the mediator's desk to the director's figure and report.
import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { acceptHere, arriveAtRecord, idIn, openCase, submitOf, tellDispute, wrongAt } from "./form-filling.ts";
import { journey, setTheStage, type House, signIn, type Visitor } from "./stage.ts";

setTheStage();

const applicant = "欧阳小𠮷";
const respondent = "买买提·吐尔逊";
const mediator = "夏若兰";
const story = "去年秋天对方在两家之间的通道上砌墙🧱，我家的三轮车进不来。\n希望把墙拆掉一米。";

/** The number on a card of the figures page. */
async function figureOf(page: Page, title: string): Promise<number> {
  await page.goto("/figures");
  const button = page.getByRole("button", { name: new RegExp(`^${title}[\\d,]+`) }).first();
  return Number((await button.innerText()).replaceAll(/\D/g, ""));
}

async function enterPhone(house: House): Promise<Visitor> {
  const visitor = await house.phone();
  await visitor.page.getByRole("button", { name: /以.+的身份进入/ }).click();
  await visitor.page.getByRole("heading", { name: /您好/ }).waitFor();
  return visitor;
}

/** Fills in an application on the phone up to the last screen. */
async function writeApplication(page: Page, parts: { summary?: string } = {}): Promise<void> {
  const next = page.getByRole("button", { name: "下一步" });
  await page.getByRole("button", { name: /申请人民调解|接着填写申请/ }).click();
  await page.locator("label", { hasText: "邻里" }).click();
  await next.click();
  await page.getByLabel("您的姓名").fill(applicant);
  await page.getByLabel("您的电话").fill("13800138000");
  await next.click();
  await page.getByLabel("对方姓名或单位名称").fill(respondent);
  await next.click();
  await page.getByLabel("发生了什么事").fill(parts.summary ?? story);
  await next.click();
  await page.getByLabel("在哪个乡镇（街道）").selectOption({ label: "明德街道" });
  await next.click();
  await page.getByRole("heading", { name: "请核对，然后提交" }).waitFor();
}

/** Sends the application and answers with the id of the case. */
async function sendApplication(page: Page): Promise<string> {
  await page.getByRole("button", { name: "提交申请" }).click();
  await page.getByRole("heading", { name: "申请已收到" }).waitFor();
  return idIn(page.url());
}

journey(
  "a citizen's application becomes an agreement, a figure and a sentence of the report, and stays hidden from the other office",
  async (house) => {
    const director = await house.desk("director");
    const neighbour = await house.desk("mediator2");
    const before = { all: await figureOf(director.page, "调解案件数"), next: await figureOf(neighbour.page, "调解案件数") };

    const citizen = await enterPhone(house);
    await writeApplication(citizen.page);
    const id = await sendApplication(citizen.page);
    await citizen.page.getByRole("region", { name: "收到的内容" }).getByText(`${applicant}、${respondent}`).waitFor();

    const desk = await house.desk("mediator1");
    await mediate(desk.page, id);
    await takeDocuments(desk.page);

    await citizen.page.getByRole("button", { name: "查看这件申请" }).click();
    await citizen.page.getByText("已达成协议").first().waitFor();
    await citizen.page.getByRole("region", { name: "协议" }).getByText("两人各让一步").waitFor();
    await citizen.page.getByRole("region", { name: "有关的人" }).getByText(mediator).waitFor();

    expect(await figureOf(director.page, "调解案件数")).toBe(before.all + 1);
    await findBehindFigure(director.page, id);
    await findBehindReport(director.page);
    await seesNothing(neighbour, id);
    expect(await figureOf(neighbour.page, "调解案件数")).toBe(before.next);
  },
);

async function mediate(page: Page, id: string): Promise<void> {
  await page.getByRole("heading", { name: "待办：调解案件" }).waitFor();
  if (await page.getByText("还有更多").first().isVisible()) await page.getByRole("link", { name: "全部调解案件", exact: true }).click();
  await page.locator(`a[href="/mediation/cases/${id}"]`).first().click();
  await page.getByRole("heading", { name: `${applicant}、${respondent}` }).waitFor();
  await acceptHere(page, mediator);
  await page.getByRole("link", { name: "记录调解" }).click();
  await page.getByLabel("调解地点").fill("明德街道调委会");
  await page.getByLabel("调解记录").fill("双方到场。申请人要求拆墙，被申请人愿意退让一米，对费用有分歧。");
  await submitOf(page).click();
  await arriveAtRecord(page);
  await page.getByRole("heading", { name: "调解记录（1）" }).waitFor();
  await page.getByRole("link", { name: "达成协议" }).click();
  await page.getByLabel("协议内容").fill("一、两人各让一步，被申请人十日内把墙拆除一米；\n二、费用各担一半。");
  await submitOf(page).click();
  await arriveAtRecord(page);
  await page.getByRole("heading", { name: "已达成协议" }).waitFor();
}

async function takeDocuments(page: Page): Promise<void> {
  const row = page.getByRole("listitem").filter({ hasText: "调解协议书" }).first();
  const href = await row.getByRole("link", { name: /PDF/ }).getAttribute("href");
  const pdf = await (await page.request.get(href ?? "")).body();
  expect(pdf.subarray(0, 4).toString()).toBe("%PDF");
  expect(pdf.length).toBeGreaterThan(10_000);
  const coming = page.waitForEvent("download");
  await row.getByRole("link", { name: /Word/ }).click();
  const word = readFileSync(await (await coming).path());
  const text = strFromU8(unzipSync(word)["word/document.xml"] ?? new Uint8Array()).replaceAll(/<[^>]+>/g, "");
  for (const words of [applicant, respondent, "两人各让一步", "示司人调协字"]) expect(text).toContain(words);
}

async function findBehindFigure(page: Page, id: string): Promise<void> {
  await page
    .getByRole("button", { name: /^调解案件数[\d,]+/ })
    .first()
    .click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("在期间内受理的人民调解案件").waitFor();
  const link = drawer.locator(`a[href="/mediation/cases/${id}"]`);
  const more = drawer.getByRole("button", { name: "继续显示" });
  await drawer.getByRole("link").first().waitFor();
  while ((await link.count()) === 0 && (await more.isVisible())) {
    const shown = await drawer.getByRole("listitem").count();
    await more.click();
    await drawer.getByRole("listitem").nth(shown).waitFor();
  }
  await link.click();
  await page.getByRole("heading", { name: `${applicant}、${respondent}` }).waitFor();
}

async function findBehindReport(page: Page): Promise<void> {
  await page.getByRole("link", { name: "报告", exact: true }).click();
  const paragraph = page.getByRole("paragraph").filter({ hasText: "办理调解案件" });
  await paragraph.waitFor();
  await paragraph.getByRole("button").first().click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("口径").waitFor();
  await drawer.getByRole("link").first().waitFor();
}

async function seesNothing({ page, mayMeet }: Visitor, id: string): Promise<void> {
  await page.goto(`/mediation/cases?q=${encodeURIComponent(applicant)}`);
  await page.getByText("没有符合条件的调解案件").waitFor();
  await page.getByRole("combobox", { name: "查找" }).fill(applicant);
  await page.getByText("没有找到，可换").waitFor();
  const table = await page.request.get("/api/v1/mediation/cases.csv");
  expect(table.status()).toBe(200);
  const csv = await table.text();
  expect(csv).toContain("案号");
  expect(csv).not.toContain(applicant);
  mayMeet(404);
  await page.goto(`/mediation/cases/${id}`);
  await page.getByText("没有找到").waitFor();
  expect(await page.getByText(applicant).count()).toBe(0);
}

journey("an application that is not accepted tells the citizen why, one that is performed is closed", async (house) => {
  const citizen = await enterPhone(house);
  await writeApplication(citizen.page);
  const id = await sendApplication(citizen.page);
  const { page } = await house.desk("chief1");
  await page.goto(`/mediation/cases/${id}`);
  await page.getByRole("link", { name: "不予受理" }).click();
  await page.getByLabel("原因").fill("争议已由人民法院受理");
  await submitOf(page).click();
  await page.getByRole("dialog").getByRole("button", { name: "确定不予受理" }).click();
  await arriveAtRecord(page);
  await page.getByText("现在没有需要您办理的步骤").waitFor({ state: "detached" });
  await citizen.page.getByRole("button", { name: "查看这件申请" }).click();
  await citizen.page.getByText("原因：争议已由人民法院受理").first().waitFor();

  const desk = await house.desk("mediator1");
  await openCase(desk.page, { names: ["宇文履行", "独孤履行"] }, mediator);
  await desk.page.getByRole("link", { name: "达成协议" }).click();
  await desk.page.getByLabel("协议内容").fill("被申请人当场赔偿三百元。");
  await submitOf(desk.page).click();
  await arriveAtRecord(desk.page);
  await desk.page.getByText("请先回访并记录履行情况").waitFor();
  await desk.page.getByRole("link", { name: "回访" }).click();
  await desk.page.getByText("已履行", { exact: true }).click();
  await desk.page.getByLabel("回访情况").fill("双方都说款项已经付清。");
  await submitOf(desk.page).click();
  await arriveAtRecord(desk.page);
  await desk.page.getByRole("link", { name: "履行完毕结案" }).click();
  await submitOf(desk.page).click();
  await desk.page.getByRole("dialog").getByRole("button", { name: "确定履行完毕结案" }).click();
  await arriveAtRecord(desk.page);
  await desk.page.getByRole("heading", { name: "已结案" }).waitFor();
});

journey("two clicks on submit register a dispute once", async (house) => {
  const { page } = await house.desk("mediator1");
  const count = async (): Promise<number> => {
    await page.goto(`/mediation/cases?q=${encodeURIComponent("令狐双击")}`);
    await page.getByText(/共\d+条|没有符合条件的调解案件/).waitFor();
    return page.locator("tbody tr").count();
  };
  const before = await count();
  await tellDispute(page, { names: ["阿依古丽·买买提", "令狐双击"] });
  await submitOf(page).dblclick();
  await arriveAtRecord(page);
  expect(await count()).toBe(before + 1);
});

journey("a page loaded anew in the middle of a form gives back what was typed", async (house) => {
  const { page } = await house.desk("mediator1");
  await tellDispute(page, { names: ["慕容重来", "司马重来"], summary: "重新打开之后还在的一段话🙂，有十个字以上。" });
  await page.reload();
  await page.getByText("已恢复上次未提交的内容").waitFor();
  expect(await page.getByLabel("纠纷简要情况").inputValue()).toBe("重新打开之后还在的一段话🙂，有十个字以上。");
  expect(await page.getByLabel("姓名（名称）").nth(1).inputValue()).toBe("司马重来");
  await page.getByRole("button", { name: "清除，重新填写" }).click();
  await page.getByText("已恢复上次未提交的内容").waitFor({ state: "detached" });
  expect(await page.getByLabel("姓名（名称）").nth(1).inputValue()).toBe("");

  const { page: phone } = await enterPhone(house);
  await writeApplication(phone);
  await phone.reload();
  await phone.getByText(respondent).waitFor();
  await phone.getByText("通道上砌墙🧱").waitFor();
});

journey("a line that breaks loses nothing, at the desk and on the phone", async (house) => {
  const desk = await house.desk("mediator1");
  desk.mayMeet("offline");
  await tellDispute(desk.page, { names: ["诸葛断线", "上官断线"] });
  await desk.context.setOffline(true);
  await submitOf(desk.page).click();
  await desk.page.getByRole("alert").getByText("网络连接中断，内容没有丢失").waitFor();
  expect(await desk.page.getByLabel("姓名（名称）").first().inputValue()).toBe("诸葛断线");
  await desk.context.setOffline(false);
  await desk.page.getByRole("button", { name: "重试" }).click();
  await arriveAtRecord(desk.page);

  const phone = await enterPhone(house);
  phone.mayMeet("offline");
  await writeApplication(phone.page);
  await phone.context.setOffline(true);
  await phone.page.getByRole("button", { name: "提交申请" }).click();
  await phone.page.getByText("网络连接中断，内容没有丢失").waitFor();
  await phone.page.getByText(respondent).waitFor();
  await phone.context.setOffline(false);
  await phone.page.getByRole("button", { name: "重试" }).click();
  await phone.page.getByRole("heading", { name: "申请已收到" }).waitFor();
});

journey("of two people on one case the second is told and keeps what he typed", async (house) => {
  const first = await house.desk("mediator1");
  const second = await house.desk("chief1");
  const id = await openCase(first.page, { names: ["东方同时", "西门同时"] }, mediator);
  const address = `/mediation/cases/${id}/hold`;
  for (const { page } of [first, second]) {
    await page.goto(address);
    await page.getByLabel("调解地点").fill("村委会");
  }
  await first.page.getByLabel("调解记录").fill("先到的人记下的这一次调解的经过。");
  await submitOf(first.page).click();
  await arriveAtRecord(first.page);
  second.mayMeet(409);
  await second.page.getByLabel("调解记录").fill("后到的人记下的另一次调解的经过。");
  await submitOf(second.page).click();
  await second.page
    .getByRole("alert")
    .getByText(/改动|更新|变动/)
    .first()
    .waitFor();
  expect(await second.page.getByLabel("调解记录").inputValue()).toBe("后到的人记下的另一次调解的经过。");
  await second.page.getByRole("button", { name: "读取最新内容" }).click();
  await second.page.getByRole("alert").first().waitFor({ state: "detached" });
  await submitOf(second.page).click();
  await arriveAtRecord(second.page);
  await second.page.getByRole("heading", { name: "调解记录（2）" }).waitFor();
});

journey(
  "what cannot be is said at the field: identity number, length; what is unusual is accepted: emoji, dots, rare letters",
  async (house) => {
    const desk = await house.desk("mediator1");
    const { page } = desk;
    desk.mayMeet(422);
    await tellDispute(page, { names: ["阿卜杜拉·阿不都热依木·买买提", "龘靐𠮷"], summary: `${"墙".repeat(4999)}🧱` });
    await submitOf(page).click();
    await wrongAt(page, "纠纷简要情况").getByText("最多写4000字").waitFor();
    await page.getByLabel("纠纷简要情况").fill(`${"墙".repeat(3990)}🧱😀`);
    await page.getByLabel("证件号码").first().fill("999901199001010012");
    await submitOf(page).click();
    await page
      .locator(".ant-form-item-explain-error")
      .getByText(/身份证|校验码|号码/)
      .first()
      .waitFor();
    expect(await page.getByLabel("姓名（名称）").first().inputValue()).toBe("阿卜杜拉·阿不都热依木·买买提");
    await page.getByLabel("证件号码").first().fill("");
    await submitOf(page).click();
    await arriveAtRecord(page);
    await page.getByRole("heading", { name: "阿卜杜拉·阿不都热依木·买买提、龘靐𠮷" }).waitFor();
    await page.getByRole("definition").filter({ hasText: "🧱😀" }).waitFor();
  },
);

journey("a session that ends in the middle of a form asks to sign in and gives the form back", async (house) => {
  const { page, context, mayMeet } = await house.desk("mediator1");
  mayMeet(401);
  await tellDispute(page, { names: ["公孙过期", "夏侯过期"] });
  await context.clearCookies();
  await submitOf(page).click();
  await page.getByRole("heading", { name: "登录", exact: true }).waitFor();
  await signIn(page, "mediator1");
  await page.getByText("已恢复上次未提交的内容").waitFor();
  expect(await page.getByLabel("姓名（名称）").first().inputValue()).toBe("公孙过期");
  await submitOf(page).click();
  await arriveAtRecord(page);

  const phone = await enterPhone(house);
  phone.mayMeet(401);
  await writeApplication(phone.page);
  await phone.context.clearCookies();
  await phone.page.getByRole("button", { name: "提交申请" }).click();
  await phone.page.getByRole("button", { name: /以.+的身份进入/ }).click();
  await phone.page.getByText(respondent).first().waitFor();
  await sendApplication(phone.page);
});

journey("a party put down wrongly is corrected; what was hidden and not touched stays as it was", async (house) => {
  const { page } = await house.desk("mediator1");
  await tellDispute(page, { names: ["闾丘写错", "濮阳更正"] });
  await page.getByLabel("联系电话").first().fill("13800138000");
  await submitOf(page).click();
  await arriveAtRecord(page);
  await page.getByRole("link", { name: "更正当事人" }).click();
  await page.getByLabel("姓名（名称）").first().fill("闾丘写对");
  expect(await page.getByLabel("联系电话").first().inputValue()).toContain("*");
  await submitOf(page).click();
  await arriveAtRecord(page);
  await page.getByRole("heading", { name: "闾丘写对、濮阳更正" }).waitFor();
  await page.getByRole("button", { name: "查看完整信息" }).click();
  await page.getByLabel("查看原因").fill("核对更正后的电话");
  await page.getByRole("dialog").getByRole("button", { name: "查看", exact: true }).click();
  await page.getByText("13800138000").first().waitFor();
});

journey("a citizen who signs in at the desk is led to the citizens' pages, an office sees whose numbers it reads", async (house) => {
  const citizen = await house.desk();
  await citizen.page.getByRole("link", { name: "群众办事请点这里" }).waitFor();
  await citizen.page.getByRole("button", { name: /群众$/ }).first().click();
  await citizen.page.getByRole("heading", { name: /您好/ }).waitFor();
  expect(new URL(citizen.page.url()).pathname).toBe("/m/");

  const chief = await house.desk("chief1");
  expect(await chief.page.getByRole("link", { name: "报告", exact: true }).count()).toBe(0);
  await chief.page.goto("/figures");
  await chief.page.getByText("您的查看范围：明德司法所").waitFor();
});
