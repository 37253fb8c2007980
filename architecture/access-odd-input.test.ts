// Odd values in every filter, cursor, body, field and day of every kind of record, and at all other addresses: answered or refused, never a fault.
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { type RecordType, subjectOf } from "#kernel/lifecycle";
import { samples } from "./access-samples.ts";
import { baseOf, type Heard, openTown, type Somebody, type Town, types } from "./access-town.ts";

let town: Town;
let chief: Somebody;
beforeAll(async () => {
  town = await openTown();
  chief = by("chief");
});

function by(role: string): Somebody {
  return town.home.people[role] ?? expect.fail(`nobody is ${role}`);
}
/** Whoever made the sample of a kind of record. */
const maker = (type: RecordType) => by(samples[subjectOf(type)]?.[0]?.role ?? "");
const key = (id: string = newId()) => ({ "idempotency-key": id });
const cursor = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString("base64url"));

/** Sends what is given and collects every answer that is a fault of ours, or none at all. */
async function faults(
  who: Somebody,
  asked: { method?: string; url: string; body?: unknown; headers?: Record<string, string> }[],
): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < asked.length; at += 12) {
    await Promise.all(
      asked.slice(at, at + 12).map(async ({ method = "GET", url, body, headers }) => {
        const heard = await who
          .send(method, url, body, headers)
          .catch((error: Error) => ({ status: 599, text: error.message, body: {} }) as Heard);
        if (heard.status >= 500)
          found.push(
            `${method} ${url.slice(0, 160)} ${JSON.stringify(body ?? "").slice(0, 120)}: ${heard.status} ${heard.text.slice(0, 120)}`,
          );
      }),
    );
  }
  return found;
}

const texts = ["' or 1=1 --", "\u0000", "{}", "2026-13-40", "0000-00-00", "99999999999999999999", "1e999", "a,b,,c", "长".repeat(3000)];

test("odd questions to all other addresses", async () => {
  const names = ["kind='x", "kind=%00", "a=b&dims=c", "kind"];
  const period = "/api/v1/figures/records?period=2026&indicator=mediation.handled";
  const asked = [
    ...names.map((dims) => `${period}&dims=${dims}`),
    ...["x", "", "%00", "a&cursor=b"].map((at) => `${period}&cursor=${at}`),
    ...["0000", "9999", "0001-01-01..9999-12-31", "2026&period=2025", "2026&ids=a&ids=b", "2026&ids=__proto__", "x"].flatMap((one) => [
      `/api/v1/figures?period=${one}`,
      `/api/v1/report?period=${one}`,
    ]),
    ...[
      "rule=TJ-01&rule=x&date=2026-01-01",
      "rule=TJ-01&date=0000-13-40",
      "rule=__proto__&date=2026-01-01",
      "rule=TJ-01&date=2026-01-01&extend=1e308",
      "rule=TJ-01&date=2026-01-01&place=a&place=b",
    ].map((one) => `/api/v1/deadline?${one}`),
    ...["from=0001-01-01&to=9999-12-31", "from=x&to=y", "from=2026-01-01&from=a&to=2026-02-01"].map((one) => `/api/v1/workdays?${one}`),
    ...["q=a&q=b", "q=%00", "q=", `q=${encodeURIComponent("的".repeat(2000))}`].map((one) => `/api/v1/search?${one}`),
    ...["parent=44&parent=45", "on=0000-01-01", "parent=__proto__"].map((one) => `/api/v1/divisions?${one}`),
    "/api/v1/messages?cursor=read.------------------------------------",
    "/api/v1/staff?role=%00",
    "/api/v1/people/find?id=%00",
    `/api/v1/people/find?id=${"9".repeat(60)}`,
    `/api/v1/files?subject=__proto__&subject_id=${newId()}`,
    "/api/v1/files/..%2f..%2fetc%2fpasswd",
    "/%",
    "/api/v1/%ff",
    "//api/v1/session",
    "/api/v1/mediation/../accounts/accounts",
  ];
  expect(
    await faults(
      chief,
      asked.map((url) => ({ url })),
    ),
  ).toEqual([]);
  const auditor = town.somebody({ role: "audit-admin", office: town.home.office, bureau: town.home.bureau });
  const looks = [
    "from=0000-01-01",
    "to=9999-12-31",
    "actor=%00",
    `cursor=${cursor(["foo 1", newId()])}`,
    `cursor=${cursor(["2026", newId()])}`,
  ].map((one) => ({ url: `/api/v1/audit?${one}` }));
  expect(await faults(auditor, looks)).toEqual([]);
});

// These take real steps on the samples wherever an odd body happens to be a good one, so they stand last.
describe.each(types)("$label: odd questions", (type: RecordType) => {
  test("filters, orders, cursors and ids of every kind are answered or refused", async () => {
    const base = baseOf(type);
    const names = [
      ...type.list.filters.flatMap((name) => [name, `${name}_from`, `${name}_to`]),
      "__proto__",
      "constructor",
      "id",
      "bureau_id",
      "'; drop table x",
    ];
    const values = [{}, null, "99999999999999", "2026-01-01", [1, 2], true, "\u0000", "'; select 1", 1e300, "1e5"];
    const queries = [
      ...names.flatMap((name) => texts.map((text) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)),
      ...type.list.orders.flatMap((order) => values.map((value) => `order=${order.by}&cursor=${cursor([value, newId()])}`)),
      ...[{}, [], ["2026-01-01", "x"], "x"].map((value) => `cursor=${cursor(value)}`),
      ..."cursor=%25 limit=1.5 limit=-1 limit=Infinity order=constructor order=id;drop q=%00 q=. q=%25%27 state=a&state=b q=a&q=b limit=1&limit=2 a[b]=c".split(
        " ",
      ),
    ];
    const id = town.home.made[subjectOf(type)] ?? "";
    const paths = ["constructor.docx", "toString.pdf", "__proto__.docx", "..%2f..%2fetc%2fpasswd.docx", "%00.pdf", "x.exe"].map(
      (name) => `${base}/${id}/documents/${name}`,
    );
    const ids = ["%00", "..", "%2e%2e", "null", `${id}%00`, "a".repeat(190), "%ff"].map((one) => `${base}/${one}/history`);
    expect(
      await faults(maker(type), [
        ...queries.flatMap((query, index) => [{ url: `${base}?${query}` }, ...(index % 4 === 0 ? [{ url: `${base}.csv?${query}` }] : [])]),
        ...[...paths, ...ids].map((url) => ({ url })),
      ]),
    ).toEqual([]);
  });

  test("bodies of every shape, every field with odd values, and absurd days are refused, and nothing is a fault", async () => {
    const [first] = samples[subjectOf(type)] ?? [];
    if (first === undefined) return;
    const [base, good] = [baseOf(type), first.input(town.home)];
    const id = town.home.made[subjectOf(type)] ?? "";
    const json = { "content-type": "application/json" };
    const bodies = [
      "[]",
      "null",
      '"x"',
      "5",
      "",
      "{",
      '{"__proto__":{"a":1}}',
      '{"input":null}',
      '{"input":5}',
      '{"input":[]}',
      '{"id":{"a":1}}',
      "[".repeat(50_000),
      `{"input":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`,
    ];
    const odd: unknown[] = [
      null,
      "",
      0,
      -1,
      1e308,
      1.5,
      true,
      [],
      {},
      [[]],
      "a\u0000b",
      "\ud800",
      "a".repeat(100_000),
      "0000-01-01",
      "9999-12-31",
      "2026-02-30",
      "__proto__",
      "=1+1",
      Number.MAX_SAFE_INTEGER,
      newId(),
      "1".repeat(400),
    ];
    const steps = Object.entries(type.steps).map(([step, declared]) =>
      declared.from === "new" ? `${base}/steps/${step}` : `${base}/${id}/steps/${step}`,
    );
    const fields = Object.keys(type.steps[first.step]?.asks?.shape ?? {});
    const asked = [
      ...steps.flatMap((url) => bodies.map((body) => ({ method: "POST", url, body, headers: { ...json, ...key() } }))),
      ...["x", "", "a,b"].map((used) => ({ method: "POST", url: steps[0] ?? "", body: {}, headers: key(used) })),
      ...["text/plain", "application/x-www-form-urlencoded", "application/xml"].map((kind) => ({
        method: "POST",
        url: steps[0] ?? "",
        body: "{}",
        headers: { "content-type": kind, ...key() },
      })),
      ...fields.flatMap((field) =>
        odd.map((value) => ({
          method: "POST",
          url: `${base}/steps/${first.step}`,
          body: { id: newId(), input: { ...good, [field]: value } },
          headers: key(),
        })),
      ),
    ];
    expect(await faults(maker(type), asked)).toEqual([]);
    for (const on of [
      "0000-13-40",
      "0000-01-01",
      "0001-01-01",
      "1800-01-01",
      "1899-12-31",
      "9999-12-31",
      "2026-02-30",
      "2025-02-29",
      "2026-3-1",
      "tomorrow",
      "-271821-04-20",
      5,
      [],
      {},
    ]) {
      const heard = await maker(type).send("POST", `${base}/steps/${first.step}`, { id: newId(), input: { ...good, on } }, key());
      expect([on, heard.status]).toEqual([on, 422]);
    }
  });
});
