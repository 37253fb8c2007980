// The last screen of an application: everything once more in plain sight, each part with a way to change it.
import type { ReactNode } from "react";
import { kinds } from "../../words.ts";
import type { ScreenName } from "./application.ts";
import { screenOf } from "./application.ts";
import { Problem, Waiting } from "./pieces.tsx";
import { usePlaceName } from "./place-name.ts";
import type { Writing } from "./use-application.ts";

interface Checking {
  writing: Writing;
  goTo: (screen: ScreenName) => void;
  send: () => void;
}

function Part({
  title,
  screen,
  goTo,
  wrongs,
  children,
}: {
  title: string;
  screen: ScreenName;
  goTo: Checking["goTo"];
  wrongs: string[];
  children: ReactNode;
}) {
  return (
    <section className="part" aria-label={title}>
      <div className="part-head">
        <h2>{title}</h2>
        <button type="button" className="change" aria-label={`修改${title}`} onClick={() => goTo(screen)}>
          修改
        </button>
      </div>
      {children}
      {wrongs.map((words) => (
        <p className="wrong-words" key={words}>
          <span aria-hidden="true">✕ </span>
          {words}
        </p>
      ))}
    </section>
  );
}

/** What will be sent. */
export function CheckScreen({ writing, goTo, send }: Checking) {
  const { written, wrongs, refusal, sending } = writing;
  const [me, ...others] = written.sides;
  const place = usePlaceName(written.township, written.village);
  const of = (screen: ScreenName) => ({
    screen,
    goTo,
    wrongs: Object.entries(wrongs).flatMap(([path, words]) => (screenOf(path) === screen ? [words] : [])),
  });
  return (
    <>
      <Part title="纠纷类型" {...of("kind")}>
        <p>{kinds[written.kind as keyof typeof kinds] ?? "还没有选择"}</p>
      </Part>
      <Part title="您" {...of("me")}>
        <p>
          {me?.name} {me?.phone}
        </p>
      </Part>
      <Part title="对方" {...of("other")}>
        {others.map((side, at) => (
          <p key={`side-${at + 1}`}>
            {side.name} {side.phone}
          </p>
        ))}
      </Part>
      <Part title="发生了什么事" {...of("story")}>
        <p className="typed">{written.summary}</p>
      </Part>
      <Part title="在哪里" {...of("place")}>
        <p>{place}</p>
      </Part>
      {refusal === undefined ? null : <Problem refusal={refusal} {...(refusal.fields === undefined ? { retry: send } : {})} />}
      {sending ? <Waiting words="正在提交，请不要关闭…" /> : null}
    </>
  );
}
