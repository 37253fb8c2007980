// Putting a dispute down: by the citizen on a phone, or at the desk.
import type { Action } from "#kernel/module";
import { partiesIn, putDown } from "./parties.ts";

/** 登记纠纷: the case goes to the office that serves the township; it belongs to whoever wrote it down. */
export const register: Action = async (ctx, row, input) => {
  const placed = await putDown(ctx, row, input);
  return "refused" in placed ? placed : { ...placed, people_count: input.people_count ?? placed.party_count };
};

/** 申请调解 by a citizen: what an application leaves out takes its usual value. */
export const apply: Action = async (ctx, row, input) => {
  const usual = {
    source: "application",
    topic: "general",
    complexity: "ordinary",
    amount: 0,
    people_count: Math.max(2, partiesIn(input).length),
  };
  const placed = await putDown(ctx, row, input);
  return "refused" in placed ? placed : { ...usual, ...placed };
};
