// 申请人民调解: one group of questions a screen, each screen an address of its own so that the phone's back key works.
import { useEffect, useState } from "react";
import { isTouched, type ScreenName, screens } from "./application.ts";
import { KindScreen, MeScreen, OtherScreen, PlaceScreen, StoryScreen } from "./ApplyScreens.tsx";
import { CheckScreen } from "./CheckScreen.tsx";
import { Button, Screen, useFirstWrong } from "./pieces.tsx";
import { useShell } from "./shell.ts";
import { useApplication, type Writing } from "./use-application.ts";

const questions: Record<ScreenName, { title: string; lead?: string }> = {
  kind: { title: "是哪一类纠纷？" },
  me: { title: "您是谁？" },
  other: { title: "对方是谁？", lead: "和您发生纠纷的人或单位。" },
  story: { title: "发生了什么事？" },
  place: { title: "事情发生在哪里？", lead: "我们会把申请送到当地司法所。" },
  check: { title: "请核对，然后提交" },
};

/** The address of a screen. */
export const applyPath = (screen: ScreenName) => `/mediation/apply/${screen}`;

/** The whole application; `screen` comes from the address. */
export function ApplyPage({ screen }: { screen: ScreenName }) {
  const shell = useShell();
  const writing = useApplication();
  const at = screens.indexOf(screen);
  useBegun(screen, writing);
  useFirstWrong(writing.wrongs, writing.checks, screen);

  const next = () => {
    const following = screens[at + 1];
    if (following !== undefined && writing.check(screen)) shell.go(applyPath(following));
  };
  const send = async () => {
    const came = await writing.send();
    if (came === undefined) return;
    if ("wrongOn" in came) {
      if (came.wrongOn !== "check") shell.go(applyPath(came.wrongOn));
    } else shell.go(`/mediation/received/${came.received}${came.earlier ? "/earlier" : ""}`, "replace");
  };

  return (
    <Screen
      title={questions[screen].title}
      back={shell.back}
      {...(questions[screen].lead === undefined ? {} : { lead: questions[screen].lead })}
    >
      <p className="progress">
        申请人民调解：第{at + 1}步，共{screens.length}步
        <span className="bar" aria-hidden="true">
          <span style={{ width: `${((at + 1) / screens.length) * 100}%` }} />
        </span>
      </p>
      {at === 0 ? <Restored writing={writing} /> : null}
      {writing.kept ? null : <p className="notice">这台手机不能保存草稿，请一次填完，中途不要关闭页面。</p>}
      <Question screen={screen} writing={writing} send={() => void send()} />
      <p className="unseen" role="alert">
        {Object.keys(writing.wrongs).length > 0 ? `有${Object.keys(writing.wrongs).length}处需要修改` : ""}
      </p>
      <div className="actions">
        {screen === "check" ? (
          <Button busy={writing.sending ? "yes" : "no"} onClick={() => void send()}>
            {writing.sending ? "正在提交…" : "提交申请"}
          </Button>
        ) : (
          <Button onClick={next}>下一步</Button>
        )}
      </div>
      <p className="hint">填写的内容自动保存在这台手机上，随时可以离开，回来接着填。</p>
    </Screen>
  );
}

/** A later screen opened with nothing begun (the back key after sending, an old bookmark) leads to the first page. */
function useBegun(screen: ScreenName, { written }: Writing): void {
  const { account, go } = useShell();
  const lost = screen !== "kind" && !isTouched(written, account.name);
  useEffect(() => {
    if (lost) go("/", "replace");
  }, [lost, go]);
}

function Question({ screen, writing, send }: { screen: ScreenName; writing: Writing; send: () => void }) {
  const { go } = useShell();
  if (screen === "kind") return <KindScreen writing={writing} />;
  if (screen === "me") return <MeScreen writing={writing} />;
  if (screen === "other") return <OtherScreen writing={writing} />;
  if (screen === "story") return <StoryScreen writing={writing} />;
  if (screen === "place") return <PlaceScreen writing={writing} />;
  return <CheckScreen writing={writing} goTo={(to) => go(applyPath(to))} send={send} />;
}

/** Says that a draft was found, and offers to start afresh; asks once more before it is thrown away. */
function Restored({ writing }: { writing: Writing }) {
  const [asking, setAsking] = useState(false);
  if (!writing.restored) return null;
  return (
    <div className="notice">
      <p>{asking ? "清空后，已填的内容不能找回。确定清空吗？" : "已找回您上次没填完的内容。"}</p>
      {asking ? (
        <div className="pair">
          <Button look="danger" onClick={writing.clear}>
            确定清空
          </Button>
          <Button look="plain" onClick={() => setAsking(false)}>
            不清空
          </Button>
        </div>
      ) : (
        <Button look="plain" onClick={() => setAsking(true)}>
          清空，重新填写
        </Button>
      )}
    </div>
  );
}
