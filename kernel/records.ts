// Reading records: lists by keyset, one record with all that belongs to it, the worklist. Visibility is the database's business.
import { type Sql, join, name, raw, sql } from "./db.ts";
import { type Facts, judge, type RecordRow, type RecordType, type Refused, refuse, subjectOf } from "./lifecycle.ts";
import { type Actor, may } from "./permissions.ts";

/** What a list is asked for: filters by column (`column`, `column_from`, `column_to`), an order, and where to go on. */
export interface ListAsk {
  filters: Record<string, string>;
  order?: string | undefined;
  cursor?: string | undefined;
  limit: number;
  /** Only these records (what search found). */
  ids?: string[];
}

const always = ["id", "state", "version"];

function scope(actor: Actor): Sql {
  return actor.low === actor.high ? sql`bureau_id = ${actor.low}` : sql`bureau_id between ${actor.low} and ${actor.high}`;
}

/** The statement of one page of a list (one row more than asked, to know whether there is a next page), or why it cannot be asked so. */
export function listStatement(type: RecordType, actor: Actor, ask: ListAsk): Sql | Refused {
  const order = ask.order === undefined ? type.list.orders[0] : type.list.orders.find((one) => one.by === ask.order);
  if (order === undefined)
    return refuse("bad-order", `不能按“${ask.order}”排序，可用：${type.list.orders.map((one) => one.label).join("、")}。`);
  const where = whereOf(type, actor, ask);
  if ("refused" in where) return where;
  const by = name(order.by);
  const last = readCursor(ask.cursor);
  if (last === "bad") return refuse("bad-cursor", "翻页标记无效，请从第一页重新查看。");
  const conditions = [where];
  if (order.direction === "asc") conditions.push(sql`${by} is not null`);
  if (last !== undefined)
    conditions.push(order.direction === "asc" ? sql`(${by}, id) > (${last[0]}, ${last[1]})` : sql`(${by}, id) < (${last[0]}, ${last[1]})`);
  const direction = raw(order.direction);
  const columns = [...new Set([...always, order.by, ...type.list.columns, ...(type.clocks === undefined ? [] : ["due_on"])])];
  return sql`select ${join(columns.map(name), ", ")} from ${name(type.table)} where ${join(conditions, " and ")}
    order by ${by} ${direction}, id ${direction} limit ${ask.limit + 1}`;
}

/** The statement counting a list's rows, up to `most`. */
export function countStatement(type: RecordType, actor: Actor, ask: ListAsk, most: number): Sql | Refused {
  const order = ask.order === undefined ? type.list.orders[0] : type.list.orders.find((one) => one.by === ask.order);
  const where = whereOf(type, actor, ask);
  if ("refused" in where) return where;
  const listed = order?.direction === "asc" ? sql`${where} and ${name(order.by)} is not null` : where; // as the list itself leaves them out
  return sql`select count(*) as total from (select 1 from ${name(type.table)} where ${listed} limit ${most}) counted`;
}

function whereOf(type: RecordType, actor: Actor, ask: ListAsk): Sql | Refused {
  const conditions = [scope(actor)];
  for (const [key, value] of Object.entries(ask.filters)) {
    if (value === "") continue;
    const match = /^(.+?)(_from|_to)?$/.exec(key);
    const column = type.list.filters.includes(key) ? key : (match?.[1] ?? key);
    if (!type.list.filters.includes(column)) return refuse("bad-filter", `${type.label}列表没有“${key}”这一筛选项。`);
    if (column !== key && match?.[2] === "_from") conditions.push(sql`${name(column)} >= ${value}`);
    else if (column !== key) conditions.push(sql`${name(column)} <= ${value}`);
    else conditions.push(sql`${name(column)} = any(${value.split(",")})`);
  }
  if (ask.ids !== undefined) conditions.push(sql`id = any(${ask.ids}::uuid[])`);
  return join(conditions, " and ");
}

/** Cuts a page out of the rows a list statement gave. */
export function page<Row extends Record<string, unknown>>(
  type: RecordType,
  ask: ListAsk,
  rows: Row[],
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, ask.limit);
  const last = items.at(-1);
  const by = ask.order ?? type.list.orders[0]?.by ?? "id";
  const next =
    rows.length > ask.limit && last !== undefined ? Buffer.from(JSON.stringify([last[by], last.id])).toString("base64url") : null;
  return { items, next };
}

function readCursor(cursor: string | undefined): [unknown, string] | undefined | "bad" {
  if (cursor === undefined || cursor === "") return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(read) && read.length === 2 && (read[0] === null || typeof read[0] !== "object") && typeof read[1] === "string"
      ? [read[0], read[1]]
      : "bad";
  } catch {
    return "bad";
  }
}

/** The statement that reads one record's row. */
export function rowStatement(type: RecordType, actor: Actor, id: string): Sql {
  return sql`select * from ${name(type.table)} where ${scope(actor)} and id = ${id}`;
}

/** The statements that read one record: the row, its clocks, and each part, in this order. */
export function recordStatements(type: RecordType, actor: Actor, id: string): Sql[] {
  const parts = Object.values(type.parts ?? {}).map(
    (part) =>
      sql`select * from ${name(part.table)} where ${scope(actor)} and ${name(`${type.name}_id`)} = ${id}
        ${part.replaced === undefined ? raw("") : sql`and ${name(part.replaced)} is null`} order by seq`,
  );
  return [
    rowStatement(type, actor, id),
    sql`select clock, label, rule, from_on, due_on, arithmetic, basis, status, provisional, kind, met_on, paused, pauses from kernel.deadline
      where ${scope(actor)} and subject_id = ${id} order by due_on`,
    ...parts,
  ];
}

/** A step as a button: why it cannot be taken, when it cannot. */
export interface Ability {
  step: string;
  label: string;
  hint?: string | undefined;
  next: boolean;
  final: boolean;
  refused?: string;
  basis?: string | undefined;
}

/** What the actor may do with the record now. Steps that the state does not offer are left out; steps with a refusal say why. */
export function abilities(type: RecordType, actor: Actor, row: RecordRow, today: string): Ability[] {
  const facts: Facts = { today, on: today, actor: { id: actor.id, offices: actor.posts.map((post) => post.office) } };
  return Object.entries(type.steps).flatMap(([step, declared]) => {
    if (declared.from === "new" || !declared.from.includes(row.state) || !may(actor, type.permissions, declared.by, row)) return [];
    const refusal = judge(type, step, row, facts);
    return [
      {
        step,
        label: declared.label,
        hint: declared.hint,
        next: declared.next === true,
        final: declared.final === true,
        ...(refusal === undefined ? {} : { refused: refusal.refused, basis: refusal.basis }),
      },
    ];
  });
}

/** New records of this kind that the actor may register: the steps for it. */
export function registrations(type: RecordType, actor: Actor): { step: string; label: string }[] {
  return Object.entries(type.steps)
    .filter(([, step]) => step.from === "new" && may(actor, type.permissions, step.by))
    .map(([step, declared]) => ({ step, label: declared.label }));
}

/** Hides the middle of a sensitive value; of a short one all but its ends. */
export function mask(value: unknown): unknown {
  if (typeof value !== "string" || value === "") return value;
  const letters = [...value];
  if (letters.length <= 4) return "*".repeat(letters.length);
  const [head, tail] = letters.length >= 11 ? [3, 4] : letters.length >= 8 ? [3, 2] : [1, 1];
  return letters.map((letter, index) => (index < head || index >= letters.length - tail ? letter : "*")).join("");
}

/** A row with its sensitive columns hidden. */
export function masked<Row extends Record<string, unknown>>(row: Row, columns: readonly string[] = []): Row {
  const hidden = columns.filter((column) => column in row).map((column) => [column, mask(row[column])]);
  return hidden.length === 0 ? row : { ...row, ...Object.fromEntries(hidden) };
}

/** The worklist of one kind: records in a state where the actor may take the obvious next step, overdue ones first, then new ones, then by due day. Undefined when there is none. */
export function workStatement(type: RecordType, actor: Actor, today: string, limit: number): Sql | undefined {
  const wanted = Object.values(type.steps).filter((step) => step.next === true && step.from !== "new");
  const conditions = wanted.flatMap((step) => {
    const reach = reachOf(type, actor, step.by);
    return reach === undefined || step.from === "new" ? [] : [sql`(state = any(${[...step.from]}) and ${reach})`];
  });
  if (conditions.length === 0) return undefined;
  const columns = [...new Set([...always, ...type.list.columns, ...(type.clocks === undefined ? [] : ["due_on"])])];
  const fresh = Object.keys(type.states)[0];
  // A new record counts as due today: behind what is overdue, before what has time.
  const due =
    type.clocks === undefined
      ? sql`(state = ${fresh}) desc, id`
      : sql`coalesce(due_on, case when state = ${fresh} then ${today}::date end), id`;
  return sql`select ${join(columns.map(name), ", ")} from ${name(type.table)} where bureau_id = ${actor.bureau} and (${join(conditions, " or ")}) order by ${due} limit ${limit}`;
}

function reachOf(type: RecordType, actor: Actor, permission: string): Sql | undefined {
  const roles = type.permissions[permission] ?? {};
  const reaches = actor.posts.map((post) => ({ reach: roles[post.role], office: post.office })).filter((one) => one.reach !== undefined);
  if (reaches.length === 0) return undefined;
  if (reaches.some((one) => one.reach === "bureau")) return raw("true");
  const offices = reaches.filter((one) => one.reach === "own office").map((one) => one.office);
  const own = reaches.some((one) => one.reach === "own record") ? [sql`owners @> ${[actor.id]}::uuid[]`] : [];
  return sql`(${join([...(offices.length > 0 ? [sql`offices && ${offices}::uuid[]`] : []), ...own], " or ")})`;
}

/** The history of one record, newest first. */
export function historyStatement(type: RecordType, actor: Actor, id: string, limit: number): Sql {
  return sql`select id, at, on_day, actor_name, actor_role, action, version, summary, detail from kernel.history
    where ${scope(actor)} and subject_id = ${id} and subject = ${subjectOf(type)} order by at desc, id desc limit ${limit}`;
}
