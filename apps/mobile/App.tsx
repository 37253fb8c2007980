// The phone shell: head with large type and signing out, sign-in in front, the pages of modules inside.
import { useMemo } from "react";
import { Button, Problem, Screen, Waiting } from "../../modules/mediation/web/citizen/pieces.tsx";
import { citizenPage } from "../../modules/mediation/web/citizen/pages.tsx";
import { ShellContext } from "../../modules/mediation/web/citizen/shell.ts";
import { NewPassword } from "./NewPassword.tsx";
import { useLargeType } from "./large-type.ts";
import { go, usePlace } from "./place.ts";
import { type KnownSession, useSession } from "./session.ts";
import { shellOf } from "./shell.ts";
import { SignIn } from "./SignIn.tsx";

export function App() {
  const known = useSession();
  return (
    <>
      <Head known={known} />
      <Inside known={known} />
    </>
  );
}

function Head({ known }: { known: KnownSession }) {
  const [type, turn] = useLargeType();
  const actor = known.session?.actor ?? null;
  const signOut = () => {
    go("/", "replace");
    void known.signOut();
  };
  return (
    <header className="head">
      <p className="bureau">{actor?.bureauName ?? "司法局群众服务"}</p>
      <div className="head-buttons">
        <button type="button" aria-pressed={type === "large"} onClick={turn}>
          {type === "large" ? "标准字" : "大字版"}
        </button>
        {actor === null ? null : (
          <button type="button" onClick={signOut}>
            退出
          </button>
        )}
      </div>
    </header>
  );
}

function Inside({ known }: { known: KnownSession }) {
  const place = usePlace();
  const { session, refusal, again } = known;
  const actor = session?.actor ?? undefined;
  const today = session?.today ?? "";
  const shell = useMemo(() => (actor === undefined ? undefined : shellOf(actor, today)), [actor, today]);
  if (refusal !== undefined) {
    return (
      <main className="screen">
        <Problem refusal={refusal} retry={again} />
      </main>
    );
  }
  if (session === undefined) {
    return (
      <main className="screen">
        <Waiting />
      </main>
    );
  }
  if (shell === undefined) return <SignIn demo={session.demo ? "yes" : "no"} done={again} />;
  if (session.mustChange === true) return <NewPassword done={again} />;
  if (actor?.kind !== "citizen") return <Staff name={shell.account.name} known={known} />;
  return <ShellContext value={shell}>{citizenPage(place)}</ShellContext>;
}

function Staff({ name, known }: { name: string; known: KnownSession }) {
  return (
    <Screen title="这里是群众办事的页面">
      <p>您现在以工作人员{name}的身份登录，请到工作台办理业务。</p>
      <div className="actions">
        <a className="button main" href="/">
          去工作台
        </a>
        <Button look="plain" onClick={() => void known.signOut()}>
          退出，换群众身份
        </Button>
      </div>
    </Screen>
  );
}
