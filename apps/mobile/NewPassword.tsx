// The first sign-in with a one-time password: one's own password is set before anything else.
import { useState } from "react";
import type { Refused } from "../../kernel/lifecycle.ts";
import { call, isRefusal } from "../../kernel/web/api.ts";
import { Problem, Screen, TextField, useWrongs } from "../../modules/mediation/web/citizen/pieces.tsx";

export function NewPassword({ done }: { done: () => void }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const { wrongs, say } = useWrongs();
  const [refusal, setRefusal] = useState<Refused>();
  const send = async () => {
    setRefusal(undefined);
    const answer = await call("POST", "/api/v1/password", { current, next });
    if (!isRefusal(answer)) return done();
    setRefusal(answer);
    say(answer.fields ?? {});
  };
  return (
    <Screen title="设置新口令" lead="第一次登录，请换成您自己的口令。">
      <form
        className="card"
        aria-label="设置新口令"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {refusal === undefined ? null : <Problem refusal={refusal} />}
        <TextField
          id="current"
          label="现在的口令"
          kind="password"
          fill="current-password"
          value={current}
          wrong={wrongs.current}
          onChange={setCurrent}
        />
        <TextField id="next" label="新口令" kind="password" fill="new-password" value={next} wrong={wrongs.next} onChange={setNext} />
        <button type="submit" className="button main">
          保存
        </button>
      </form>
    </Screen>
  );
}
