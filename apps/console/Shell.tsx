// Decides what a visitor sees: the first setup, the sign-in page, a due change of password, or the console with its menu.
import { Outlet } from "@tanstack/react-router";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { NoSession, Session } from "../../kernel/web/answers.ts";
import { read, whenSignedOut } from "../../kernel/web/api.ts";
import { DeskProvider } from "../../kernel/web/desk.tsx";
import { Loading, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";
import { webModules } from "../../modules/web.ts";
import { Layout } from "./Layout.tsx";
import { Password } from "./Password.tsx";
import { Setup } from "./Setup.tsx";
import { SignIn } from "./SignIn.tsx";

/** Citizens have pages of their own; the console is for the staff. */
function ToPhonePages() {
  useEffect(() => window.location.replace("/m/"), []);
  return <Loading words="正在打开群众办事页面…" />;
}

/** The frame around every page. */
export function Shell() {
  const queries = useQueryClient();
  const [settled, setSettled] = useState(false);
  const answer = useQuery({ queryKey: ["session"], queryFn: () => read<Session | NoSession>("/api/v1/session"), staleTime: 60_000 });
  useEffect(() => whenSignedOut(() => void queries.invalidateQueries({ queryKey: ["session"] })), [queries]);
  const again = async () => {
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
    await queries.invalidateQueries({ queryKey: ["session"] });
  };
  if (answer.isPending) return <Loading words="正在打开…" />;
  if (answer.isError && answer.data === undefined) {
    return (
      <main className="zs-alone">
        <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} />
      </main>
    );
  }
  const found = answer.data;
  if (found.actor === null)
    return found.setup === true ? (
      <Setup
        done={() => {
          setSettled(true);
          void again();
        }}
      />
    ) : (
      <SignIn demo={found.demo} done={() => void again()} {...(settled ? { said: "已建立，请用刚才的登录名和口令登录。" } : {})} />
    );
  if (found.actor.kind === "citizen") return <ToPhonePages />;
  if (found.mustChange === true)
    return (
      <main className="zs-alone">
        <Password must done={() => void again()} />
      </main>
    );
  const order = (module: string) => webModules.findIndex((one) => one.name === module);
  const menus = found.menus.filter((menu) => order(menu.module) >= 0).sort((a, b) => order(a.module) - order(b.module));
  return (
    <DeskProvider desk={{ session: { ...found, menus }, modules: webModules }}>
      <Layout signedOut={() => void again()}>
        <Outlet />
      </Layout>
    </DeskProvider>
  );
}
