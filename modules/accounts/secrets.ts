// Passwords and tokens: making, hashing, judging them. What people type never leaves this file in clear.
import { createHash, randomBytes, randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { type Refused, refuse } from "#kernel/lifecycle";
import { signIn } from "./settings.ts";

// RFC 9106 / OWASP: Argon2id (the library's default kind), 19 MiB, two passes.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const letters = "abcdefghjkmnpqrstuvwxyz";
const digits = "23456789";

/** The Argon2id hash of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

let dummy: Promise<string> | undefined;

/** Whether the password is the one of `kept`; without one it works as long on a hash that nobody's password has. */
export async function matches(kept: string | null | undefined, password: string): Promise<boolean> {
  dummy ??= hashPassword(randomBytes(24).toString("base64url"));
  const against = kept ?? (await dummy);
  const same = await verify(against, password).catch(() => false);
  return same && kept !== null && kept !== undefined;
}

/** Why a password may not be used. */
export function judgePassword(password: string, login: string): Refused | undefined {
  const long = [...password].length >= signIn.leastLetters;
  if (!long || password.length > 200 || !/[A-Za-z]/.test(password) || !/\d/.test(password)) {
    return refuse("weak-password", `口令须不少于${signIn.leastLetters}位，并同时含有字母和数字，请重新设置。`, signIn.basis);
  }
  if (login.length >= 3 && password.toLowerCase().includes(login.toLowerCase()))
    return refuse("weak-password", "口令不能包含登录名，请重新设置。", signIn.basis);
  return new Set(password).size < 5 ? refuse("weak-password", "口令中重复的字符过多，请重新设置。", signIn.basis) : undefined;
}

/** A password to be typed once: twelve letters and digits that cannot be mistaken for one another. */
export function newPassword(): string {
  const pick = (from: string) => from.charAt(randomInt(from.length));
  const group = () => pick(letters) + pick(digits) + pick(letters) + pick(digits);
  return `${group()}-${group()}-${group()}`;
}

/** A secret for a cookie (`440811.…`) or a bearer token (`zs_440811.…`): it names the bureau, the rest is 32 random bytes. */
export function newToken(bureau: number, prefix = ""): string {
  return `${prefix}${bureau}.${randomBytes(32).toString("base64url")}`;
}

/** The bureau a secret names, and the hash by which it is kept; undefined when it is none of ours. */
export function readToken(secret: string, prefix = ""): { bureau: number; hash: Buffer } | undefined {
  if (!secret.startsWith(prefix)) return undefined;
  const match = /^(\d{6})\.[A-Za-z0-9_-]{43}$/.exec(secret.slice(prefix.length));
  return match === null ? undefined : { bureau: Number(match[1]), hash: createHash("sha256").update(secret).digest() };
}
