// The frame of the console: a bar with search, messages and the person; a menu in words; the page.
import { Link, useLocation } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { call } from "../../kernel/web/api.ts";
import { useDesk } from "../../kernel/web/desk.tsx";
import { Search } from "../../kernel/web/Search.tsx";
import { Menu } from "./Menu.tsx";

/** Puts a page into the frame. */
export function Layout({ children, signedOut }: { children: ReactNode; signedOut: () => void }) {
  const { session } = useDesk();
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState<string | undefined>(undefined);
  const open = openAt === pathname;
  const leave = async () => {
    await call("DELETE", "/api/v1/session");
    signedOut();
  };
  const roles = [...new Set(session.actor.roles.map((role) => role.label))];
  return (
    <div className="zs-shell">
      <a className="zs-skip" href="#page">
        跳到正文
      </a>
      <header className="zs-top">
        <Button className="zs-menu-button" onClick={() => setOpenAt(open ? undefined : pathname)} aria-expanded={open}>
          菜单
        </Button>
        <Link to="/" className="zs-brand">
          准绳 <span>{session.actor.bureauName}</span>
        </Link>
        <Search />
        <span className="zs-top-end">
          <Link to="/messages" className="zs-top-link">
            消息{session.unread > 0 ? <b className="zs-count">{session.unread > 99 ? "99+" : session.unread}</b> : null}
          </Link>
          <span className="zs-who" title={roles.join("、")}>
            {session.actor.name}
            {roles[0] === undefined ? null : <span className="zs-who-role">（{roles[0]}）</span>}
          </span>
          <Link to="/password" className="zs-top-link zs-wide-only">
            改口令
          </Link>
          <Button ghost onClick={() => void leave()}>
            退出
          </Button>
        </span>
      </header>
      <div className="zs-body">
        <Menu open={open} />
        <main id="page" className="zs-main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}
