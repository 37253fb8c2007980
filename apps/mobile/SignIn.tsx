// Signing in on the phone: one click as a demonstration citizen, or login and password.
import { useEffect, useState } from "react";
import type { Refused } from "../../kernel/lifecycle.ts";
import { call, isRefusal } from "../../kernel/web/api.ts";
import { Button, Problem, Screen, TextField, useWrongs } from "../../modules/mediation/web/citizen/pieces.tsx";

interface DemoAnswer {
  bureaus: { bureau: number; bureauName: string; accounts: { account: string; name: string; role: string }[] }[];
}

interface Citizen {
  account: string;
  name: string;
  bureauName: string;
}

function citizensOf(answer: DemoAnswer): Citizen[] {
  return answer.bureaus.flatMap(({ bureauName, accounts }) =>
    accounts.filter((one) => one.role === "citizen").map(({ account, name }) => ({ account, name, bureauName })),
  );
}

export function SignIn({ demo, done }: { demo: "yes" | "no"; done: () => void }) {
  const [refusal, setRefusal] = useState<Refused>();
  const [busy, setBusy] = useState<"yes" | "no">("no");
  const send = async (body: unknown) => {
    setBusy("yes");
    setRefusal(undefined);
    const answer = await call("POST", "/api/v1/session", body);
    setBusy("no");
    if (isRefusal(answer)) setRefusal(answer);
    else done();
  };
  return (
    <Screen title="登录" lead="申请人民调解、查看办理进度。">
      {demo === "yes" ? <Demo busy={busy} choose={(account) => void send({ account })} /> : null}
      {refusal === undefined ? null : <Problem refusal={refusal} />}
      <Password busy={busy} send={(login, password) => void send({ login, password })} />
    </Screen>
  );
}

function Demo({ busy, choose }: { busy: "yes" | "no"; choose: (account: string) => void }) {
  const [citizens, setCitizens] = useState<Citizen[]>([]);
  const [refusal, setRefusal] = useState<Refused>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    void call<DemoAnswer>("GET", "/api/v1/demo-accounts").then((answer) => {
      if (!wanted) return;
      setRefusal(isRefusal(answer) ? answer : undefined);
      if (!isRefusal(answer)) setCitizens(citizensOf(answer));
    });
    return () => {
      wanted = false;
    };
  }, [round]);
  const [first, ...others] = citizens;
  return (
    <section className="card" aria-label="演示">
      <h2>演示环境，一键进入</h2>
      {refusal === undefined ? null : <Problem refusal={refusal} retry={() => setRound(round + 1)} />}
      {first === undefined ? null : (
        <button type="button" className="button main huge" aria-disabled={busy === "yes"} onClick={() => choose(first.account)}>
          <strong>以{first.name}的身份进入</strong>
          <small>群众 · {first.bureauName}</small>
        </button>
      )}
      {others.length === 0 ? null : (
        <details>
          <summary>其他地方的演示群众</summary>
          {others.map((one) => (
            <Button key={one.account} look="plain" busy={busy} onClick={() => choose(one.account)}>
              {one.bureauName}　{one.name}
            </Button>
          ))}
        </details>
      )}
    </section>
  );
}

function Password({ busy, send }: { busy: "yes" | "no"; send: (login: string, password: string) => void }) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const { wrongs, say, touched } = useWrongs();
  const submit = () => {
    const found = { ...(login.trim() === "" ? { login: "请填写登录名" } : {}), ...(password === "" ? { password: "请填写口令" } : {}) };
    say(found);
    if (Object.keys(found).length === 0 && busy === "no") send(login, password);
  };
  return (
    <form
      className="card"
      aria-label="登录"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>用登录名和口令登录</h2>
      <TextField
        id="login"
        label="登录名"
        fill="username"
        value={login}
        wrong={wrongs.login}
        onChange={(typed) => {
          setLogin(typed);
          touched("login");
        }}
      />
      <TextField
        id="password"
        label="口令"
        kind="password"
        fill="current-password"
        value={password}
        wrong={wrongs.password}
        onChange={(typed) => {
          setPassword(typed);
          touched("password");
        }}
      />
      <button type="submit" className="button plain" aria-disabled={busy === "yes"}>
        {busy === "yes" ? "正在登录…" : "登录"}
      </button>
    </form>
  );
}
