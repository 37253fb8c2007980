// Registering a person at the desk and putting an entry right: the number is checked, sealed, and held once in the bureau.
import { isRefused, type Refused, refuse } from "#kernel/lifecycle";
import type { Action, Changes } from "#kernel/module";
import { cleanNumber, type IdKind, maskIdNumber } from "../identifiers.ts";
import { type Claim, claimNumbers, fullNumbers, replaceNumber } from "../identity.ts";
import { nameWords } from "../pinyin.ts";
import { Person, PersonCorrection, settlePerson, type SettledPerson } from "../words.ts";
import { officesFor } from "./office.ts";

/** 登记人员. */
export const registerPerson: Action = async (ctx, row, input) => {
  const settled = settlePerson(Person.parse(input), ctx.today);
  if (isRefused(settled)) return settled;
  const offices = officesFor(ctx.actor);
  const [holder] = await claimNumbers(ctx, [claimOf(settled, row.id)], offices);
  return holder === row.id ? { ...columns(settled), offices } : taken("idNumber");
};

/** 更正登记: what is left out stays; a new number takes the place of the old one. */
export const correctPerson: Action = async (ctx, row, input) => {
  const typed = PersonCorrection.parse(input);
  const number = typed.idNumber ?? (await fullNumbers(ctx, [row.id])).get(row.id);
  if (number === undefined) return typed.idKind === undefined ? unnumbered(row, typed) : needed();
  const kind = typed.idKind ?? row.id_kind;
  if (typeof kind !== "string") return { ...refuse("id-kind", "请选择证件类型。"), fields: { idKind: "请选择证件类型。" } };
  const same = typed.idNumber === undefined && typed.idKind === undefined;
  const before = { ...known(row), ...(same ? {} : { sex: undefined, birthOn: undefined }) };
  const settled = settlePerson({ ...before, ...present(typed), idKind: kind as IdKind, idNumber: cleanNumber(number) }, ctx.today); // the column only ever takes an IdKind
  if (isRefused(settled)) return settled;
  if (!same && !(await replaceNumber(ctx, claimOf(settled, row.id), row.offices))) return taken("idNumber");
  return columns(settled);
};

function claimOf(person: SettledPerson, id: string): Claim {
  return { kind: person.idKind, number: person.idNumber, key: person.idKey, holder: "person", holderId: id };
}

function present<Typed extends object>(typed: Typed): Partial<Typed> {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined)) as Partial<Typed>; // entries lose the keys' names
}

function known(row: Record<string, unknown>): Pick<Person, "name" | "idNote" | "phone" | "sex" | "birthOn" | "ethnicity" | "address"> {
  const text = (column: string) => (typeof row[column] === "string" ? row[column] : undefined);
  const sex = text("sex");
  return {
    name: text("name") ?? "",
    idNote: text("id_note"),
    phone: text("phone"),
    sex: sex === "0" || sex === "1" || sex === "2" || sex === "9" ? sex : undefined,
    birthOn: text("birth_on"),
    ethnicity: text("ethnicity"),
    address: text("address"),
  };
}

function columns(person: SettledPerson): Changes {
  return {
    ...plainColumns(person),
    name_words: nameWords(person.name),
    id_kind: person.idKind,
    id_masked: maskIdNumber(person.idNumber),
    id_tail: person.idNumber.slice(-4),
    id_note: person.idKind === "unverifiable" ? person.idNote : null,
  };
}

function plainColumns(person: Pick<Person, "name" | "phone" | "sex" | "birthOn" | "ethnicity" | "address">): Changes {
  const { name, phone, sex, birthOn, ethnicity, address } = person;
  return {
    name,
    phone: phone ?? null,
    sex: sex ?? null,
    birth_on: birthOn ?? null,
    ethnicity: ethnicity ?? null,
    address: address ?? null,
  };
}

/** A correction of somebody who has no number, and gets none. */
function unnumbered(row: Record<string, unknown>, typed: Partial<Person>): Changes {
  const person = { ...known(row), ...present(typed) };
  return { ...plainColumns(person), name_words: nameWords(person.name) };
}

function needed(): Refused {
  return { ...refuse("id-empty", "请填写证件号码。"), fields: { idNumber: "请填写证件号码。" } };
}

/** The number is somebody else's in this bureau; who that is, is not told. */
export function taken(field: string): Refused {
  const sentence =
    "此号码已在本局登记，不重复登记：请按证件号码查找并打开已有的登记；查不到的，由别的科所登记，在办理业务（如登记纠纷）时填写该号码，即与已有登记关联并可在本科所查看。";
  return { ...refuse("already-registered", sentence), fields: { [field]: "此号码已在本局登记" } };
}
