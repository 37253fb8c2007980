// Talks to the server: every answer is either what was asked for or a refusal with a Chinese sentence. Shared by console and mobile.
import { v7 } from "uuid";
import type { Refused } from "../lifecycle.ts";

/** What may be said about a request beside its body. */
export interface Sending {
  /** The step's own id: the same key twice does the step once. */
  key?: string;
  /** Milliseconds until the wait is given up; 30 s unless stated. */
  patience?: number;
}

/** A refusal on the way through code that can only throw (queries). */
export class RefusedError extends Error {
  readonly refusal: Refused;
  constructor(refusal: Refused) {
    super(refusal.refused);
    this.name = "RefusedError";
    this.refusal = refusal;
  }
}

const listeners = new Set<() => void>();
const patienceOf = (sending: Sending): number => sending.patience ?? 30_000;

/** Calls back whenever the server says that nobody is signed in any more; answers with the way to stop listening. */
export function whenSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A fresh id for a record, a step or a draft (UUIDv7). */
export function newKey(): string {
  return v7();
}

/** Reads from the server; throws RefusedError when it is refused. */
export async function read<T>(path: string): Promise<T> {
  const answer = await call<T>("GET", path);
  if (isRefusal(answer)) throw new RefusedError(answer);
  return answer;
}

/** Tells a refusal from an answer. */
export function isRefusal(answer: unknown): answer is Refused {
  return typeof answer === "object" && answer !== null && "refused" in answer && "code" in answer;
}

/** Whether the request may not have reached the server, so that sending it again (with the same key) is the right thing to do. */
export function isLost(refusal: Refused): boolean {
  return refusal.code === "offline" || refusal.code === "timeout" || refusal.code === "unavailable";
}

/** Sends a request and reads the answer; a lost line or a slow server is a refusal like any other, with a sentence that says what to do. */
export async function call<T>(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  sending: Sending = {},
): Promise<T | Refused> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patienceOf(sending));
  const headers: Record<string, string> = { Accept: "application/json", "X-Requested-With": "zhunsheng" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (sending.key !== undefined) headers["Idempotency-Key"] = sending.key;
  try {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(path, { method, headers, credentials: "same-origin", signal: giveUp.signal, ...text });
    return await answerOf<T>(response);
  } catch {
    return giveUp.signal.aborted
      ? { refused: `等待超过${Math.round(patienceOf(sending) / 1000)}秒没有得到回复，内容没有丢失，请点“重试”。`, code: "timeout" }
      : { refused: "网络连接中断，内容没有丢失，请检查网络后点“重试”。", code: "offline" };
  } finally {
    clearTimeout(timer);
  }
}

/** Takes a step; a request that was lost on the way is sent once more by itself, with the same key. */
export async function takeStep<T>(path: string, body: unknown, key: string): Promise<T | Refused> {
  const first = await call<T>("POST", path, body, { key });
  if (!isRefusal(first) || !isLost(first) || first.code === "timeout") return first;
  await new Promise((resolve) => setTimeout(resolve, 1200));
  return call<T>("POST", path, body, { key });
}

async function answerOf<T>(response: Response): Promise<T | Refused> {
  const text = await response.text();
  const json = parsed(text);
  if (response.ok) return json as T; // the endpoint's documented answer
  if (response.status === 401) for (const listener of listeners) listener();
  return refusalOf(response.status, json);
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A refusal from a problem+json body, or a sentence of our own when there is none. */
export function refusalOf(status: number, body: unknown): Refused {
  const problem = typeof body === "object" && body !== null ? (body as Partial<Record<string, unknown>>) : {};
  const said = typeof problem.detail === "string" ? problem.detail : undefined;
  const code = typeof problem.code === "string" ? problem.code : status >= 502 ? "unavailable" : "fault";
  const basis = typeof problem.basis === "string" ? problem.basis : undefined;
  const fields = typeof problem.fields === "object" && problem.fields !== null ? (problem.fields as Record<string, string>) : undefined;
  const fallback =
    status >= 502
      ? "服务正在启动或维护，请稍候几秒再试；内容没有丢失。"
      : `服务器没有给出说明（${status}），请稍后重试；如反复出现，请联系系统管理员。`;
  return { refused: said ?? fallback, code, ...(basis === undefined ? {} : { basis }), ...(fields === undefined ? {} : { fields }) };
}

/** The query part of an address from what is set; empty values are left out. */
export function queryOf(asked: Record<string, string | number | undefined>): string {
  const set = Object.entries(asked).filter(([, value]) => value !== undefined && value !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString()}`;
}
