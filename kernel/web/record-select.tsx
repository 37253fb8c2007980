// Chooses one record of another kind (a committee, a mediator, an office, a colleague) by typing part of its name.
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import type { RecordRow } from "../lifecycle.ts";
import type { ListAnswer, RecordAnswer } from "./answers.ts";
import { queryOf, read } from "./api.ts";
import { useDesk } from "./desk.tsx";
import { typeNamed } from "./modules.ts";

/** What a chooser gets from its form. */
export interface Choosing {
  id?: string;
  value?: string | null;
  onChange?: (value: string | undefined) => void;
  placeholder?: string;
}

const select = { allowClear: true, popupMatchSelectWidth: false, showSearch: { filterOption: false } } as const;

/** A record of the kind `of` ("mediation.committee"); `narrow` gives columns that must match, such as the committee already chosen. */
export function RecordSelect({ of, narrow = {}, value, ...rest }: Choosing & { of: string; narrow?: Record<string, string | undefined> }) {
  const { modules } = useDesk();
  const [typed, setTyped] = useState("");
  const type = typeNamed(modules, of);
  const base = `/api/v1/${type?.module ?? ""}/${type?.path ?? ""}`;
  const live = type === undefined ? undefined : Object.keys(type.states).find((state) => !type.ended.includes(state));
  const narrowed = Object.fromEntries(Object.entries(narrow).filter(([column]) => type?.list.filters.includes(column)));
  const query = queryOf({ limit: 100, q: typed.trim(), ...(live === undefined ? {} : { state: live }), ...narrowed });
  const found = useQuery({
    queryKey: ["choose", base, query],
    queryFn: () => read<ListAnswer>(`${base}${query}`),
    enabled: type !== undefined,
    placeholderData: (before) => before,
  });
  const options = (found.data?.items ?? []).map((row) => ({ value: row.id, label: type?.title(row as unknown as RecordRow) ?? row.id })); // a listed row has what its title is made of
  const missing = typeof value === "string" && value !== "" && found.isSuccess && !options.some((option) => option.value === value);
  const chosen = useQuery({ queryKey: ["record", base, value], queryFn: () => read<RecordAnswer>(`${base}/${value}`), enabled: missing });
  const all = missing ? [{ value, label: chosen.data?.title ?? "正在读取…" }, ...options] : options;
  return (
    <Select
      {...rest}
      {...select}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value ?? null}
      options={all}
      loading={found.isFetching}
      placeholder={rest.placeholder ?? `输入名称查找${type?.label ?? ""}`}
      notFoundContent={found.isFetching ? "正在查找…" : `没有找到可选的${type?.label ?? "记录"}，请换个词或先登记`}
    />
  );
}

interface Colleague {
  account_id: string;
  name?: string;
  account_name?: string;
  office_name: string;
  role_label: string;
}

/** A colleague of the bureau who can sign in. */
export function AccountSelect({ value, ...rest }: Choosing) {
  const found = useQuery({ queryKey: ["staff"], queryFn: () => read<{ items: Colleague[] }>("/api/v1/staff"), staleTime: 60_000 });
  const people = new Map(
    (found.data?.items ?? []).map((one) => [
      one.account_id,
      `${one.account_name ?? one.name ?? ""}（${one.office_name}${one.role_label}）`,
    ]),
  );
  const options = [...people].map(([account, label]) => ({ value: account, label }));
  return (
    <Select
      {...rest}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      value={value ?? null}
      options={options}
      loading={found.isFetching}
      placeholder="输入姓名查找"
      notFoundContent="没有找到这个人"
    />
  );
}

interface RuleFamily {
  family: string;
  versions: { id: string; title: string; status: string }[];
}

/** A rule of the law book that has not been checked against the text and may therefore be set. */
export function RuleSelect({ value, ...rest }: Choosing) {
  const found = useQuery({ queryKey: ["rules"], queryFn: () => read<{ items: RuleFamily[] }>("/api/v1/rules"), staleTime: 600_000 });
  const open = (found.data?.items ?? []).flatMap(({ versions }) => versions).filter((rule) => rule.status === "K" || rule.status === "KD");
  const options = open.map((rule) => ({
    value: rule.id,
    label: `${rule.id} ${rule.title}${rule.status === "K" ? "（待核）" : "（存疑）"}`,
  }));
  return (
    <Select
      {...rest}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      value={value ?? null}
      options={options}
      loading={found.isFetching}
      placeholder="输入编号或名称查找"
      notFoundContent="没有这条规则，或它已经核对、不能设定"
    />
  );
}
