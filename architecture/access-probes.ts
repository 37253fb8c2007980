// One or more requests for every route of the product, each with what must come of it; a route without a probe must stand in `open`, with the reason.
import { newId } from "#kernel/clock";
import { type RecordType, subjectOf } from "#kernel/lifecycle";
import { type Actor, may } from "#kernel/permissions";
import { modules } from "../modules/all.ts";
import { type Placed, seen, type Truth } from "./access-oracle.ts";
import { type Aim, is, type Judge, type Probe, same } from "./access-judging.ts";
import { figureProbes, overviewProbes } from "./access-overview.ts";
import { mark, residentNumber, samples } from "./access-samples.ts";
import { attachment, baseOf, types } from "./access-town.ts";

/** Routes that anybody, or anybody signed in, may use, with the reason in words. */
export const open: Record<string, string> = {
  "GET /api/v1/openapi.json": "describes the addresses, holds no data",
  "GET /api/v1/session": "says who oneself is, and nothing of others",
  "POST /api/v1/session": "signing in; modules/accounts tests it, architecture/attack.test.ts attacks it",
  "DELETE /api/v1/session": "signing out ends one's own session",
  "POST /api/v1/setup": "first visit to an empty installation; refused once an account exists",
  "GET /api/v1/demo-accounts": "demonstration accounts, only in demonstration mode",
  "GET /api/v1/divisions": "GB/T 2260 codes are public reference data",
};
/** Routes that answer only signed-in people, but all of them alike. */
export const reference: Record<string, string> = {
  "POST /api/v1/password": "one's own password; the old one is asked for",
  "GET /api/v1/deadline": "arithmetic on published law",
  "GET /api/v1/workdays": "arithmetic on the published calendar",
  "GET /api/v1/rules": "the law book, and the bureau's own settings of it",
};

const none = { status: 404 };
const key = () => ({ "idempotency-key": newId() });

/** All probes. */
export function probes(aim: Aim): Probe[] {
  return [
    ...types.flatMap((type) => recordProbes(aim, type)),
    ...personProbes(aim),
    ...foundationProbes(aim),
    ...overviewProbes(aim),
    ...figureProbes(aim),
  ];
}

/** The sample of a kind of record, as it lies in the database. */
function rowOf({ target, truth }: Aim, type: RecordType): Placed & Record<string, unknown> {
  const row = truth.rows.get(type.table)?.find((one) => one.id === target.made[subjectOf(type)]);
  if (row === undefined) throw new Error(`no sample of ${subjectOf(type)}`);
  return row;
}

function isSeen(aim: Aim, type: RecordType, actor: Actor): boolean {
  return seen(aim.truth, actor, type.table).some((row) => row.id === rowOf(aim, type).id);
}

function recordProbes(aim: Aim, type: RecordType): Probe[] {
  const [base, row] = [baseOf(type), rowOf(aim, type)];
  const one: Judge = (heard, actor) => is(heard, isSeen(aim, type, actor) ? 200 : none.status);
  // What is masked is opened to staff only: a citizen is refused it even of an own record.
  const opened: Judge = (heard, actor) => (actor.kind === "citizen" && isSeen(aim, type, actor) ? is(heard, 403) : one(heard, actor));
  const documents = Object.keys(modules.flatMap((module) => module.records).find((record) => record.type === type)?.documents ?? {});
  const shown = (document: string): Probe => {
    const route = `GET ${base}/:id/documents/:document.:format`;
    return {
      route,
      url: `${base}/${row.id}/documents/${document}.docx`,
      judge: (heard, actor) => (isSeen(aim, type, actor) ? undefined : is(heard, 404)),
    };
  };
  return [
    ...listProbes(aim, type),
    { route: `GET ${base}/:id`, url: `${base}/${row.id}`, judge: one },
    { route: `GET ${base}/:id/history`, url: `${base}/${row.id}/history`, judge: one },
    { route: `POST ${base}/:id/reveal`, url: `${base}/${row.id}/reveal`, body: { reason: "核对访问范围" }, judge: opened },
    ...[...documents, "none"].map(shown),
    ...Object.keys(type.steps).map((step) => stepProbe(aim, type, step)),
  ];
}

function listProbes(aim: Aim, type: RecordType): Probe[] {
  const base = baseOf(type);
  const wanted = (actor: Actor) => seen(aim.truth, actor, type.table).map((row) => row.id);
  const list: Judge = (heard, actor) => {
    const found = (heard.body.items ?? []).map((item: { id: string }) => item.id);
    const order = type.list.orders[0];
    const ids =
      order?.direction === "asc"
        ? seen(aim.truth, actor, type.table)
            .filter((row) => row[order.by] !== null)
            .map((row) => row.id)
        : wanted(actor);
    return (
      is(heard, 200) ??
      same("list", found, ids) ??
      (heard.body.total === wanted(actor).length ? undefined : `counted ${heard.body.total}, not ${wanted(actor).length}`)
    );
  };
  const csv: Judge = (heard, actor) =>
    is(heard, 200) ??
    (heard.text.trim().split("\r\n").length - 1 === wanted(actor).length
      ? undefined
      : `the export has other lines than the ${wanted(actor).length} seen`);
  const search: Judge = (heard, actor) =>
    is(heard, 200) ??
    (heard.body.items.every((item: { id: string }) => wanted(actor).includes(item.id))
      ? undefined
      : "search in the list shows what the list does not");
  return [
    { route: `GET ${base}`, url: `${base}?total=1&limit=200`, judge: list },
    { route: `GET ${base}`, url: `${base}?q=${encodeURIComponent(mark)}&limit=200`, judge: search },
    { route: `GET ${base}.csv`, url: `${base}.csv`, judge: csv },
  ];
}

/** A step by somebody who may not take it: never done, and not found when the record is not seen. */
function stepProbe(aim: Aim, type: RecordType, step: string): Probe {
  const [base, row, declared] = [baseOf(type), rowOf(aim, type), type.steps[step]];
  const by = declared?.by ?? "";
  if (declared?.from === "new") {
    const input = samples[subjectOf(type)]?.find((taken) => taken.step === step)?.input(aim.target) ?? {};
    const judge: Judge = (heard) =>
      [403, 404, 409, 422].includes(heard.status)
        ? undefined
        : `answered ${heard.status} to a new record with the id of one that is there: ${heard.text.slice(0, 150)}`;
    // In another bureau the id is free: whoever registers there does no harm.
    const skip = (actor: Actor) => actor.bureau !== row.bureau_id && may(actor, type.permissions, by);
    return { route: `POST ${base}/steps/${step}`, url: `${base}/steps/${step}`, body: { id: row.id, input }, headers: key(), judge, skip };
  }
  const judge: Judge = (heard, actor) => (isSeen(aim, type, actor) && actor.bureau === row.bureau_id ? is(heard, 403) : is(heard, 404));
  const skip = (actor: Actor) => isSeen(aim, type, actor) && may(actor, type.permissions, by, row as never);
  return {
    route: `POST ${base}/:id/steps/${step}`,
    url: `${base}/${row.id}/steps/${step}`,
    body: { input: {} },
    headers: key(),
    judge,
    skip,
  };
}

const typeNamed = (subject: string): RecordType => {
  const type = types.find((one) => subjectOf(one) === subject);
  if (type === undefined) throw new Error(subject);
  return type;
};

function personProbes(aim: Aim): Probe[] {
  const person = typeNamed("people.person");
  const { id } = rowOf(aim, person);
  const number = residentNumber(aim.target.bureau, 1);
  const own = (actor: Actor) => actor.bureau === aim.target.bureau && isSeen(aim, person, actor);
  return [
    {
      route: "GET /api/v1/people/find",
      url: `/api/v1/people/find?id=${number}`,
      judge: (heard, actor) =>
        is(heard, 200) ??
        same(
          "find",
          heard.body.items.map((item: { id: string }) => item.id),
          own(actor) ? [id] : [],
        ),
    },
    {
      route: "POST /api/v1/people/persons/:id/number",
      url: `/api/v1/people/persons/${id}/number`,
      body: { reason: "核对访问范围" },
      judge: (heard, actor) =>
        is(heard, own(actor) ? 200 : 404) ?? (heard.text.includes(number) === own(actor) ? undefined : "the number is shown"),
    },
  ];
}

function foundationProbes(aim: Aim): Probe[] {
  const { target, truth } = aim;
  const host = typeNamed("mediation.case");
  const at = `subject=mediation.case&subject_id=${rowOf(aim, host).id}`;
  const files = (actor: Actor) => (isSeen(aim, host, actor) ? 200 : 404);
  const messages = (truth.rows.get("messages.message") ?? []).filter((row) => row.bureau_id === target.bureau);
  const message = messages[0];
  if (message === undefined) throw new Error("the samples have told nobody anything");
  return [
    { route: "GET /api/v1/files", url: `/api/v1/files?${at}`, judge: (heard, actor) => is(heard, files(actor)) },
    {
      route: "GET /api/v1/files/:id",
      url: `/api/v1/files/${target.file}`,
      judge: (heard, actor) =>
        is(heard, files(actor)) ?? (heard.text.includes(attachment) === (files(actor) === 200) ? undefined : "the content is shown"),
    },
    {
      route: "PUT /api/v1/files/:id",
      url: `/api/v1/files/${newId()}?${at}&name=a.txt`,
      body: "强行附上的文件",
      headers: { "content-type": "text/plain" },
      judge: (heard) => is(heard, 404),
      skip: (actor) => isSeen(aim, host, actor),
    },
    {
      route: "GET /api/v1/messages",
      url: "/api/v1/messages?limit=200",
      judge: (heard, actor) =>
        is(heard, 200) ??
        same(
          "messages",
          heard.body.items.map((item: { id: string }) => item.id),
          mine(truth, actor),
        ),
    },
    {
      route: "POST /api/v1/messages/:id/read",
      url: `/api/v1/messages/${message.id}/read`,
      judge: (heard) => is(heard, 404),
      skip: (actor) => message.owners.includes(actor.id),
    },
    slip("/api/v1/accounts/accounts/:id/one-time-password", target.made["accounts.account"]),
    slip("/api/v1/accounts/tokens/:id/secret", target.made["accounts.token"]),
  ];
}

const mine = (truth: Truth, actor: Actor) =>
  (truth.rows.get("messages.message") ?? []).filter((row) => row.owners.includes(actor.id)).map((row) => row.id);

function slip(route: string, id = ""): Probe {
  return { route: `POST ${route}`, url: route.replace(":id", id), judge: (heard) => is(heard, 404) };
}
