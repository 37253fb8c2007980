// Talking to PostgreSQL: tagged statements that are prepared by themselves, and transactions that carry the actor's settings.
import { createHash } from "node:crypto";
import { Pool, type PoolClient, types } from "pg";

types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.DATE, (text) => text);
types.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));

/** A statement with its values; statements may be put into one another. */
export interface Sql {
  text: string;
  values: unknown[];
}

/** The statements made by the functions here: data that merely looks like one is never spliced in. */
const made = new WeakSet<object>();

function statement(text: string, values: unknown[]): Sql {
  const one = { text, values };
  made.add(one);
  return one;
}

/** Builds a statement: sql`select … where id = ${id}`; a nested Sql is spliced in, everything else becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...inserted: unknown[]): Sql {
  let text = strings[0] ?? "";
  const values: unknown[] = [];
  inserted.forEach((value, index) => {
    if (isSql(value)) {
      text += shifted(value.text, values.length);
      values.push(...value.values);
    } else {
      values.push(value);
      text += `$${values.length}`;
    }
    text += strings[index + 1] ?? "";
  });
  return statement(text, values);
}

/** Joins statements with a separator. */
export function join(parts: Sql[], separator: string): Sql {
  let text = "";
  const values: unknown[] = [];
  parts.forEach((part, index) => {
    text += (index === 0 ? "" : separator) + shifted(part.text, values.length);
    values.push(...part.values);
  });
  return statement(text, values);
}

/** A statement's text for a place behind `by` values. */
function shifted(text: string, by: number): string {
  return by === 0 || !text.includes("$") ? text : text.replaceAll(/\$(\d+)/g, (_, n: string) => `$${Number(n) + by}`);
}

/** Text from our own code, put into a statement as it is: names of tables and columns. Refuses anything else. */
export function raw(text: string): Sql {
  return statement(text, []);
}

/** A table or column name from our own declarations. */
export function name(identifier: string): Sql {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(identifier)) throw new Error(`not a name: ${identifier}`);
  return raw(identifier);
}

/** `insert into table (columns) values (…), (…)`: rows all have the columns of the first. */
export function insert(table: string, rows: Record<string, unknown>[]): Sql {
  const columns = Object.keys(rows[0] ?? {});
  const values: unknown[] = [];
  const tuples = rows.map((row) => `(${columns.map((column) => placed(row[column], values)).join(", ")})`);
  return statement(
    `insert into ${name(table).text} (${columns.map((column) => name(column).text).join(", ")}) values ${tuples.join(", ")}`,
    values,
  );
}

/** Puts a value, or a statement in its place, behind the values so far. */
function placed(value: unknown, values: unknown[]): string {
  if (!isSql(value)) return `$${values.push(value)}`;
  const text = shifted(value.text, values.length);
  values.push(...value.values);
  return text;
}

/** `a = $1, b = $2` for an update. */
export function assignments(changes: Record<string, unknown>): Sql {
  return join(
    Object.entries(changes).map(([column, value]) => sql`${name(column)} = ${value}`),
    ", ",
  );
}

function isSql(value: unknown): value is Sql {
  return typeof value === "object" && value !== null && made.has(value);
}

const names = new Map<string, string>();
function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const fresh = `s${createHash("sha1").update(text).digest("hex").slice(0, 16)}`;
  if (names.size > 5000) names.clear();
  names.set(text, fresh);
  return fresh;
}

/** A statement as pg takes it: named by its text, so that each connection prepares it once. */
export function prepared(statement: Sql): { name?: string; text: string; values: unknown[] } {
  if (statement.text.length > 4000) return statement;
  return { name: statementName(statement.text), text: statement.text, values: statement.values };
}

/** An open transaction. */
export interface Transaction {
  query<Row>(statement: Sql): Promise<Row[]>;
}

/** A pool of connections as one database role. Statements are pipelined: what is asked at once travels at once. */
export function openPool(url: string, size: number): Pool {
  const pool = new Pool({ connectionString: url, max: size, pipeline: true, idleTimeoutMillis: 30_000 });
  // A connection that is lost while in use tells whoever waits on it; without this it would also end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", () => {
    // An idle connection was lost (PostgreSQL restarts); the pool opens a new one at the next call.
  });
  return pool;
}

/** Runs `work` in one transaction that begins with `settings` (as made by settingsOf). Commits what it returns, rolls back what it throws. */
export async function inTransaction<T>(
  pool: Pool,
  settings: string,
  work: (tx: Transaction) => Promise<T>,
  keep: (answer: T) => boolean = () => true,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  let cause: unknown; // of statements sent at once the first that fails is the reason; the others only say that the transaction is aborted
  try {
    const began = client.query(`BEGIN;${settings}`);
    began.catch(() => undefined);
    const answer = await work({
      query: <Row>(statement: Sql) => run<Row>(client, statement).catch((error: unknown) => Promise.reject((cause ??= error))),
    });
    await began;
    if (cause !== undefined) throw cause instanceof Error ? cause : new Error(String(cause)); // caught by the work or not: PostgreSQL would answer COMMIT by rolling back
    await client.query(keep(answer) ? "COMMIT" : "ROLLBACK");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK").catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Runs several reads in one round trip, in one transaction. */
export async function readAll(pool: Pool, settings: string, statements: Sql[]): Promise<unknown[][]> {
  const client = await pool.connect();
  try {
    const answers = await Promise.allSettled([
      client.query(`BEGIN READ ONLY;${settings}`),
      ...statements.map((statement) => run(client, statement)),
      client.query("COMMIT"),
    ]);
    const failed = answers.find((answer) => answer.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return answers.slice(1, -1).map((answer) => (answer.status === "fulfilled" ? (answer.value as unknown[]) : []));
  } finally {
    client.release();
  }
}

async function run<Row>(client: PoolClient, statement: Sql): Promise<Row[]> {
  const result = await client.query(prepared(statement));
  return result.rows as Row[];
}
