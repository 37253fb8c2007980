// The menu in words: one's lines of work first, then what goes across them, the registers and the organisation last.
import { Link, useLocation } from "@tanstack/react-router";
import { scopeOf, useDesk } from "../../kernel/web/desk.tsx";
import { addressOf } from "../../kernel/web/navigate.ts";

interface Item {
  address: string;
  label: string;
}
interface Group {
  label: string;
  items: Item[];
}

/** The menu of whoever is signed in. */
export function Menu({ open }: { open: boolean }) {
  const groups = useGroups();
  return (
    <nav className={open ? "zs-menu zs-menu-open" : "zs-menu"} aria-label="菜单">
      <Items items={[{ address: "/", label: "工作台" }]} />
      {groups.map(({ label, items }) => (
        <section key={label}>
          <h2>{label}</h2>
          <Items items={items} />
        </section>
      ))}
    </nav>
  );
}

function Items({ items }: { items: Item[] }) {
  const { pathname } = useLocation();
  return (
    <ul>
      {items.map(({ address, label }) => (
        <li key={address}>
          <Link
            to={address}
            className={isAt(pathname, address) ? "zs-item zs-item-here" : "zs-item"}
            {...(isAt(pathname, address) ? { "aria-current": "page" as const } : {})}
          >
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The groups in their order; a group that is one entry of its own name is an entry of 综合. */
function useGroups(): Group[] {
  const desk = useDesk();
  const { session, modules } = desk;
  const { lines, whole } = scopeOf(desk);
  const held = session.actor.roles.map(({ role }) => role);
  const all = session.menus.map((menu) => {
    const records = menu.records.map(({ path, label }) => ({ address: addressOf({ module: menu.module, path }), label }));
    const pages = (modules.find((one) => one.name === menu.module)?.pages ?? []).map(({ path, label }) => ({ address: path, label }));
    return { label: menu.label, items: [...records, ...pages], line: lines.some((line) => line.name === menu.module) };
  });
  const single = all.filter(({ label, items }) => items.length === 1 && items[0]?.label === label);
  const grouped = all.filter((group) => !single.includes(group));
  const across: Item[] = [
    ...(lines.length > 0 ? [{ address: "/figures", label: "统计" }] : []),
    ...(whole ? [{ address: "/report", label: "报告" }] : []),
    ...(held.some((role) => !role.endsWith("-admin")) ? [{ address: "/deadlines", label: "时限计算" }] : []),
    ...single.flatMap(({ items }) => items),
  ];
  return [
    ...grouped.filter(({ line }) => line),
    { label: "综合", items: across },
    ...grouped.filter(({ line }) => !line),
    { label: "审计", items: held.includes("audit-admin") ? [{ address: "/audit", label: "操作记录" }] : [] },
  ].filter(({ items }) => items.length > 0);
}

function isAt(pathname: string, address: string): boolean {
  return address === "/" ? pathname === "/" : pathname === address || pathname.startsWith(`${address}/`);
}
