// The search box at the top: names, pinyin initials or numbers; the key / goes to it from anywhere.
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, type GetRef } from "antd";
import { useEffect, useRef, useState } from "react";
import type { SearchAnswer } from "./answers.ts";
import { queryOf, read } from "./api.ts";
import { addressOf, useGo } from "./navigate.ts";

/** A value that follows another after it has rested for a moment. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), 250);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** Searches all lines of work. */
export function Search() {
  const [typed, setTyped] = useState("");
  const asked = useRested(typed.trim());
  const input = useRef<GetRef<typeof AutoComplete>>(null);
  const go = useGo();
  const found = useQuery({
    queryKey: ["search", asked],
    queryFn: () => read<SearchAnswer>(`/api/v1/search${queryOf({ q: asked })}`),
    enabled: asked !== "",
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  const labels = [...new Set((found.data?.items ?? []).map((item) => item.label))];
  const options = labels.map((label) => ({
    label,
    options: (found.data?.items ?? [])
      .filter((item) => item.label === label)
      .slice(0, 8)
      .map((item) => ({ value: addressOf(item), label: item.title })),
  }));
  const open = (address: string) => {
    setTyped("");
    input.current?.blur();
    go(address);
  };
  return (
    <AutoComplete
      ref={input}
      placeholder="查找姓名、名称、编号（按 / 键）"
      aria-label="查找"
      allowClear
      className="zs-search"
      value={typed}
      options={options}
      onSelect={open}
      showSearch={{ onSearch: setTyped, filterOption: false }}
      popupMatchSelectWidth={480}
      notFoundContent={asked === "" ? null : found.isFetching ? "正在查找…" : "没有找到，可换姓名、名称或编号的一部分再试"}
    />
  );
}
