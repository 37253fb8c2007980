// Registering an organisation at the desk and putting an entry right.
import type { Action, Changes } from "#kernel/module";
import { type Claim, claimNumbers, replaceNumber } from "../identity.ts";
import { nameWords } from "../pinyin.ts";
import { Organisation, OrganisationCorrection } from "../words.ts";
import { officesFor } from "./office.ts";
import { taken } from "./person.ts";

/** 登记单位. */
export const registerOrganisation: Action = async (ctx, row, input) => {
  const body = Organisation.parse(input);
  const offices = officesFor(ctx.actor);
  const claims = body.uscc === undefined ? [] : [claimOf(body.uscc, row.id)];
  const [holder] = await claimNumbers(ctx, claims, offices);
  return holder === undefined || holder === row.id ? { ...columns(body), offices } : taken("uscc");
};

/** 更正登记: what is left out stays. The row already carries what was typed, so a code is always claimed anew; claiming one's own is harmless. */
export const correctOrganisation: Action = async (ctx, row, input) => {
  const typed = OrganisationCorrection.parse(input);
  if (typed.uscc !== undefined && !(await replaceNumber(ctx, claimOf(typed.uscc, row.id), row.offices))) return taken("uscc");
  return columns(typed);
};

function claimOf(code: string, id: string): Claim {
  return { kind: "uscc", number: code, key: code, holder: "organisation", holderId: id };
}

/** The columns of what was typed; the kernel itself takes those named alike. */
function columns(typed: Partial<Organisation>): Changes {
  return {
    ...(typed.legalRepresentative === undefined ? {} : { legal_representative: typed.legalRepresentative }),
    ...(typed.name === undefined ? {} : { name_words: nameWords(typed.name, "text") }),
  };
}
