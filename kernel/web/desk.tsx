// What every page of the console stands on: who is signed in, which modules there are, and the queries all pages read with.
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import type { Division, Session } from "./answers.ts";
import { read } from "./api.ts";
import type { WebModule } from "./modules.ts";

/** The desk of a signed-in person. */
export interface Desk {
  session: Session;
  modules: WebModule[];
}

const DeskContext = createContext<Desk | undefined>(undefined);

/** Gives pages below it their desk. */
export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  return <DeskContext value={desk}>{children}</DeskContext>;
}

/** The desk of whoever is signed in. */
export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === undefined) throw new Error("useDesk outside of DeskProvider");
  return desk;
}

/** How far the person sees: the lines of work in the menu, whether one of them for the whole bureau, and otherwise for which offices. */
export interface Scope {
  lines: WebModule[];
  whole: boolean;
  offices: string;
}

/** The scope of whoever is signed in. */
export function scopeOf({ session, modules }: Desk): Scope {
  const lines = modules.filter((module) => module.ground !== true && session.menus.some((menu) => menu.module === module.name));
  const offices = new Set(session.actor.roles.filter(({ role }) => !role.endsWith("-admin")).map(({ officeName }) => officeName));
  return { lines, whole: lines.some((line) => session.wholeBureau.includes(line.name)), offices: [...offices].join("、") };
}

/** The divisions directly below a code; undefined while they are on the way. */
export function useDivisions(parent: string | undefined): Division[] | undefined {
  const answer = useQuery({
    queryKey: ["divisions", parent],
    queryFn: () => read<{ items: Division[] }>(`/api/v1/divisions?parent=${parent ?? ""}`),
    enabled: parent !== undefined && parent !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  return answer.data?.items;
}

/** The name of a township or village code, the code itself until it is known. */
export function DivisionName({ code }: { code: string }) {
  const parent = code.length > 9 ? code.slice(0, 9) : code.slice(0, 6);
  const found = useDivisions(parent)?.find((one) => one.code === code);
  return <>{found?.name ?? code}</>;
}
