// 人民调解受理登记表: what is put down when a dispute comes in.
import type { Document } from "#kernel/documents";
import type { DocumentDeclaration } from "#kernel/module";
import { withNumbers } from "../queries.ts";
import { kinds, partyRoles, sources } from "../words.ts";

const say = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

export const acceptanceRegister: DocumentDeclaration = {
  label: "受理登记表",
  states: ["applied", "mediating", "agreed", "closed", "failed"],
  fill: async (row, parts, ctx): Promise<Document> => ({
    layout: "form",
    title: "人民调解受理登记表",
    ...(row.number === null ? {} : { number: say(row.number) }),
    blocks: [
      {
        kind: "table",
        columns: [3, 5, 3, 5],
        rows: [
          ...(await withNumbers(parts.parties ?? [], ctx)).flatMap((party) => [
            [
              { text: partyRoles[say(party.role) as keyof typeof partyRoles] ?? "当事人", label: true as const },
              say(party.name),
              { text: "证件号码", label: true as const },
              say(party.id_number),
            ],
            [{ text: "联系电话", label: true as const }, say(party.phone), { text: "住址", label: true as const }, say(party.address)],
          ]),
          [
            { text: "纠纷类型", label: true },
            kinds[say(row.kind) as keyof typeof kinds] ?? "",
            { text: "案件来源", label: true },
            sources[say(row.source) as keyof typeof sources] ?? "",
          ],
          [{ text: "登记日期", label: true }, say(row.registered_on), { text: "受理日期", label: true }, say(row.accepted_on)],
          [
            { text: "纠纷简要情况", label: true },
            { text: say(row.summary), across: 3, room: 60 },
          ],
          [{ text: "调解委员会", label: true }, say(row.committee_name), { text: "调解员", label: true }, say(row.mediator_name)],
        ],
      },
      { kind: "signatures", lines: ["登记人（签名）"] },
    ],
  }),
};
