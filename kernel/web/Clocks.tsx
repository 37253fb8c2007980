// The statutory clocks of a record: until when, how that was reckoned, by which article, and how sure the rule is.
import type { ClockAnswer } from "./answers.ts";
import { longDay } from "./days.ts";
import { DueBadge, Mark } from "./show.tsx";

/** A basis as text, whether it is one article or several. */
export function basisText(basis: string | string[]): string {
  return Array.isArray(basis) ? basis.join("；") : basis;
}

/** Marks of a rule that has not been checked against the text, or of a day beyond the calendar. */
export function RuleMarks({ status, provisional }: { status: string; provisional: boolean }) {
  return (
    <>
      {status === "K" || status === "KD" ? (
        <Mark tone="amber" title="这条规则尚未与法律文本核对，请以法律文本为准">
          待核
        </Mark>
      ) : null}
      {status === "P" ? (
        <Mark tone="amber" title="这条规则只核对了一部分，请以法律文本为准">
          部分待核
        </Mark>
      ) : null}
      {provisional ? (
        <Mark tone="amber" title="所需年份的放假安排还没有公布，日期可能变动">
          暂定
        </Mark>
      ) : null}
    </>
  );
}

/** All clocks of a record. */
export function Clocks({ clocks, today }: { clocks: ClockAnswer[]; today: string }) {
  return (
    <ul className="zs-clocks">
      {clocks.map((clock) => (
        <li key={`${clock.clock}.${clock.from_on}`}>
          <div>
            <strong>{clock.label}</strong> {longDay(clock.due_on)}{" "}
            {clock.met_on === null ? <Running clock={clock} today={today} /> : <Mark tone="grey">{metWords(clock)}</Mark>}{" "}
            <RuleMarks status={clock.status} provisional={clock.provisional} />
          </div>
          <p>{clock.arithmetic}</p>
          <p className="zs-aside">
            依据：{basisText(clock.basis)}
            {clock.kind === "right" ? "。这是当事人的权利期限，不计入超期。" : ""}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** A suspended clock shows that it stands still, not how many days are left. */
function Running({ clock, today }: { clock: ClockAnswer; today: string }) {
  return clock.paused === true ? <Mark tone="grey">中止中，不计算</Mark> : <DueBadge due={clock.due_on} today={today} />;
}

function metWords(clock: ClockAnswer): string {
  const met = clock.met_on ?? "";
  return met > clock.due_on ? `已于${met}完成（超期）` : `已于${met}完成`;
}
