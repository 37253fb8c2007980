// One mediation case: above the facts, who disputes with whom about what, and what the law lets the parties do next.
import { RecordPage, Section } from "#kernel/web/RecordPage";
import type { RecordAnswer } from "../../../../kernel/web/answers.ts";
import type { RecordScreen } from "../../../../kernel/web/modules.ts";
import { partyRoles } from "../../words.ts";

/** The page of a case. */
export function CasePage({ type, id }: RecordScreen) {
  return <RecordPage type={type} id={id} lead={(answer) => <Sides answer={answer} />} />;
}

function Sides({ answer }: { answer: RecordAnswer }) {
  const sides = Object.entries(partyRoles)
    .map(([role, label]) => ({ label, names: (answer.parts.parties ?? []).filter((party) => party.role === role).map((party) => String(party.name)) }))
    .filter((side) => side.names.length > 0);
  if (sides.length === 0) return null;
  return (
    <Section title="当事各方">
      <ul className="zs-sides">
        {sides.map((side) => (
          <li key={side.label}>
            <span className="zs-aside">{side.label}</span> {side.names.join("、")}
          </li>
        ))}
      </ul>
    </Section>
  );
}
