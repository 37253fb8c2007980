// Signing in: with login and password, or, in a demonstration, with one click.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { type KeyboardEvent, useState } from "react";
import type { Refused } from "../../kernel/lifecycle.ts";
import { call, isRefusal, read } from "../../kernel/web/api.ts";
import { Loading, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";

interface DemoAccount {
  account: string;
  login: string;
  name: string;
  role: string;
  label: string;
  office: string;
  password: string;
}
interface DemoBureau {
  bureau: number;
  bureauName: string;
  accounts: DemoAccount[];
}

/** In which order the accounts stand: who decides, who mediates, who asks, the sections, the administrators. */
const firstRoles = ["director", "chief", "mediator", "citizen"];

function rankOf(role: string): number {
  const first = firstRoles.indexOf(role);
  return first >= 0 ? first : role.endsWith("-admin") ? firstRoles.length + 1 : firstRoles.length;
}

/** The sign-in page; `said` is what the page before wants to have said. */
export function SignIn({ demo, said, done }: { demo: boolean; said?: string; done: () => void }) {
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const signIn = async (body: Record<string, string>) => {
    setBusy(body.account ?? "form");
    setRefusal(undefined);
    const answer = await call<unknown>("POST", "/api/v1/session", body);
    setBusy(undefined);
    if (isRefusal(answer)) setRefusal(answer);
    else done();
  };
  return (
    <main className={demo ? "zs-signin zs-signin-demo" : "zs-signin"}>
      <h1>准绳</h1>
      <p className="zs-aside">县级司法局业务平台</p>
      <div className="zs-signin-boxes">
        <section className="zs-signin-box">
          <h2>登录</h2>
          {said === undefined ? null : <Alert type="success" className="zs-alert" role="status" title={said} />}
          <SignInForm busy={busy === "form"} refusal={refusal} signIn={(body) => void signIn(body)} />
          <p className="zs-to-phone">
            <a href="/m/">群众办事请点这里</a>
          </p>
        </section>
        {demo ? <DemoAccounts busy={busy} signIn={(account) => void signIn({ account })} /> : null}
      </div>
    </main>
  );
}

function SignInForm({
  busy,
  refusal,
  signIn,
}: {
  busy: boolean;
  refusal: Refused | undefined;
  signIn: (body: Record<string, string>) => void;
}) {
  const [caps, setCaps] = useState(false);
  const watch = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={(values: { login: string; password: string }) => signIn({ login: values.login.trim(), password: values.password })}
    >
      <Form.Item name="login" label="登录名" rules={[{ required: true, whitespace: true, message: "请填写登录名" }]}>
        <Input size="large" autoComplete="username" autoCapitalize="off" spellCheck={false} />
      </Form.Item>
      <Form.Item
        name="password"
        label="口令"
        rules={[{ required: true, message: "请填写口令" }]}
        {...(caps ? { extra: <span className="zs-warn">大写锁定已打开，口令区分大小写。</span> } : {})}
      >
        <Input.Password
          size="large"
          autoComplete="current-password"
          visibilityToggle={false}
          onKeyUp={watch}
          onKeyDown={watch}
          onBlur={() => setCaps(false)}
        />
      </Form.Item>
      {refusal === undefined ? null : <RefusalAlert refusal={refusal} />}
      <Button type="primary" size="large" htmlType="submit" block loading={busy}>
        登录
      </Button>
    </Form>
  );
}

function DemoAccounts({ busy, signIn }: { busy: string | undefined; signIn: (account: string) => void }) {
  const [showing, setShowing] = useState(false);
  const answer = useQuery({ queryKey: ["demo-accounts"], queryFn: () => read<{ bureaus: DemoBureau[] }>("/api/v1/demo-accounts") });
  return (
    <section className="zs-signin-box zs-demo">
      <header className="zs-head">
        <h2>演示账号，点一下即可登录</h2>
        <Button onClick={() => setShowing(!showing)}>{showing ? "隐藏登录名和口令" : "显示登录名和口令"}</Button>
      </header>
      <p className="zs-aside">演示数据中的人物和事件均为虚构。</p>
      {answer.isPending ? <Loading /> : null}
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} /> : null}
      {(answer.data?.bureaus ?? []).map((bureau, index) => (
        <details key={bureau.bureau} open={index === 0}>
          <summary>{bureau.bureauName}</summary>
          <ul className="zs-demo-list">
            {[...bureau.accounts]
              .sort((a, b) => rankOf(a.role) - rankOf(b.role))
              .map((account) => (
                <li key={account.account}>
                  <Button block loading={busy === account.account} onClick={() => signIn(account.account)}>
                    {account.name}　{dutyOf(account)}
                  </Button>
                  {showing ? (
                    <code>
                      {account.login} / {account.password}
                    </code>
                  ) : null}
                </li>
              ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

/** What somebody does and where, in as few words as say it. */
function dutyOf({ role, label, office }: DemoAccount): string {
  if (office === "" || office === label || role.endsWith("-admin")) return label;
  return role.endsWith("-section") ? office : `${office} ${label.replace(/^司法所/, "")}`;
}
