// The product as an adversary with an account tries it: odd values everywhere, forged cursors, reused keys, stale versions, absurd days. Never a fault, never a leak.
import Fastify from "fastify";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { subjectOf } from "#kernel/lifecycle";
import { may } from "#kernel/permissions";
import { serveWeb } from "../apps/server/web.ts";
import { readTruth } from "./access-oracle.ts";
import { residentNumber, samples } from "./access-samples.ts";
import { baseOf, idOf, openTown, type Somebody, type Town, types } from "./access-town.ts";

let town: Town;
let chief: Somebody;
let mediator: Somebody;
beforeAll(async () => {
  town = await openTown();
  chief = by("chief");
  mediator = by("mediator");
});

function by(role: string): Somebody {
  return town.home.people[role] ?? expect.fail(`nobody is ${role}`);
}
const key = (id: string = newId()) => ({ "idempotency-key": id });
const cursor = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString("base64url"));
const dispute = () => ({ kind: "land", township: town.home.township, summary: "田埂界线有争议，双方各执一词。" });
const report = (who: Somebody, id: string, used: string, input: unknown = dispute()) =>
  who.send("POST", "/api/v1/mediation/disputes/steps/report", { id, input }, key(used));

test("names that every object has are nobody's template, dimension or ethnicity", async () => {
  const person = { name: "某人", idKind: "passport", idNumber: "E12345678", ethnicity: "constructor" };
  const answers = [
    ...(await Promise.all(
      ["toString", "__proto__"].map((name) => by("director").send("GET", `/api/v1/report?period=2026&template=${name}`)),
    )),
    ...(await Promise.all(
      ["constructor", "__proto__", "toString"].map((name) =>
        chief.send("GET", `/api/v1/figures/records?period=2026&indicator=mediation.handled&dims=${name}=x`),
      ),
    )),
    await mediator.send("POST", "/api/v1/people/persons/steps/register", { id: newId(), input: person }, key()),
  ];
  expect(answers.map((one) => one.status)).toEqual(answers.map(() => 422));
});

test("a statement in a filter finds nothing, and a forged cursor leads nowhere else", async () => {
  const injected = await chief.send("GET", `/api/v1/mediation/cases?state=${encodeURIComponent("applied') or ('1'='1")}`);
  expect([injected.status, injected.body.items]).toEqual([200, []]);
  const forged = await chief.send(
    "GET",
    `/api/v1/mediation/cases?cursor=${cursor(["9999-12-31", "ffffffff-ffff-ffff-ffff-ffffffffffff"])}`,
  );
  expect(forged.body.items.map((item: { id: string }) => item.id)).toEqual([town.home.made["mediation.case"]]);
});

describe("keys and ids", () => {
  test("the same registration sent twelve times at once is done once", async () => {
    const [id, used] = [newId(), newId()];
    const answers = await Promise.all(Array.from({ length: 12 }, () => report(mediator, id, used)));
    expect(answers.map((one) => one.status)).toEqual(answers.map(() => 200));
    expect(answers.filter((one) => one.body.repeated === false).length).toBe(1);
    expect((await report(mediator, id.toUpperCase(), used.toUpperCase())).body).toMatchObject({ repeated: true, record: { id } });
  });

  test("a key known from elsewhere opens nothing: another record, person, office or bureau", async () => {
    const [id, used] = [newId(), newId()];
    expect((await report(mediator, id, used)).status).toBe(200);
    const west = town.somebody({ role: "mediator", office: town.home.west, bureau: town.home.bureau });
    const abroad = town.abroad.people.mediator ?? mediator;
    for (const [who, asked] of [
      [chief, id],
      [mediator, newId()],
      [west, id],
      [west, newId()],
    ] as const) {
      const heard = await report(who, asked, used);
      expect([[403, 409].includes(heard.status), heard.body.record]).toEqual([true, undefined]);
    }
    const there = await report(abroad, id, used, { ...dispute(), township: town.abroad.township });
    expect(there.body).toMatchObject({ repeated: false, record: { bureau_id: town.abroad.bureau, version: 1 } });
    const { rows } = await town.owner.query("select version from mediation.dispute where bureau_id = $1 and id = $2", [
      town.home.bureau,
      id,
    ]);
    expect(rows).toEqual([{ version: 1 }]);
  });

  test("columns that nobody asks for are not written", async () => {
    const stranger = newId();
    const input = {
      ...dispute(),
      state: "settled",
      owners: [stranger],
      offices: [town.home.west],
      bureau_id: town.abroad.bureau,
      version: 9,
      outcome: "resolved",
      created_at: "2000-01-01",
    };
    const heard = await report(mediator, newId(), newId(), input);
    expect(heard.body.record).toMatchObject({
      state: "open",
      owners: [idOf(mediator)],
      offices: [town.home.office],
      bureau_id: town.home.bureau,
      version: 1,
    });
    expect(heard.body.record.outcome).not.toBe("resolved");
  });
});

describe("versions and locks", () => {
  test("a version that is not the present one changes nothing", async () => {
    const url = `/api/v1/mediation/sites/${town.home.made["mediation.site"]}/steps/change`;
    const before = await readTruth(town);
    for (const version of [0, -1, 2, 99, "1", null, [1], {}, 1.5])
      expect([version, (await chief.send("POST", url, { version, input: { terminals: 9 } }, key())).status]).toEqual([version, 409]);
    expect((await readTruth(town)).rows.get("mediation.site")).toEqual(before.rows.get("mediation.site"));
  });

  test("whoever waits for a row that another changes is told so", async () => {
    const id = town.home.made["mediation.site"];
    await town.owner.query("begin");
    await town.owner.query("update mediation.site set version = version + 1 where bureau_id = $1 and id = $2", [town.home.bureau, id]);
    const waiting = chief.send("POST", `/api/v1/mediation/sites/${id}/steps/change`, { version: 1, input: { terminals: 9 } }, key());
    await town.owner.query("select pg_sleep(0.2)");
    await town.owner.query("commit");
    expect((await waiting).body.code).toBe("stale");
  });
});

test("a citizen takes no step that is not the citizen's, even on the own case", async () => {
  const citizen = by("citizen");
  for (const type of types) {
    for (const [step, declared] of Object.entries(type.steps)) {
      if (citizen.actor === undefined || may(citizen.actor, type.permissions, declared.by)) continue;
      const url =
        declared.from === "new" ? `${baseOf(type)}/steps/${step}` : `${baseOf(type)}/${town.home.made[subjectOf(type)]}/steps/${step}`;
      const heard = await citizen.send(
        "POST",
        url,
        { id: newId(), input: samples[subjectOf(type)]?.find((one) => one.step === step)?.input(town.home) ?? {} },
        key(),
      );
      expect([url, [403, 404].includes(heard.status)]).toEqual([url, true]);
    }
  }
});

test("whoever no longer has a case no longer sees its clocks", async () => {
  const west = town.somebody({ role: "mediator", office: town.home.west, bureau: town.home.bureau });
  const [shadow, id] = [newId(), newId()];
  const take = async (who: Somebody, url: string, body: Record<string, unknown>) =>
    expect([url, (await who.send("POST", `/api/v1/mediation/${url}`, body, key())).status]).toEqual([url, 200]);
  await town.owner.query(
    `insert into offices.post (bureau_id, id, state, version, offices, owners, created_at, account_id, account_name, role, office_id, office_name, from_on)
      values ($1, $2, 'held', 1, '{}', '{}', now(), $3, '西所调解员', 'mediator', $4, '东所', '2026-01-01')`,
    [town.home.bureau, newId(), idOf(west), town.home.office],
  );
  await take(chief, "mediators/steps/engage", {
    id: shadow,
    input: { name: "西所调解员", committee_id: town.home.made["mediation.committee"], employment: "part-time", account_id: idOf(west) },
  });
  const parties = [
    { role: "applicant", name: "张一一" },
    { role: "respondent", name: "李二二" },
  ];
  await take(chief, "cases/steps/register", {
    id,
    input: { kind: "neighbour", township: town.home.township, summary: "一件将要更换调解员的案件。", parties, on: "2026-02-20" },
  });
  await take(chief, `cases/${id}/steps/accept`, {
    input: { committee_id: town.home.made["mediation.committee"], mediator_id: shadow, on: "2026-02-20" },
  });
  const clocks = async () =>
    (await west.send("GET", "/api/v1/work")).body.upcoming.filter((item: { subject_id: string }) => item.subject_id === id).length;
  expect(await clocks()).toBe(1);
  await take(chief, `cases/${id}/steps/reassign`, { input: { mediator_id: town.home.made["mediation.mediator"], reason: "回避" } });
  expect((await west.send("GET", `/api/v1/mediation/cases/${id}`)).status).toBe(404);
  expect(await clocks()).toBe(0);
});

test("an export has no cell that a spreadsheet would run", async () => {
  const input = { name: "", level: "village", host: "village", township: town.home.township };
  for (const name of [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\u00a0=1",
    '"=1"',
    ",=1",
    "\r\n=1",
    "＝1+1",
    "＠SUM(A1)",
  ]) {
    await chief.send("POST", "/api/v1/mediation/committees/steps/establish", { id: newId(), input: { ...input, name } }, key());
  }
  const text = (await chief.send("GET", "/api/v1/mediation/committees.csv")).text.replace("\ufeff", "");
  const cells = [...text.matchAll(/"((?:[^"]|"")*)"|[^",\r\n]+/g)].map((match) => match[1] ?? match[0]);
  expect(cells.length).toBeGreaterThan(60);
  expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
});

test("full numbers stand readable in no table, and neither they nor telephones in any answer not asked for with a reason", async () => {
  const numbers = [1, 2].map((serial) => residentNumber(town.home.bureau, serial));
  const { rows: tables } = await town.owner.query<{ name: string }>(
    "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname !~ '^pg_|information_schema'",
  );
  for (const { name } of tables) {
    const { rows } = await town.owner.query(`select 1 from ${name} t where t::text ~ $1 limit 1`, [numbers.join("|")]);
    expect([name, rows]).toEqual([name, []]);
  }
  const telling = new RegExp([...numbers, "1380013800\\d"].join("|"));
  for (const who of Object.values(town.home.people)) {
    const urls = types.flatMap((type) => {
      const one = `${baseOf(type)}/${town.home.made[subjectOf(type)]}`;
      return [baseOf(type), `${baseOf(type)}.csv`, one, `${one}/history`];
    });
    const heard = await Promise.all([...urls, "/api/v1/work", "/api/v1/messages"].map((url) => who.send("GET", url)));
    expect(heard.filter((one) => telling.test(one.text)).map((one) => one.text.slice(0, 200))).toEqual([]);
  }
});

test("a crowd of thirty thousand parties is refused before it costs anything worth speaking of", async () => {
  const parties = Array.from({ length: 30_000 }, () => ({ role: "applicant", name: "甲" }));
  const heard = await by("citizen").send(
    "POST",
    "/api/v1/mediation/cases/steps/apply",
    { id: newId(), input: { kind: "neighbour", township: town.home.township, summary: "许多许多许多的当事人。", parties } },
    key(),
  );
  expect([heard.status, heard.text.length < 20_000]).toEqual([422, true]);
});

test("a reason with characters that cannot be kept does not make the looks of others vanish", async () => {
  const id = town.home.made["mediation.committee"];
  await chief.send("GET", `/api/v1/mediation/committees/${id}`);
  expect((await chief.send("POST", `/api/v1/mediation/committees/${id}/reveal`, { reason: "核\u0000对\ud800" })).status).toBe(200);
  const { rows } = await town.owner.query(
    "select action from kernel.history where subject_id = $1 and action in ('view', 'reveal') order by action",
    [id],
  );
  expect(rows.map((row) => row.action)).toEqual(expect.arrayContaining(["reveal", "view"]));
});

describe("files", () => {
  const put = (who: Somebody, id: string, name: string, content: string | Buffer) =>
    who.send(
      "PUT",
      `/api/v1/files/${id}?subject=mediation.case&subject_id=${town.home.made["mediation.case"]}&name=${encodeURIComponent(name)}`,
      content,
      { "content-type": "text/plain" },
    );

  test("a name is no path, and content is what its bytes say", async () => {
    const kept = await put(chief, newId(), "../../etc/passwd\u0000\u202e.txt", "内容");
    expect([kept.status, kept.body.file?.name]).toEqual([200, "passwd.txt"]);
    for (const [name, content] of [
      ["a.pdf", "不是PDF"],
      ["a.txt", Buffer.from("%PDF-1.7\n%%EOF")],
      ["a.exe", Buffer.from("MZ\u0000\u0001")],
      ["a.docx", Buffer.from("PK\u0003\u0004")],
      ["a.html", "<script>1</script>"],
    ] as const) {
      expect([name, (await put(chief, newId(), name, content)).status]).toEqual([name, 422]);
    }
  });

  test("the id of a file that is there opens nothing and is no fault", async () => {
    const west = town.somebody({ role: "citizen", office: town.home.west, bureau: town.home.bureau });
    const own = newId();
    const parties = [
      { role: "applicant", name: "王三三" },
      { role: "respondent", name: "赵四四" },
    ];
    await west.send(
      "POST",
      "/api/v1/mediation/cases/steps/apply",
      { id: own, input: { kind: "neighbour", township: town.home.township, summary: "另一名群众自己的申请。", parties } },
      key(),
    );
    const heard = await west.send(
      "PUT",
      `/api/v1/files/${town.home.file}?subject=mediation.case&subject_id=${own}&name=a.txt`,
      "占用编号",
      { "content-type": "text/plain" },
    );
    expect([heard.status, heard.body.code]).toEqual([409, "already-there"]);
  });
});

test("pages come from the built folder and from nowhere else", async () => {
  const dist = mkdtempSync(join(tmpdir(), "zs-dist-"));
  for (const shell of ["console", "mobile"]) {
    mkdirSync(join(dist, shell, "assets"), { recursive: true });
    writeFileSync(join(dist, shell, "index.html"), `<html>${shell}</html>`);
  }
  writeFileSync(join(dist, "secret.txt"), "不该看到");
  const web = Fastify();
  await serveWeb(web, dist);
  for (const path of [
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/../secret.txt",
    "/m/..%2f..%2fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%5csecret.txt",
    "/%00",
    "/assets/%00",
    "/assets",
    "/%",
    "/%ff",
    "/%E0%A4%A",
    "//etc/passwd",
    `/${"a".repeat(5000)}`,
  ]) {
    const heard = await web.inject({ url: path });
    expect([path, heard.statusCode < 500, heard.body.includes("不该看到")]).toEqual([path, true, false]);
  }
  await web.close();
});
