// The life of a mediation case in sentences, on the real database, through the real steps.
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { inTransaction } from "#kernel/db";
import { isRefused } from "#kernel/lifecycle";
import { inventIdNumber } from "#modules/people";
import { ownEntry } from "./queries.ts";
import { opened, type Town, town } from "./testing.ts";

let here: Town;
beforeAll(async () => {
  here = await town();
});

const parties = [
  { role: "applicant", name: "欧阳小𠮷", phone: "13812345678", address: "示范镇一村" },
  { role: "respondent", name: "买买提·吐尔逊" },
];
const application = { kind: "neighbour", parties, summary: "楼上漏水，多次协商没有结果，请求调解。" };

describe("a dispute from the citizen's phone to the closed case", () => {
  test("a citizen applies; the office's mediator accepts, mediates, records the agreement; the case is closed after the follow-up visit", async () => {
    const id = newId();
    const applied = opened(await here.citizen.take("case", "apply", id, { ...application, township: here.township }));
    expect(applied).toMatchObject({
      state: "applied",
      party_names: "欧阳小𠮷、买买提·吐尔逊",
      source: "application",
      people_count: 2,
      registered_on: "2026-03-02",
    });

    const accepted = opened(
      await here.mediator.take("case", "accept", id, { committee_id: here.committee, mediator_id: here.mediatorEntry }),
    );
    expect(accepted).toMatchObject({
      state: "mediating",
      number: "(2026)示范人调字第1号",
      accepted_on: "2026-03-02",
      due_on: "2026-04-02",
      mediator_name: "周调解",
    });

    opened(await here.mediator.take("case", "hold", id, { place: "司法所调解室", note: "双方到场，各自陈述了经过和要求。" }));
    await here.on("2026-03-16");
    const agreed = opened(
      await here.mediator.take("case", "agree", id, {
        agreement_form: "written",
        terms: "楼上住户于三月底前修好水管。\n赔偿楼下装修费2000元。",
        perform_by: "2026-03-31",
      }),
    );
    expect(agreed).toMatchObject({
      state: "agreed",
      ended_on: "2026-03-16",
      agreement_number: "(2026)示范人调协字第1号",
      performance: "performing",
      due_on: null,
    });

    const early = await here.mediator.take("case", "close", id, {});
    expect(early).toMatchObject({ code: "not-performed", basis: "《中华人民共和国人民调解法》第三十一条" });
    await here.on("2026-04-01");
    opened(await here.mediator.take("case", "visit", id, { performance: "performed", note: "水管已修，款已付清。" }));
    expect(opened(await here.mediator.take("case", "close", id, {}))).toMatchObject({ state: "closed", closed_on: "2026-04-01" });

    const history = await here.history(id);
    expect(history.map((entry) => entry.action)).toEqual(["apply", "accept", "hold", "agree", "refused", "visit", "close"]);
    expect(history[1]?.summary).toBe("受理；调结期限至2026-04-02");
    expect(history[3]?.summary).toBe("达成协议；共同申请司法确认期限至2026-04-15");
    expect(await here.figure("mediation.handled", "2026")).toBe(1);
    expect(await here.figure("mediation.success-rate", "2026")).toBe(100);
  });

  test("a step sent twice is done once; the same key for another step is refused", async () => {
    await here.on("2026-03-02");
    const id = await here.applied();
    const key = newId();
    const input = { committee_id: here.committee, mediator_id: here.mediatorEntry };
    const [first, second] = await Promise.all([
      here.mediator.take("case", "accept", id, input, { key }),
      here.mediator.take("case", "accept", id, input, { key }),
    ]);
    expect([opened(first).version, opened(second).version]).toEqual([2, 2]);
    expect((await here.history(id)).map((entry) => entry.action)).toEqual(["apply", "accept"]);
    expect(await here.mediator.take("case", "hold", id, { place: "调解室", note: "又一次调解的记录内容" }, { key })).toMatchObject({
      code: "key-reused",
    });
  });

  test("two people on one case: the later one is told, and nothing is overwritten", async () => {
    const id = await here.accepted();
    opened(await here.mediator.take("case", "correct", id, { amount: 500_000 }, { version: 2 }));
    const late = await here.chief.take("case", "correct", id, { amount: 900_000 }, { version: 2 });
    expect(late).toMatchObject({ code: "stale" });
    expect(isRefused(late) && late.refused).toContain("已被他人更新");
    expect((await here.read("case", id)).amount).toBe(500_000);
  });

  test("what is wrong is said field by field, and nothing is half done", async () => {
    const id = newId();
    const wrong = await here.citizen.take("case", "apply", id, {
      kind: "neighbour",
      parties: [{ role: "applicant", name: "王" }],
      summary: "太吵",
      township: here.township,
    });
    expect(wrong).toMatchObject({
      code: "invalid",
      fields: {
        parties: "调解需要至少两方当事人，请补充另一方",
        summary: "发生了什么事：请至少写10个字",
        "parties.0.name": "姓名至少2个字",
      },
    });
    const number = await here.citizen.take("case", "apply", id, {
      ...application,
      township: here.township,
      parties: [{ role: "applicant", name: "王小明", id_number: "999901199001010012" }, parties[1]],
    });
    expect(number).toMatchObject({ fields: { "parties.0.id_number": expect.stringContaining("身份证") } });
    expect(await here.count("mediation.case", id)).toBe(0);
    expect(await here.count("mediation.party", id, "case_id")).toBe(0);
  });

  test("days: neither in the future nor before acceptance", async () => {
    const id = await here.accepted();
    expect(await here.mediator.take("case", "agree", id, { terms: "双方互不追究责任。", on: "2026-03-03" })).toMatchObject({
      code: "future-day",
      fields: { on: "不能晚于今天" },
    });
    expect(await here.mediator.take("case", "agree", id, { terms: "双方互不追究责任。", on: "2026-03-01" })).toMatchObject({
      code: "too-early",
    });
    expect(await here.mediator.take("case", "agree", id, { terms: "双方互不追究责任。", perform_by: "2026-03-01" })).toMatchObject({
      fields: { perform_by: "不能早于达成协议的日期" },
    });
  });

  test("an oral agreement starts no clock for judicial confirmation and has no agreement number", async () => {
    const id = await here.accepted();
    expect(opened(await here.mediator.take("case", "agree", id, { agreement_form: "oral", terms: "当面道歉，不再追究。" }))).toMatchObject({
      agreement_number: null,
    });
    expect((await here.clocks(id)).map((clock) => [clock.clock, clock.met_on])).toEqual([["mediate", "2026-03-02"]]);
  });

  test("a mediation left for a month is overdue until it ends", async () => {
    const id = await here.accepted();
    await here.on("2026-04-03");
    expect(await here.overdue()).toContain(id);
    opened(await here.mediator.take("case", "fail", id, { end_reason: "双方差距过大" }));
    expect(await here.overdue()).not.toContain(id);
    await here.on("2026-03-02");
  });

  test("the mediator is changed by the chief; the former one no longer owns the case", async () => {
    const id = await here.accepted();
    expect(await here.mediator.take("case", "reassign", id, { mediator_id: here.otherEntry, reason: "回避" })).toMatchObject({
      code: "not-permitted",
    });
    opened(await here.chief.take("case", "reassign", id, { mediator_id: here.otherEntry, reason: "当事人申请回避" }));
    expect(await here.mediator.take("case", "hold", id, { place: "调解室", note: "再次调解的详细记录" })).toMatchObject({
      code: "not-permitted",
    });
    expect(await here.chief.take("case", "reassign", id, { mediator_id: here.otherEntry, reason: "回避" })).toMatchObject({
      fields: { mediator_id: "该调解员已经是本案调解员，请选择另一人。" },
    });
  });

  test("escalation is reported and counted; withdrawal by the citizen ends the case", async () => {
    const id = await here.accepted();
    opened(await here.mediator.take("case", "escalate", id, { escalation: "public-order", note: "一方动手，已报公安机关" }));
    expect(await here.figure("mediation.escalated", "2026")).toBe(1);
    const another = await here.applied();
    expect(opened(await here.citizen.take("case", "withdraw", another, { end_reason: "已自行和解" }))).toMatchObject({
      state: "withdrawn",
    });
    expect(
      await here.mediator.take("case", "accept", another, { committee_id: here.committee, mediator_id: here.mediatorEntry }),
    ).toMatchObject({ code: "wrong-state" });
  });
});

describe("mending what was put down wrongly", () => {
  const corrected = [
    { role: "applicant", name: "欧阳小𠮷", phone: "13812345678" },
    { role: "respondent", name: "马丽" },
    { role: "third", name: "示范镇某某公司" },
  ];

  test("parties are corrected: the new ones stand, the former stay in the book, names and search follow", async () => {
    const id = await here.accepted();
    const after = opened(await here.mediator.take("case", "amend-parties", id, { parties: corrected, township: here.township }));
    expect(after).toMatchObject({ party_names: "欧阳小𠮷、马丽、示范镇某某公司", party_count: 3, people_count: 3, state: "mediating" });
    const rows = await here.parties(id);
    expect(rows.filter((row) => row.replaced_on === null).map((row) => row.name)).toEqual(["欧阳小𠮷", "马丽", "示范镇某某公司"]);
    expect(rows.filter((row) => row.replaced_on !== null).map((row) => row.name)).toEqual(["欧阳小𠮷", "马力"]);
    expect((await here.mediator.finds("马丽")).some((title) => title.includes("人调字"))).toBe(true);
    const roles = await here.roles(id);
    expect(
      roles
        .filter((one) => one.until_on === null)
        .map((one) => one.role)
        .toSorted(),
    ).toEqual(["调解申请人", "调解第三人", "调解被申请人"].toSorted());
    expect(rows[0]?.person_id).toBe(rows.find((row) => row.replaced_on === null && row.name === "欧阳小𠮷")?.person_id);
    expect(opened(await here.mediator.take("case", "correct", id, { people_count: 3 }))).toMatchObject({ people_count: 3 });
  });

  test("a number that comes back masked stays as it is; a wrong new one is refused at its field", async () => {
    const id = newId();
    const number = "999901199001010019";
    const parties = [
      { role: "applicant", name: "钱一", id_number: inventIdNumber("999901", "1990-01-01", 7), phone: "13800001111" },
      { role: "respondent", name: "孙二" },
    ];
    opened(await here.citizen.take("case", "apply", id, { ...application, parties, township: here.township }));
    opened(await here.mediator.take("case", "accept", id, { committee_id: here.committee, mediator_id: here.mediatorEntry }));
    const [first] = await here.parties(id);
    const sent = [
      { role: "applicant", name: "钱壹", id_number: first?.id_number, phone: "138****1111" },
      { role: "respondent", name: "孙二" },
    ];
    const wrong = await here.mediator.take("case", "amend-parties", id, {
      parties: [sent[0], { ...sent[1], id_number: number }],
      township: here.township,
    });
    expect(wrong).toMatchObject({ fields: { "parties.1.id_number": expect.stringContaining("校验码") } });
    opened(await here.mediator.take("case", "amend-parties", id, { parties: sent, township: here.township }));
    const now = (await here.parties(id)).filter((row) => row.replaced_on === null);
    expect(now[0]).toMatchObject({ name: "钱壹", id_number: first?.id_number, person_id: first?.person_id, phone: "13800001111" });
  });

  test("a citizen's step happens when it is taken; nobody dates a step before what went before it", async () => {
    const id = newId();
    const applied = opened(await here.citizen.take("case", "apply", id, { ...application, township: here.township, on: "2020-06-01" }));
    expect(applied.registered_on).toBe("2026-03-02");
    const accept = { committee_id: here.committee, mediator_id: here.mediatorEntry };
    expect(await here.mediator.take("case", "accept", id, { ...accept, on: "2026-03-01" })).toMatchObject({ code: "too-early" });
    expect(await here.mediator.take("case", "decline", id, { end_reason: "不属受理范围", on: "2025-03-01" })).toMatchObject({
      code: "too-early",
    });
    expect(opened(await here.citizen.take("case", "withdraw", id, { end_reason: "和解", on: "1999-01-01" }))).toMatchObject({
      ended_on: "2026-03-02",
    });
  });

  test("a case is reported as escalated once: what was counted in January stays in January", async () => {
    const id = await here.accepted();
    opened(await here.mediator.take("case", "escalate", id, { escalation: "major", note: "多人围堵，已报告" }));
    expect(await here.mediator.take("case", "escalate", id, { escalation: "major", note: "再次围堵，已报告" })).toMatchObject({
      code: "already-escalated",
    });
  });

  test("yesterday's session and visit are put down under their own day, within the case's days", async () => {
    const id = await here.accepted();
    await here.on("2026-03-05");
    opened(await here.mediator.take("case", "hold", id, { place: "村委会", note: "昨天上午双方到场协商。", on: "2026-03-04" }));
    expect(await here.mediator.take("case", "hold", id, { place: "村委会", note: "受理之前的协商记录。", on: "2026-03-01" })).toMatchObject(
      { code: "too-early" },
    );
    opened(await here.mediator.take("case", "agree", id, { terms: "双方互不追究责任。" }));
    expect(await here.mediator.take("case", "visit", id, { performance: "performing", note: "回访", on: "2026-03-04" })).toMatchObject({
      code: "too-early",
    });
    expect((await here.rows("session", id)).map((row) => row.held_on)).toEqual(["2026-03-04"]);
    await here.on("2026-03-02");
  });

  test("the form of 受理 begins with the mediator's own entry and committee", async () => {
    const site = here.mediator.site();
    const own = await inTransaction(here.app, site.settings, (tx) =>
      ownEntry({ bureau_id: 999901 } as never, { ...site, query: tx.query }),
    );
    expect(own).toEqual({ committee_id: here.committee, mediator_id: here.mediatorEntry });
  });
});

describe("what others see", () => {
  test("a mediator of another office finds the case neither by id, list, search nor figure", async () => {
    const id = await here.accepted();
    expect(await here.stranger.take("case", "hold", id, { place: "调解室", note: "别人的案件也想记" })).toMatchObject({
      code: "not-found",
    });
    expect(await here.stranger.sees("case", id)).toBe(false);
    expect(await here.mediator.sees("case", id)).toBe(true);
    expect(await here.stranger.finds("欧阳小𠮷")).toEqual([]);
    expect((await here.mediator.finds("欧阳小𠮷")).length).toBeGreaterThan(0);
    expect(await here.figure("mediation.handled", "2026", here.stranger)).toBe(0);
  });
  test("a person of another bureau sees nothing at all", async () => {
    const id = await here.accepted();
    expect(await here.foreigner.sees("case", id)).toBe(false);
    expect(await here.foreigner.take("case", "hold", id, { place: "调解室", note: "别的局的案件也想记" })).toMatchObject({
      code: "not-found",
    });
    expect(await here.figure("mediation.handled", "2026", here.foreigner)).toBe(0);
  });
});
