// Addresses of the console, and how a page reads and changes its own query: one place that knows the router.
import { useLocation, useNavigate } from "@tanstack/react-router";
import { queryOf } from "./api.ts";

/** The address of a list, a record, or a step on it. */
export function addressOf(place: { module: string; path: string; id?: string; step?: string }): string {
  const list = `/${place.module}/${place.path}`;
  if (place.id === undefined) return place.step === undefined ? list : `${list}/new/${place.step}`;
  return place.step === undefined ? `${list}/${place.id}` : `${list}/${place.id}/${place.step}`;
}

/** The query of the page's address as plain texts, and a way to change it; empty values are left out. */
export function useAddressQuery(): [Record<string, string>, (query: Record<string, string | undefined>) => void] {
  const location = useLocation();
  const navigate = useNavigate();
  const query = Object.fromEntries(new URLSearchParams(location.searchStr));
  return [query, (next) => void navigate({ href: `${location.pathname}${queryOf(next)}` })];
}

/** Goes to an address inside the console; `said` is shown there once. */
export function useGo(): (address: string, said?: string) => void {
  const navigate = useNavigate();
  return (address, said) => void navigate({ href: address, ...(said === undefined ? {} : { state: { said } as object }) });
}

/** What the page before wanted to have said here. */
export function useSaid(): string | undefined {
  const state: object = useLocation().state;
  return "said" in state && typeof state.said === "string" ? state.said : undefined;
}
