// The clocks of a record on the real database: what starts, meets, pauses, resumes, extends them, and when the record is next due.
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "./clock.ts";
import type { RecordClock } from "./lifecycle.ts";
import { done, entryRecord, type Ledger, ledger } from "./testing-ledger.ts";

const decide: RecordClock = { label: "审理期限", starts: "accept", metBy: ["finish", "cancel"], rule: "FY-18" };
let here: Ledger;
beforeAll(async () => {
  here = await ledger({ decide });
});

/** An entry accepted on `on` whose clocks are those given. */
async function accepted(clocks: Record<string, RecordClock>, on = "2026-03-02") {
  const record = entryRecord(clocks);
  const id = newId();
  done(await here.chief.take("open", id, { name: "有期限的事", on }, { record }));
  const row = done(await here.chief.take("accept", id, { on }, { record }));
  return { id, row, record };
}
const clock = async (id: string, name = "decide") => (await here.clocks(id)).find((one) => one.clock === name);
const dueOf = async (id: string) => (await here.read(id)).due_on;

describe("starting and meeting", () => {
  test("a clock starts on the step's day, is explained, makes the record due, and is met by the step that ends it", async () => {
    const id = await here.active();
    expect(await here.clocks(id)).toMatchObject([
      { clock: "decide", from_on: "2026-03-02", due_on: "2026-05-06", met_on: null, rule: "FY-18", kind: "duty" },
    ]);
    expect((await clock(id))?.arithmetic).toBe("自2026-03-02的次日起算60日，末日2026-05-01为法定休假日，顺延至2026-05-06。");
    expect(await dueOf(id)).toBe("2026-05-06");
    expect((await here.history(id)).at(-1)?.summary).toBe("受理；审理期限至2026-05-06");
    done(await here.chief.take("finish", id));
    expect(await clock(id)).toMatchObject({ met_on: "2026-03-02" });
    expect(await dueOf(id)).toBeNull();
  });

  test("a step of which the clock knows nothing neither meets nor moves it", async () => {
    const id = await here.active();
    done(await here.chief.take("write", id, { note: "谈话一次" }));
    expect(await clock(id)).toMatchObject({ met_on: null, due_on: "2026-05-06" });
    expect(await dueOf(id)).toBe("2026-05-06");
  });

  test("a clock counts from the day stated, not from the day of writing", async () => {
    const { row } = await accepted({ decide }, "2026-02-02");
    expect(row.due_on).toBe("2026-04-03");
  });

  test("the law of the starting day counts: what began in 2023 runs under the old article", async () => {
    const { id } = await accepted({ decide }, "2023-12-20");
    expect(await clock(id)).toMatchObject({ rule: "FY-18o", due_on: "2024-02-18" });
  });

  test("a clock with a condition starts only when it holds after the step", async () => {
    const large: RecordClock = { ...decide, when: (row) => Number(row.amount) > 100 };
    const [small, big] = [newId(), newId()];
    const record = entryRecord({ large });
    for (const [id, amount] of [
      [small, 100],
      [big, 101],
    ] as const) {
      done(await here.chief.take("open", id, { name: "大小", amount }, { record }));
      done(await here.chief.take("accept", id, {}, { record }));
    }
    expect([(await here.clocks(small)).length, (await here.clocks(big)).length]).toEqual([0, 1]);
  });

  test("a rule in doubt starts no clock and the history says why", async () => {
    const { id, row } = await accepted({ doubtful: { label: "业务期限", starts: "accept", metBy: [], rule: "TJ-02" } });
    expect(await here.clocks(id)).toEqual([]);
    expect(row.due_on).toBeNull();
    expect((await here.history(id)).at(-1)?.summary).toMatch(/^受理；业务期限未起算：TJ-02.*不计算日期/);
  });

  test("a rule nobody knows does not hold up the step, and is named in the history", async () => {
    const { id } = await accepted({ wrong: { label: "某期限", starts: "accept", metBy: [], rule: "ZZ-99" } });
    expect((await here.history(id)).at(-1)?.summary).toContain("某期限未起算：没有编号为“ZZ-99”的期限规则");
  });

  test("a day that rests on a calendar not yet published is marked provisional", async () => {
    here.on("2026-12-15");
    const { id } = await accepted({ decide }, "2026-12-15");
    expect(await clock(id)).toMatchObject({ provisional: true });
    here.on("2026-03-02");
  });

  test("starting anew after having been met leaves the old clock met and one running", async () => {
    const again: RecordClock = { label: "轮次", starts: "write", metBy: ["write"], rule: "FY-05" };
    const { id, record } = await accepted({ again });
    done(await here.chief.take("write", id, { note: "一" }, { record }));
    here.on("2026-03-04");
    done(await here.chief.take("write", id, { note: "二" }, { record }));
    here.on("2026-03-02");
    expect(await here.clocks(id)).toMatchObject([
      { due_on: "2026-03-09", met_on: "2026-03-04" },
      { due_on: "2026-03-11", met_on: null },
    ]);
    expect(await dueOf(id)).toBe("2026-03-11");
  });
});

describe("what makes a record overdue", () => {
  const of = (rule: string): RecordClock => ({ label: rule, starts: "accept", metBy: ["finish"], rule });

  test.each([
    ["TJ-05", "right"],
    ["XS-04a", "floor"],
    ["XS-05", "expected"],
  ])("%s is a %s: shown, but the record is not due by it", async (rule, kind) => {
    const { id, row } = await accepted({ one: of(rule) });
    expect(await here.clocks(id)).toMatchObject([{ kind }]);
    expect(row.due_on).toBeNull();
  });

  test.each([
    ["FY-05", "duty", "2026-03-09"],
    ["TJ-01", "soft", "2026-04-02"],
    ["FY-20", "cap", "2026-05-06"],
  ])("%s is a %s: the record is due by it", async (rule, kind, due) => {
    const { id, row } = await accepted({ one: of(rule) });
    expect(await here.clocks(id)).toMatchObject([{ kind }]);
    expect(row.due_on).toBe(due);
  });

  test("of several the soonest counts; when it is met the next one does", async () => {
    const { id, row, record } = await accepted({ soon: { ...of("FY-05"), metBy: ["write"] }, late: of("FY-18"), right: of("XS-05") });
    expect(row.due_on).toBe("2026-03-09");
    expect(done(await here.chief.take("write", id, { note: "已审查" }, { record })).due_on).toBe("2026-05-06");
  });
});

describe("standing still", () => {
  test("a pause needs a ground of the rule's own; another is refused with the list of those there are", async () => {
    const id = await here.active();
    expect(await here.chief.take("hold", id, { clock: "decide", why: "工作忙" })).toMatchObject({
      code: "pause-not-allowed",
      refused: expect.stringMatching(/“工作忙”.*中止、鉴定、勘验/),
    });
    expect(await here.chief.take("hold", id, { clock: "decide", why: "管辖协商" })).toMatchObject({ code: "pause-not-allowed" });
    expect(await clock(id)).toMatchObject({ paused: false, due_on: "2026-05-06" });
  });

  test("a rule without grounds cannot be paused at all", async () => {
    const { id, record } = await accepted({ one: { label: "审查", starts: "accept", metBy: [], rule: "FY-05" } });
    expect(await here.chief.take("hold", id, { clock: "one", why: "中止" }, { record })).toMatchObject({
      refused: expect.stringContaining("法律没有规定中止情形"),
    });
  });

  test("while it stands it is marked so; resumed, it runs out later by the days it stood", async () => {
    const id = await here.active();
    here.on("2026-03-12");
    done(await here.chief.take("hold", id, { clock: "decide", why: "鉴定" }));
    expect(await clock(id)).toMatchObject({ paused: true });
    expect(await here.chief.take("hold", id, { clock: "decide", why: "中止" })).toMatchObject({ code: "already-paused" });
    here.on("2026-04-01");
    done(await here.chief.take("resume", id, { clock: "decide" }));
    expect(await clock(id)).toMatchObject({ paused: false, due_on: "2026-05-21" });
    expect((await clock(id))?.arithmetic).toContain("扣除鉴定2026-03-12至2026-03-31共20日");
    expect(await here.chief.take("resume", id, { clock: "decide" })).toMatchObject({ code: "not-paused" });
    here.on("2026-03-02");
  });

  test("two pauses add up", async () => {
    const id = await here.active();
    for (const [day, step, input] of [
      ["2026-03-10", "hold", { why: "中止" }],
      ["2026-03-15", "resume", {}],
      ["2026-03-20", "hold", { why: "勘验" }],
      ["2026-03-23", "resume", {}],
    ] as const) {
      here.on(day);
      done(await here.chief.take(step, id, { clock: "decide", ...input }));
    }
    expect(await clock(id)).toMatchObject({ due_on: "2026-05-09" }); // 1 May and eight days: a Saturday that is worked
    here.on("2026-03-02");
  });

  test("resuming before the day of pausing is refused", async () => {
    const id = await here.active();
    here.on("2026-03-20");
    done(await here.chief.take("hold", id, { clock: "decide", why: "中止" }));
    expect(await here.chief.take("resume", id, { clock: "decide", on: "2026-03-10" })).toMatchObject({ code: "bad-pause" });
    here.on("2026-03-02");
  });

  test("a clock that was met, or never started, has nothing to pause", async () => {
    const id = await here.active();
    expect(await here.chief.take("hold", id, { clock: "other", why: "中止" })).toMatchObject({ code: "no-clock" });
  });

  test("who is not told of the record's clock finds none: pausing needs the record itself", async () => {
    const id = await here.active();
    expect(await here.stranger.take("hold", id, { clock: "decide", why: "中止" })).toMatchObject({ code: "not-found" });
  });

  // The record's own due_on is written by the step from the clocks as they were before the action: kernel/step.ts, see the report.
  test("a record whose clock stands is not due", async () => {
    const id = await here.active();
    expect(done(await here.chief.take("hold", id, { clock: "decide", why: "中止" })).due_on).toBeNull();
  });

  test("a record whose clock runs again is due on the new day", async () => {
    const id = await here.active();
    done(await here.chief.take("hold", id, { clock: "decide", why: "中止" }));
    here.on("2026-03-22");
    const resumed = await here.chief.take("resume", id, { clock: "decide" });
    here.on("2026-03-02");
    expect(done(resumed).due_on).toBe("2026-05-20");
  });

  test("a record is due by its other clock while one stands", async () => {
    const simple: RecordClock = { label: "简易程序", starts: "accept", metBy: [], rule: "FY-19" };
    const { id, row, record } = await accepted({ simple, late: { ...simple, rule: "FY-21" } });
    expect(row.due_on).toBe("2026-04-01");
    expect(done(await here.chief.take("hold", id, { clock: "simple", why: "中止" }, { record })).due_on).toBe("2026-05-06");
  });
});

describe("extending", () => {
  test("within the law's amount, once, naming who approved", async () => {
    const id = await here.active();
    done(await here.chief.take("extend", id, { clock: "decide", amount: 30, approvedBy: "复议机构负责人乙" }));
    expect(await clock(id)).toMatchObject({ due_on: "2026-06-01", extended: { amount: 30, approvedBy: "复议机构负责人乙" } });
    expect((await clock(id))?.arithmetic).toContain("经行政复议机构的负责人批准延长30日");
    expect(await here.chief.take("extend", id, { clock: "decide", amount: 1, approvedBy: "乙" })).toMatchObject({
      code: "already-extended",
    });
  });

  test("beyond the law's amount it is refused, saying how much and by whom", async () => {
    const id = await here.active();
    expect(await here.chief.take("extend", id, { clock: "decide", amount: 31, approvedBy: "乙" })).toMatchObject({
      code: "extension-too-long",
      refused: expect.stringMatching(/最多延长30日，须经行政复议机构的负责人批准/),
    });
    expect(await clock(id)).toMatchObject({ due_on: "2026-05-06", extended: null });
  });

  test.each([0, -5, 1.5])("an extension by %s days is none and does not use up the one there is", async (amount) => {
    const id = await here.active();
    expect(await here.chief.take("extend", id, { clock: "decide", amount, approvedBy: "乙" })).toMatchObject({ code: "bad-extension" });
    done(await here.chief.take("extend", id, { clock: "decide", amount: 10, approvedBy: "乙" }));
  });

  test("without the approver's name it is refused", async () => {
    const id = await here.active();
    expect(await here.chief.take("extend", id, { clock: "decide", amount: 30, approvedBy: " " })).toMatchObject({
      code: "no-approver",
      refused: expect.stringContaining("行政复议机构的负责人"),
    });
  });

  test("a rule without extension cannot be extended", async () => {
    const { id, record } = await accepted({ one: { label: "审查", starts: "accept", metBy: [], rule: "FY-05" } });
    expect(await here.chief.take("extend", id, { clock: "one", amount: 1, approvedBy: "乙" }, { record })).toMatchObject({
      code: "no-extension",
    });
  });

  test("extension and pause add up, in either order", async () => {
    const both = async (first: "extend" | "hold") => {
      const id = await here.active();
      const extend = async () => done(await here.chief.take("extend", id, { clock: "decide", amount: 30, approvedBy: "乙" }));
      if (first === "extend") await extend();
      done(await here.chief.take("hold", id, { clock: "decide", why: "中止" }));
      here.on("2026-03-13");
      done(await here.chief.take("resume", id, { clock: "decide" }));
      if (first === "hold") await extend();
      here.on("2026-03-02");
      return (await clock(id))?.due_on;
    };
    expect([await both("extend"), await both("hold")]).toEqual(["2026-06-10", "2026-06-10"]); // 31 May and ten days
  });

  test("an extension into a year without calendar makes the day provisional", async () => {
    here.on("2026-10-20");
    const { id, record } = await accepted({ decide }, "2026-10-20");
    expect(await clock(id)).toMatchObject({ due_on: "2026-12-21", provisional: false });
    done(await here.chief.take("extend", id, { clock: "decide", amount: 30, approvedBy: "乙" }, { record }));
    expect(await clock(id)).toMatchObject({ provisional: true });
    here.on("2026-03-02");
  });
});

describe("choosing another version of the law", () => {
  test("the choice needs a reason and a version of the same limit; it is kept with its reason", async () => {
    const { id, record } = await accepted({ decide }, "2023-12-20");
    const choose = (version: Record<string, string>) => here.chief.take("choose", id, { clock: "decide", ...version }, { record });
    expect(await choose({ id: "FY-18", reason: " " })).toMatchObject({ code: "no-reason" });
    expect(await choose({ id: "FY-05", reason: "试一试" })).toMatchObject({
      code: "other-family",
      refused: expect.stringContaining("FY-18o"),
    });
    done(await choose({ id: "FY-18", reason: "新法施行后继续审理" }));
    expect(await clock(id)).toMatchObject({ rule: "FY-18", override: { id: "FY-18", reason: "新法施行后继续审理" } });
    expect((await clock(id))?.arithmetic).toMatch(/^人工指定适用FY-18（.*），理由：新法施行后继续审理。/);
  });

  test("the grounds of the chosen version count from then on", async () => {
    const { id, record } = await accepted({ decide }, "2023-12-20");
    done(await here.chief.take("choose", id, { clock: "decide", id: "FY-18", reason: "衔接" }, { record }));
    expect(await here.chief.take("hold", id, { clock: "decide", why: "管辖协商", on: "2024-01-10" }, { record })).toMatchObject({
      code: "pause-not-allowed",
    });
    done(await here.chief.take("hold", id, { clock: "decide", why: "勘验", on: "2024-01-10" }, { record }));
    expect(await clock(id)).toMatchObject({ rule: "FY-18", paused: true });
  });
});

describe("a record that moves", () => {
  test("takes its clocks along: the office it came to sees and meets them, the one it left does not", async () => {
    const id = await here.active();
    done(await here.director.take("send", id, { office: here.west }));
    expect(await clock(id)).toMatchObject({ offices: [here.west] });
    const finished = done(await here.stranger.take("finish", id));
    expect(finished.due_on).toBeNull();
    expect(await clock(id)).toMatchObject({ met_on: "2026-03-02" });
    const left = here.somebody("chief", here.east);
    expect(await left.take("write", id, { note: "还能看见吗" })).toMatchObject({ code: "not-found" });
  });

  test("who becomes an owner of the record becomes one of its clocks", async () => {
    const id = newId();
    const record = entryRecord({ review: { label: "审查", starts: "open", metBy: ["finish"], rule: "FY-05" } });
    const colleague = here.somebody("chief", here.east);
    done(await here.chief.take("open", id, { name: "转交" }, { record }));
    done(await colleague.take("accept", id, {}, { record }));
    expect(await here.clocks(id)).toMatchObject([{ owners: [here.chief.actor.id, colleague.actor.id] }]);
  });
});
