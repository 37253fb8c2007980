// The frame of the console: a bar with search, messages and the person; a menu in words; the page.
import { Link, useLocation } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { call } from "../../kernel/web/api.ts";
import { useDesk } from "../../kernel/web/desk.tsx";
import { addressOf } from "../../kernel/web/navigate.ts";
import { Search } from "../../kernel/web/Search.tsx";

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
  const roles = [...new Set(session.actor.roles.map((role) => role.label))].join("、");
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
          <span className="zs-who" title={roles}>
            {session.actor.name}
            <span className="zs-who-role">（{roles}）</span>
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

function Menu({ open }: { open: boolean }) {
  const { session, modules } = useDesk();
  const { pathname } = useLocation();
  const business = session.actor.roles.some((role) => !role.role.endsWith("-admin"));
  const audits = session.actor.roles.some((role) => role.role === "audit-admin");
  const item = (address: string, label: string) => (
    <li key={address}>
      <Link
        to={address}
        className={isAt(pathname, address) ? "zs-item zs-item-here" : "zs-item"}
        {...(isAt(pathname, address) ? { "aria-current": "page" as const } : {})}
      >
        {label}
      </Link>
    </li>
  );
  return (
    <nav className={open ? "zs-menu zs-menu-open" : "zs-menu"} aria-label="菜单">
      <ul>{item("/", "工作台")}</ul>
      {session.menus.map((menu) => (
        <section key={menu.module}>
          <h2>{menu.label}</h2>
          <ul>
            {menu.records.map((record) => item(addressOf({ module: menu.module, path: record.path }), record.label))}
            {(modules.find((one) => one.name === menu.module)?.pages ?? []).map((page) => item(page.path, page.label))}
          </ul>
        </section>
      ))}
      {business ? (
        <section>
          <h2>综合</h2>
          <ul>
            {item("/figures", "统计")}
            {item("/report", "报告")}
            {item("/deadlines", "时限计算")}
          </ul>
        </section>
      ) : null}
      {audits ? (
        <section>
          <h2>审计</h2>
          <ul>{item("/audit", "操作记录")}</ul>
        </section>
      ) : null}
    </nav>
  );
}

function isAt(pathname: string, address: string): boolean {
  return address === "/" ? pathname === "/" : pathname === address || pathname.startsWith(`${address}/`);
}
