// Looking persons and organisations up by a full number, within what the asker may see.
import { sql } from "#kernel/db";
import { isRefused, type RecordRow, type Refused } from "#kernel/lifecycle";
import { checkId, checkUscc, cleanNumber, idKinds, type IdKind, likelyIdKind } from "./identifiers.ts";
import { digestOf, type IdNumber, type Reader } from "./identity.ts";

/** A number somebody asks for: what it may be (a form without check digit can be several kinds of certificate), and what is wrong with it if it is found to be nobody's. */
export interface Asked {
  meant: IdNumber[];
  doubt: Refused | undefined;
}

/** Reads a number as every kind it can be; `doubt` when it looks like a resident id that fails its check, or like nothing known. */
export function readAsked(text: string, today: string): Asked {
  const kinds = Object.keys(idKinds) as IdKind[]; // keys of a literal: TypeScript widens them to string
  const meant = kinds.flatMap((kind): IdNumber[] => {
    const facts = checkId(kind, text, today);
    return isRefused(facts) ? [] : [facts];
  });
  const code = checkUscc(text);
  if (!isRefused(code)) meant.push({ kind: "uscc", number: code.code, key: code.code });
  // Any long row of digits could be a passport's number too; it is far likelier a resident id mistyped.
  const loose = /^\d{12,}X?$/.test(cleanNumber(text)) ? ["unverifiable", "passport"] : ["unverifiable"];
  if (meant.some((one) => !loose.includes(one.kind))) return { meant, doubt: undefined };
  const facts = checkId(likelyIdKind(text) ?? "resident-id", text, today);
  return { meant, doubt: isRefused(facts) ? facts : undefined };
}

type Row = RecordRow & Record<string, unknown>;

/** The holders of the number whom the actor may see. */
export async function findByNumber(reader: Reader, numbers: IdNumber[]): Promise<{ persons: Row[]; organisations: Row[] }> {
  const digests = numbers.map((number) => digestOf(reader, number));
  const bureau = reader.actor.bureau;
  const held = (holder: string) =>
    sql`select holder_id from people.identity where bureau_id = ${bureau} and id_digest = any(${digests}::bytea[]) and holder = ${holder}`;
  const [persons, organisations] = await Promise.all([
    reader.query<Row>(sql`select * from people.person where bureau_id = ${bureau} and id in (${held("person")})`),
    reader.query<Row>(sql`select * from people.organisation where bureau_id = ${bureau} and id in (${held("organisation")})`),
  ]);
  return { persons, organisations };
}
