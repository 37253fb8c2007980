// The addresses of the console: general pages for every kind of record, pages of modules, and the overview.
import { createRootRoute, createRoute, createRouter, useParams } from "@tanstack/react-router";
import { type FunctionComponent, lazy, Suspense } from "react";
import { useDesk } from "../../kernel/web/desk.tsx";
import { List } from "../../kernel/web/List.tsx";
import { typeAt } from "../../kernel/web/modules.ts";
import { Loading, Nothing } from "../../kernel/web/notice.tsx";
import { RecordPage } from "../../kernel/web/RecordPage.tsx";
import { StepPage } from "../../kernel/web/StepPage.tsx";
import { Workbench } from "../../kernel/web/Workbench.tsx";
import { webModules } from "../../modules/web.ts";
import { PasswordPage } from "./Password.tsx";
import { Shell } from "./Shell.tsx";

/** A page fetched only when it is opened. */
function later(load: () => Promise<{ default: FunctionComponent }>): FunctionComponent {
  const Page = lazy(load);
  return function LaterPage() {
    return (
      <Suspense fallback={<Loading />}>
        <Page />
      </Suspense>
    );
  };
}

/** The kind of record the address names, with the rest of the address. */
function useRecordPlace() {
  const { modules } = useDesk();
  const place: { module?: string; path?: string; id?: string; step?: string } = useParams({ strict: false });
  return { ...place, type: typeAt(modules, place.module ?? "", place.path ?? "") };
}

const SlipScreen = lazy(() => import("./SlipScreen.tsx").then((screen) => ({ default: screen.SlipScreen })));

const notHere = <Nothing words="没有这个页面，请从左边的菜单进入。" />;

function ListPage() {
  const { type } = useRecordPlace();
  return type === undefined ? notHere : <List key={`${type.module}/${type.path}`} type={type} />;
}

function OneRecord() {
  const { modules } = useDesk();
  const { type, id, module } = useRecordPlace();
  if (type === undefined || id === undefined) return notHere;
  const Screen = modules.find((one) => one.name === module)?.screens?.[type.path] ?? (module === "accounts" ? SlipScreen : undefined);
  return Screen === undefined ? (
    <RecordPage key={id} type={type} id={id} />
  ) : (
    <Suspense fallback={<Loading />}>
      <Screen key={id} type={type} id={id} />
    </Suspense>
  );
}

function NewRecord() {
  const { type, step } = useRecordPlace();
  return type === undefined || step === undefined ? notHere : <StepPage key={`${type.path}.${step}`} type={type} step={step} />;
}

function StepOnRecord() {
  const { type, id, step } = useRecordPlace();
  return type === undefined || id === undefined || step === undefined ? (
    notHere
  ) : (
    <StepPage key={`${id}.${step}`} type={type} id={id} step={step} />
  );
}

const root = createRootRoute({ component: Shell, notFoundComponent: () => notHere });
const at = (path: string, component: FunctionComponent) => createRoute({ getParentRoute: () => root, path, component });

const pages = [
  at("/", Workbench),
  at(
    "/figures",
    later(() => import("./Figures.tsx").then(({ Figures }) => ({ default: Figures }))),
  ),
  at(
    "/report",
    later(() => import("./Report.tsx").then(({ Report }) => ({ default: Report }))),
  ),
  at(
    "/deadlines",
    later(() => import("./Deadlines.tsx").then(({ Deadlines }) => ({ default: Deadlines }))),
  ),
  at(
    "/messages",
    later(() => import("./Messages.tsx").then(({ Messages }) => ({ default: Messages }))),
  ),
  at(
    "/audit",
    later(() => import("./Audit.tsx").then(({ Audit }) => ({ default: Audit }))),
  ),
  at("/password", PasswordPage),
  ...webModules.flatMap((module) => (module.pages ?? []).map((page) => at(page.path, page.page))),
  at("/$module/$path", ListPage),
  at("/$module/$path/new/$step", NewRecord),
  at("/$module/$path/$id", OneRecord),
  at("/$module/$path/$id/$step", StepOnRecord),
];

/** The router of the console; queries of addresses are plain texts, never read as JSON. */
export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren(pages),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(Object.entries(search).map(([key, value]) => [key, String(value)])).toString();
      return text === "" ? "" : `?${text}`;
    },
    scrollRestoration: true,
  });
}
