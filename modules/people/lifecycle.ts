// Persons and organisations as kinds of record. Merged ones stay as signposts to the entry that took their place.
import { recordType, type Refused, refuse } from "#kernel/lifecycle";
import { registerPermissions } from "./permissions.ts";
import {
  Merging,
  Organisation,
  OrganisationCorrection,
  OrganisationFields,
  type OrganisationRow,
  Person,
  PersonCorrection,
  PersonFields,
  type PersonRow,
  Role,
} from "./words.ts";

const states = { active: "在册", merged: "已合并" } as const;
/** Marks an entry that has given way. */
const named = (row: { state: string }, title: string) => (row.state === "merged" ? `${title}（已合并）` : title);
const keepsNumber = (number: string | null | undefined): Refused | undefined =>
  (number ?? "") === ""
    ? undefined
    : refuse(
        "has-number",
        "有号码的登记不能并入别的登记：请打开没有号码的那一条，并入这一条；两条都有号码的，不是同一人（单位），号码录错的先更正。",
      );
const orders = [{ by: "created_at", label: "登记时间从新到旧", direction: "desc" }] as const;

/** 人员: one natural person, known to a bureau once by certificate number. */
export const personType = recordType<PersonRow>()({
  module: "people",
  name: "person",
  path: "persons",
  label: "人员",
  table: "people.person",
  fields: PersonFields,
  masked: ["phone", "address"],
  title: (row) => named(row, row.id_tail === null ? row.name : `${row.name}（证件尾号${row.id_tail}）`),
  words: (row) => [...row.name_words, row.id_tail ?? ""],
  states,
  ended: ["merged"],
  steps: {
    register: { label: "登记人员", hint: "同一证件号码在本局只登记一次", from: "new", to: "active", by: "register", asks: Person },
    correct: { label: "更正登记", hint: "只填需要更正的栏目", from: ["active"], by: "correct", asks: PersonCorrection },
    merge: {
      label: "并入另一条",
      hint: "同一人登记了两次时用",
      from: ["active"],
      to: "merged",
      by: "correct",
      asks: Merging,
      final: true,
      refuses: (row) => keepsNumber(row.id_kind),
    },
  },
  parts: { roles: { label: "参与事项", table: "people.role", row: Role } },
  list: { columns: ["name", "id_masked", "sex", "birth_on", "phone", "address"], filters: ["state"], orders },
  permissions: registerPermissions,
});

/** 单位: a body with or without a unified social credit code. */
export const organisationType = recordType<OrganisationRow>()({
  module: "people",
  name: "organisation",
  path: "organisations",
  label: "单位",
  table: "people.organisation",
  fields: OrganisationFields,
  masked: ["phone"],
  title: (row) => named(row, row.name),
  words: (row) => [...row.name_words, row.uscc ?? "", row.legal_representative ?? ""],
  states,
  ended: ["merged"],
  steps: {
    register: { label: "登记单位", hint: "同一信用代码在本局只登记一次", from: "new", to: "active", by: "register", asks: Organisation },
    correct: { label: "更正登记", hint: "只填需要更正的栏目", from: ["active"], by: "correct", asks: OrganisationCorrection },
    merge: {
      label: "并入另一条",
      hint: "同一单位登记了两次时用",
      from: ["active"],
      to: "merged",
      by: "correct",
      asks: Merging,
      final: true,
      refuses: (row) => keepsNumber(row.uscc),
    },
  },
  parts: { roles: { label: "参与事项", table: "people.role", row: Role } },
  list: { columns: ["name", "uscc", "legal_representative", "phone", "address"], filters: ["state"], orders },
  permissions: registerPermissions,
});
