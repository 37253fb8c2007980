// The statements our server runs for each kind of request, from the same builders, for the peer to run bare.
import { newId, systemClock } from "#kernel/clock";
import { insert, prepared, type Sql, sql } from "#kernel/db";
import { openClocks } from "#kernel/clocks";
import { historyInsert } from "#kernel/history";
import { isRefused, type RecordType } from "#kernel/lifecycle";
import type { Actor } from "#kernel/permissions";
import { listStatement, recordStatements } from "#kernel/records";
import { queryGrams } from "#kernel/search";
import { mediation } from "#modules/mediation";

const type = mediation.records[0]?.type as RecordType;

function actorOf(bureau: number): Actor {
  return {
    id: "00000000-0000-7000-8000-000000000001",
    name: "测试",
    kind: "staff",
    bureau,
    bureauName: "",
    low: bureau,
    high: bureau,
    posts: [],
  };
}

/** The statements of one request: list, search, record or step. */
export function statements(kind: string, bureau: number, id: string, body: string): { text: string; values: unknown[] }[] {
  return parts(kind, bureau, id, body).map(prepared);
}

function parts(kind: string, bureau: number, id: string, body: string): Sql[] {
  const actor = actorOf(bureau);
  if (kind === "list") {
    const statement = listStatement(type, actor, { filters: {}, limit: 50 });
    return isRefused(statement) ? [] : [statement];
  }
  if (kind === "record") return recordStatements(type, actor, id);
  if (kind === "search") {
    return [
      sql`select e.subject, e.subject_id, e.title from kernel.search_entry e where e.bureau_id = ${bureau} and e.grams @> ${queryGrams(id)}::text[]
      and position(${id}::text in e.words) > 0 order by e.subject_id desc limit 50`,
    ];
  }
  return step(bureau, id, body);
}

function step(bureau: number, id: string, body: string): Sql[] {
  const input = JSON.parse(body).input as { place: string; note: string };
  const key = newId();
  const at = systemClock().now();
  return [
    sql`select * from mediation.case where bureau_id = ${bureau} and id = ${id} for update`,
    sql`select subject_id, action, actor_id from kernel.history where bureau_id = ${bureau} and id = ${key}`,
    openClocks(bureau, id),
    sql`update mediation.case set version = version + 1 where bureau_id = ${bureau} and id = ${id}`,
    historyInsert({
      bureau_id: bureau,
      id: key,
      at,
      on_day: at.slice(0, 10),
      actor_id: key,
      actor_name: "测试",
      actor_role: "chief",
      subject: "mediation.case",
      subject_id: id,
      action: "hold",
      version: 4,
      summary: "记录调解",
      detail: { changes: {}, input },
      offices: [],
      owners: [],
    }),
    insert("mediation.session", [
      {
        bureau_id: bureau,
        id: newId(),
        case_id: id,
        offices: [],
        owners: [],
        seq: 4,
        held_on: at.slice(0, 10),
        place: input.place,
        note: input.note,
      },
    ]),
  ];
}
