// What a list can be narrowed by: words as choices, days as ranges, a search box, the order, and which columns are shown.
import { Button, Checkbox, DatePicker, Input, Popover, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { RecordType } from "../lifecycle.ts";
import type { Field } from "./fields.ts";
import { DivisionInput } from "./inputs.tsx";
import { RecordSelect } from "./record-select.tsx";
import { columnOf } from "./show.tsx";

/** A list's question and the way to change it. */
export interface Asking {
  type: RecordType;
  asked: Record<string, string>;
  ask: (now: Record<string, string | undefined>) => void;
}

const firstFew = 3;

/** The filters of a list. */
export function ListFilters({ type, asked, ask }: Asking) {
  const fields = type.list.filters
    .map((column) => columnOf(type, column))
    .filter((field) => field.widget !== "text" && field.widget !== "account");
  const isSet = (field: Field) => [field.name, `${field.name}_from`, `${field.name}_to`].some((key) => asked[key] !== undefined);
  const [open, setOpen] = useState(() => fields.slice(firstFew).some(isSet));
  const [unfolded, setUnfolded] = useState(false);
  const [typed, setTyped] = useState(asked.q ?? "");
  const set = (changes: Record<string, string | undefined>) => ask({ ...asked, ...changes });
  const shown = open ? fields : fields.slice(0, firstFew);
  const anything = Object.keys(asked).some((key) => key !== "order");
  const clear = () => {
    setTyped("");
    ask({ order: asked.order });
  };
  return (
    <search className={unfolded ? "zs-filters" : "zs-filters zs-filters-folded"}>
      {type.words === undefined ? null : (
        <Input.Search
          className="zs-filter-search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(text) => set({ q: text.trim() })}
          allowClear
          enterButton="查找"
          placeholder="姓名、名称或编号"
          aria-label={`查找${type.label}`}
        />
      )}
      {fields.length > 0 ? (
        <Button className="zs-filter-fold" onClick={() => setUnfolded(!unfolded)} aria-expanded={unfolded}>
          {unfolded ? "收起筛选" : "筛选"}
        </Button>
      ) : null}
      {shown.map((field) => (
        <FilterInput key={field.name} type={type} field={field} asked={asked} set={set} />
      ))}
      {fields.length > firstFew ? (
        <Button className="zs-filter-more" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? "收起更多" : "更多筛选"}
        </Button>
      ) : null}
      {anything ? <Button onClick={clear}>清除筛选</Button> : null}
    </search>
  );
}

/** The order of a list, where there is more than one. */
export function ListOrder({ type, asked, ask }: Asking) {
  const first = type.list.orders[0]?.by;
  if (type.list.orders.length < 2) return null;
  const options = type.list.orders.map((order) => ({ value: order.by, label: order.label }));
  return (
    <Select
      aria-label="排序"
      popupMatchSelectWidth={false}
      value={asked.order ?? first}
      options={options}
      onChange={(order: string) => ask({ ...asked, order: order === first ? undefined : order })}
    />
  );
}

function FilterInput({
  type,
  field,
  asked,
  set,
}: {
  type: RecordType;
  field: Field;
  asked: Record<string, string>;
  set: (changes: Record<string, string | undefined>) => void;
}) {
  const value = asked[field.name];
  const change = (text: unknown) => set({ [field.name]: typeof text === "string" ? text : undefined });
  if (field.widget === "day") return <DayRange field={field} asked={asked} set={set} />;
  if (field.widget === "choice") {
    return (
      <Select
        className="zs-filter"
        aria-label={field.title}
        mode="multiple"
        maxTagCount="responsive"
        allowClear
        placeholder={field.title}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        value={value === undefined ? [] : value.split(",")}
        onChange={(codes: string[]) => set({ [field.name]: codes.length === 0 ? undefined : codes.join(",") })}
        options={Object.entries(field.words ?? {}).map(([code, label]) => ({ value: code, label }))}
      />
    );
  }
  if (field.widget === "record" && field.of !== undefined)
    return (
      <span className="zs-filter">
        <RecordSelect of={field.of} {...(value === undefined ? {} : { value })} onChange={change} placeholder={field.title} />
      </span>
    );
  if (field.widget === "village" && !type.list.filters.includes("township")) return null;
  if (field.widget === "township" || field.widget === "village")
    return (
      <span className="zs-filter">
        <DivisionInput field={field} value={value} beside={asked} onChange={change} placeholder={field.title} />
      </span>
    );
  return null;
}

function DayRange({
  field,
  asked,
  set,
}: {
  field: Field;
  asked: Record<string, string>;
  set: (changes: Record<string, string | undefined>) => void;
}) {
  const [from, to] = [asked[`${field.name}_from`], asked[`${field.name}_to`]];
  return (
    <DatePicker.RangePicker
      className="zs-filter-days"
      value={[from === undefined ? null : dayjs(from), to === undefined ? null : dayjs(to)]}
      allowEmpty={[true, true]}
      format={["YYYY-MM-DD", "YYYYMMDD"]}
      placeholder={[`${field.title}从`, "到"]}
      onChange={(days) =>
        set({ [`${field.name}_from`]: days?.[0]?.format("YYYY-MM-DD"), [`${field.name}_to`]: days?.[1]?.format("YYYY-MM-DD") })
      }
    />
  );
}

/** Which columns are shown. */
export function ColumnChooser({
  type,
  chosen,
  choose,
}: {
  type: RecordType;
  chosen: string[] | undefined;
  choose: (columns: string[] | undefined) => void;
}) {
  const fields = type.list.columns.map((column) => columnOf(type, column)).filter((field) => !field.hidden);
  const content = (
    <div className="zs-columns">
      <Checkbox.Group
        options={fields.map((field) => ({ value: field.name, label: field.title }))}
        value={chosen ?? []}
        onChange={(names) =>
          choose(names.length === 0 ? undefined : fields.map((field) => field.name).filter((name) => names.includes(name)))
        }
      />
      <Button onClick={() => choose(undefined)}>按屏幕宽度自动显示</Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" title="显示哪些列" content={content}>
      <Button>显示列</Button>
    </Popover>
  );
}
