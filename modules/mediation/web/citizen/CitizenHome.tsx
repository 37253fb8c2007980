// What a citizen meets first: one big button, and the applications made so far.
import { Button, Screen } from "./pieces.tsx";
import { applyPath } from "./ApplyPage.tsx";
import { MyCases } from "./MyCases.tsx";
import { News } from "./News.tsx";
import { useShell } from "./shell.ts";
import { hasDraft } from "./use-application.ts";

export function CitizenHome() {
  const shell = useShell();
  const begun = hasDraft(shell);
  return (
    <Screen title={`${shell.account.name}，您好`}>
      <button type="button" className="button main huge" onClick={() => shell.go(applyPath("kind"))}>
        <strong>{begun ? "接着填写申请" : "申请人民调解"}</strong>
        <small>{begun ? "上次没填完的，已经保存" : "有纠纷找调解员，不收费"}</small>
      </button>
      <News />
      <h2 className="heading">我的申请</h2>
      <MyCases />
    </Screen>
  );
}

/** Shown where no page lies. */
export function NoPage() {
  const { go } = useShell();
  return (
    <Screen title="没有这一页">
      <p>网址可能不完整，请从首页进入。</p>
      <Button onClick={() => go("/", "replace")}>回首页</Button>
    </Screen>
  );
}
