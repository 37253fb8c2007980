// What can be done with a record now: the obvious next step large, the others beside it, refused ones with the reason.
import { Button } from "antd";
import type { RecordType } from "../lifecycle.ts";
import type { AbilityAnswer } from "./answers.ts";
import { LinkButton } from "./LinkButton.tsx";
import { addressOf } from "./navigate.ts";

/** The buttons of a record, as the server sent them. */
export function ActionBar({ type, id, abilities, ended }: { type: RecordType; id: string; abilities: AbilityAnswer[]; ended: boolean }) {
  const free = abilities.filter((ability) => ability.refused === undefined);
  const barred = abilities.filter((ability) => ability.refused !== undefined);
  const next = free.find((ability) => ability.next);
  const others = free.filter((ability) => ability !== next);
  if (abilities.length === 0) return ended ? null : <p className="zs-aside">现在没有需要您办理的步骤。</p>;
  const address = (step: string) => addressOf({ module: type.module, path: type.path, id, step });
  return (
    <div className="zs-bar" role="group" aria-label="可以办理">
      <div className="zs-bar-free">
        {next === undefined ? null : (
          <span className="zs-next">
            <LinkButton to={address(next.step)} type="primary" size="large">
              {next.label}
            </LinkButton>
            {next.hint === undefined ? null : <span className="zs-aside">{next.hint}</span>}
          </span>
        )}
        {others.map((ability) => (
          <LinkButton
            key={ability.step}
            to={address(ability.step)}
            danger={ability.final}
            {...(ability.hint === undefined ? {} : { title: ability.hint })}
          >
            {ability.label}
          </LinkButton>
        ))}
      </div>
      {barred.map((ability) => (
        <p className="zs-barred" key={ability.step}>
          <Button disabled>{ability.label}</Button>
          <span>
            {ability.refused}
            {ability.basis === undefined ? null : <span className="zs-basis">（{ability.basis}）</span>}
          </span>
        </p>
      ))}
    </div>
  );
}
