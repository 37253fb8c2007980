// Every route of the product as every role, from the same office, another office, another bureau, the city above, the province above, and as nobody.
import { beforeAll, describe, expect, test } from "vitest";
import { type RecordType, subjectOf } from "#kernel/lifecycle";
import { roles } from "#modules/offices";
import type { Probe } from "./access-judging.ts";
import { open, probes, reference } from "./access-probes.ts";
import { readTruth, type Truth } from "./access-oracle.ts";
import { samples } from "./access-samples.ts";
import { openTown, type Somebody, type Town, types } from "./access-town.ts";

let town: Town;
let truth: Truth;
let all: Probe[];
beforeAll(async () => {
  town = await openTown();
  truth = await readTruth(town);
  all = probes({ target: town.home, truth });
});

/** All routes, read from what the router prints; HEAD goes with GET. */
function routes(): string[] {
  const found: string[] = [];
  const stack: string[] = [];
  for (const line of town.app.printRoutes({ commonPrefix: false }).split("\n")) {
    const match = /^((?:[│ ] {3})*)(?:├── |└── )(.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (match === null) continue;
    const depth = (match[1] ?? "").length / 4;
    stack.splice(depth, stack.length, match[2] ?? "");
    for (const method of (match[3] ?? "").split(", ")) if (method !== "" && method !== "HEAD") found.push(`${method} ${stack.join("")}`);
  }
  return found;
}

test.each(types)("$label has a sample in architecture/access-samples.ts", (type: RecordType) => {
  expect(Object.keys(samples)).toContain(subjectOf(type));
});

test("every route is probed here, or is said to be open and why", () => {
  const probed = new Set(all.map((probe) => probe.route));
  const known = [...Object.keys(open), ...Object.keys(reference)];
  const there = routes();
  expect(there.length).toBeGreaterThan(100);
  expect(there.filter((route) => !probed.has(route) && !known.includes(route))).toEqual([]);
  expect([...probed, ...known].filter((route) => !there.includes(route))).toEqual([]);
});

test("nobody is asked to sign in, everywhere", async () => {
  const wrong: string[] = [];
  const more = Object.keys(reference).map((route) => ({
    route,
    url: route.split(" ")[1] ?? "",
    body: route.startsWith("POST") ? { current: "", next: "" } : undefined,
  }));
  for (const probe of [...all, ...more] as Probe[]) {
    const heard = await ask(town.nobody, probe);
    if (heard.status !== 401) wrong.push(`${probe.route}: ${heard.status} ${heard.text.slice(0, 100)}`);
  }
  expect(wrong).toEqual([]);
});

function ask(person: Somebody, probe: Probe) {
  return person.send(probe.route.split(" ")[0] ?? "GET", probe.url, probe.body, probe.headers);
}

async function tryAll(person: Somebody): Promise<string[]> {
  const { actor } = person;
  if (actor === undefined) return ["nobody"];
  const wrong: string[] = [];
  const wanted = all.filter((probe) => probe.skip?.(actor) !== true);
  for (let at = 0; at < wanted.length; at += 16) {
    await Promise.all(
      wanted.slice(at, at + 16).map(async (probe) => {
        const said = probe.judge(await ask(person, probe), actor);
        if (said !== undefined) wrong.push(`${probe.route} as ${actor.posts[0]?.role}: ${said}`);
      }),
    );
  }
  return wrong;
}

const places = {
  "the same office": () => ({ office: town.home.office, bureau: town.home.bureau }),
  "another office of the bureau": () => ({ office: town.home.west, bureau: town.home.bureau }),
  "another bureau": () => ({ office: town.abroad.office, bureau: town.abroad.bureau }),
  "the city above that other bureau": () => ({
    office: town.abroad.office,
    bureau: 440_800,
    range: [440_800, 440_899] as [number, number],
  }),
  "the province above the bureau": () => ({ office: town.abroad.office, bureau: 999_900, range: [990_000, 999_999] as [number, number] }),
} as const;

describe.each(Object.entries(places))("from %s", (_, place) => {
  test.each(Object.keys(roles))("as %s: sees what the role sees, and nothing else", async (role) => {
    expect(await tryAll(town.somebody({ role, ...place() }))).toEqual([]);
  });
});

test("after all this no record has changed", async () => {
  const after = await readTruth(town);
  for (const type of types) {
    const versions = (rows: Truth) => (rows.rows.get(type.table) ?? []).map((row) => `${row.id} ${String(row.version)}`).sort();
    expect(versions(after)).toEqual(versions(truth));
  }
});
