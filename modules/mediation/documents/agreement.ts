// 人民调解协议书 and 口头协议登记表 (人民调解法 28–31), filled from the case.
import { type Block, type Document, printedDay } from "#kernel/documents";
import type { DocumentDeclaration, PrintCtx } from "#kernel/module";
import { withNumbers } from "../queries.ts";
import { kinds, partyRoles } from "../words.ts";

type Values = Record<string, unknown>;
const say = (value: unknown): string => (typeof value === "string" ? value : value === null || value === undefined ? "" : String(value));

async function partyBlocks(listed: Values[], ctx: PrintCtx): Promise<Block[]> {
  const parties = await withNumbers(listed, ctx);
  return parties.map((party) => ({
    kind: "fields",
    lines: [
      [
        { label: partyRoles[say(party.role) as keyof typeof partyRoles] ?? "当事人", value: say(party.name) },
        { label: "证件号码", value: say(party.id_number) },
      ],
      [
        { label: "联系电话", value: say(party.phone) },
        { label: "住址", value: say(party.address) },
      ],
    ],
  }));
}

/** Terms as numbered clauses: one a line, as they were written. */
function clauses(terms: unknown): Block[] {
  const lines = say(terms)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const numbered = lines.every((line) => /^[（(]?[一二三四五六七八九十\d]+[)）、.．]/.test(line));
  return lines.map((line, index) => ({ kind: "paragraph", text: numbered || lines.length === 1 ? line : `${index + 1}. ${line}` }));
}

function signed(row: Values): Block[] {
  const day = say(row.ended_on);
  return [
    {
      kind: "signatures",
      lines: ["当事人（签名、盖章或者按指印）", "人民调解员（签名）", "记录人（签名）"],
      seal: `${say(row.committee_name)}（印章）`,
      ...(day === "" ? {} : { date: day }),
    },
  ];
}

/** 人民调解协议书: effective once the parties and the mediator have signed and the committee's seal is on it (人民调解法 29). */
export const agreement: DocumentDeclaration = {
  label: "人民调解协议书",
  citizen: true,
  states: ["agreed", "closed"],
  fits: (row) => row.agreement_form === "written",
  fill: async (row, parts, ctx): Promise<Document> => ({
    layout: "form",
    title: "人民调解协议书",
    number: say(row.agreement_number ?? row.number),
    blocks: [
      ...(await partyBlocks(parts.parties ?? [], ctx)),
      { kind: "heading", level: 1, text: "纠纷主要事实、争议事项" },
      { kind: "paragraph", text: `纠纷类型：${kinds[say(row.kind) as keyof typeof kinds] ?? ""}。${say(row.summary)}` },
      { kind: "heading", level: 1, text: "经调解，自愿达成如下协议" },
      ...clauses(row.terms),
      { kind: "heading", level: 1, text: "履行方式、期限" },
      {
        kind: "paragraph",
        text:
          row.perform_by === null || row.perform_by === undefined ? "按协议内容履行。" : `于${printedDay(say(row.perform_by))}前履行完毕。`,
      },
      {
        kind: "paragraph",
        text: "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。当事人认为有必要的，可以自协议生效之日起三十日内共同向人民法院申请司法确认。",
      },
      { kind: "paragraph", text: "本协议一式若干份，当事人各执一份，人民调解委员会留存一份。" },
      ...signed(row),
    ],
  }),
};

/** 口头协议登记表: an oral agreement is effective when reached and must be put down (人民调解法 28, 30). */
export const oralAgreement: DocumentDeclaration = {
  label: "口头协议登记表",
  citizen: true,
  states: ["agreed", "closed"],
  fits: (row) => row.agreement_form === "oral",
  fill: async (row, parts): Promise<Document> => ({
    layout: "form",
    title: "人民调解口头协议登记表",
    number: say(row.number),
    blocks: [
      {
        kind: "table",
        columns: [3, 5, 3, 5],
        rows: [
          ...(parts.parties ?? []).map((party) => [
            { text: partyRoles[say(party.role) as keyof typeof partyRoles] ?? "当事人", label: true as const },
            say(party.name),
            { text: "联系电话", label: true as const },
            say(party.phone),
          ]),
          [
            { text: "纠纷类型", label: true },
            kinds[say(row.kind) as keyof typeof kinds] ?? "",
            { text: "受理日期", label: true },
            say(row.accepted_on),
          ],
          [
            { text: "纠纷简要情况", label: true },
            { text: say(row.summary), across: 3, room: 40 },
          ],
          [
            { text: "协议内容", label: true },
            { text: say(row.terms), across: 3, room: 40 },
          ],
          [{ text: "履行期限", label: true }, say(row.perform_by), { text: "调解员", label: true }, say(row.mediator_name)],
        ],
      },
      ...signed(row),
    ],
  }),
};
