// Demonstration bureaus: offices, posts and accounts with passwords made at first start. Every name is invented.
import type { ClientBase } from "pg";
import { newId, onDay, plusDays, systemClock } from "#kernel/clock";
import { historyInsert } from "#kernel/history";
import { createBureau, createOffice, createPost, townshipsOf } from "#modules/offices";
import { createAccount } from "./create.ts";
import { type DemoEntry, readDemoFile, writeDemoFile } from "./demo-file.ts";
import { hashPassword, newPassword } from "./secrets.ts";

/** A demonstration bureau: its GB/T 2260 code, names, and the day its clock stands on (null: the present). */
export interface DemoBureau {
  bureau: number;
  name: string;
  shortName: string;
  standsOn: string | null;
}

interface Person {
  login: string;
  name: string;
  kind: "staff" | "citizen";
  posts: { role: string; office: string; officeName: string }[];
}

type Client = Pick<ClientBase, "query">;
interface Place {
  bureau: DemoBureau;
  /** The day the posts begin: a year before the present day of the bureau. */
  day: string;
  at: string;
}

const surnames = [..."沈陆顾苏梁程傅宋余潘杜戴夏钟汪田任姜范方"];
const given = [
  "文清",
  "和平",
  "思远",
  "明理",
  "静安",
  "立言",
  "惠民",
  "守正",
  "雨禾",
  "知行",
  "春晓",
  "向阳",
  "若兰",
  "景行",
  "书恒",
  "一诺",
  "安澜",
  "望舒",
];
const sections = [
  { role: "mediation-section", office: "人民调解指导股", login: "mediation" },
  { role: "legal-aid-section", office: "法律援助中心", login: "legal-aid" },
  { role: "corrections-section", office: "社区矫正管理股", login: "corrections" },
  { role: "resettlement-section", office: "安置帮教股", login: "resettlement" },
  { role: "reconsideration-section", office: "行政复议股", login: "reconsideration" },
  { role: "litigation-section", office: "行政应诉股", login: "litigation" },
  { role: "legality-section", office: "合法性审查股", login: "legality" },
  { role: "enforcement-section", office: "行政执法监督股", login: "enforcement" },
  { role: "publicity-section", office: "普法与依法治理股", login: "publicity" },
  { role: "legal-service-section", office: "公共法律服务管理股", login: "legal-service" },
] as const;

/**
 * Writes the demonstration bureaus' offices, posts and accounts that are missing, and keeps the passwords in dataDir/demo-accounts.json (0600).
 * An account whose password the file has lost gets a new one. Runs as the owner, after loadDivisions; may run at every start.
 */
export async function demoAccounts(ownerClient: Client, bureaus: readonly DemoBureau[], dataDir: string): Promise<DemoEntry[]> {
  const kept = readDemoFile(dataDir);
  const entries: DemoEntry[] = [];
  for (const [index, bureau] of bureaus.entries()) {
    const place = placeOf(bureau);
    await ownerClient.query("begin");
    try {
      for (const person of await peopleOf(ownerClient, place, index)) entries.push(await ensure(ownerClient, place, person, kept));
      await ownerClient.query("commit");
    } catch (error) {
      await ownerClient.query("rollback");
      throw error;
    }
  }
  if (JSON.stringify(entries) !== JSON.stringify(kept)) writeDemoFile(dataDir, entries);
  return entries;
}

function placeOf(bureau: DemoBureau): Place {
  const clock = systemClock();
  const day = plusDays(bureau.standsOn ?? clock.today(), -366);
  return { bureau, day, at: onDay(day) };
}

/** The people of a bureau, with their offices made. Names turn with the bureau's place in the list, so that no two bureaus look alike. */
async function peopleOf(client: Client, place: Place, turn: number): Promise<Person[]> {
  const { bureau, at, day } = place;
  const code = bureau.bureau;
  const head = await createBureau(client, { ...bureau, at });
  const leadership = { office: head, officeName: "局领导" };
  const people: Person[] = [person(code, "director", [{ role: "director", ...leadership }])];
  for (const [index, section] of sections.entries()) {
    const office = await createOffice(client, {
      bureau: code,
      name: section.office,
      kind: section.office.endsWith("中心") ? "centre" : "section",
      division: null,
      sort: 10 + index,
      at,
    });
    const posts = [section.role, "section-chief"].map((role) => ({ role, office, officeName: section.office }));
    people.push(person(code, section.login, posts));
  }
  for (const [index, township] of (await townshipsOf(client, code, day)).entries()) {
    const officeName = `${township.name.replace(/(街道|镇|(?<!族)乡)$/, "")}司法所`;
    const office = await createOffice(client, {
      bureau: code,
      name: officeName,
      kind: "township-office",
      division: township.code,
      sort: 50 + index,
      at,
    });
    if (index >= 2) continue;
    people.push(
      person(code, `chief${index + 1}`, [{ role: "chief", office, officeName }]),
      person(code, `mediator${index + 1}`, [{ role: "mediator", office, officeName }]),
    );
  }
  people.push({ ...person(code, "citizen", []), kind: "citizen" });
  for (const role of ["system-admin", "security-admin", "audit-admin"]) people.push(person(code, role, [{ role, ...leadership }]));
  return people.map((one, index) => ({ ...one, name: nameOf(turn, index) }));
}

function person(bureau: number, login: string, posts: Person["posts"]): Person {
  return { login: `${bureau}-${login}`, name: "", kind: "staff", posts };
}

function nameOf(turn: number, index: number): string {
  return `${surnames[(turn * 7 + index) % surnames.length] ?? ""}${given[(turn * 5 + index) % given.length] ?? ""}`;
}

async function ensure(client: Client, place: Place, one: Person, kept: readonly DemoEntry[]): Promise<DemoEntry> {
  const { bureau } = place.bureau;
  const remembered = kept.find((entry) => entry.login === one.login);
  const { rows } = await client.query<{ account_id: string; name: string }>(
    "select l.account_id, a.name from accounts.login l join accounts.account a on a.bureau_id = l.bureau_id and a.id = l.account_id where l.login = $1 and l.bureau_id = $2",
    [one.login, bureau],
  );
  const present = rows[0];
  const password = remembered?.password ?? newPassword();
  const account = present?.account_id ?? newId();
  const name = present?.name ?? one.name;
  if (present === undefined) {
    await createAccount(client, {
      bureau,
      id: account,
      login: one.login,
      name,
      kind: one.kind,
      hash: await hashPassword(password),
      mustChange: "no",
      day: place.day,
      at: place.at,
    });
    await client.query(historyInsert(opened(place, account, name)));
  } else if (remembered === undefined) {
    await client.query("update accounts.secret set hash = $3, changed_at = now() where bureau_id = $1 and account_id = $2", [
      bureau,
      account,
      await hashPassword(password),
    ]);
  }
  if (present === undefined)
    for (const post of one.posts) await createPost(client, { bureau, account, name, ...post, day: place.day, at: place.at });
  const main = one.posts[0] ?? { role: "citizen", officeName: "" };
  return { bureau, bureauName: place.bureau.name, account, login: one.login, name, role: main.role, office: main.officeName, password };
}

function opened({ bureau, day, at }: Place, account: string, name: string) {
  const who = { actor_id: null, actor_name: "系统", actor_role: "system" };
  const what = { subject: "accounts.account", subject_id: account, action: "open", version: 1, summary: `建立演示账号：${name}` };
  return { bureau_id: bureau.bureau, id: newId(), at, on_day: day, ...who, ...what, detail: {}, offices: [], owners: [account] };
}
