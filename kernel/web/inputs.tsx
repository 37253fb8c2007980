// The widgets of a form: one for each kind of field, all with the same value and onChange.
import { DatePicker, Input, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useDesk, useDivisions } from "./desk.tsx";
import type { Field } from "./fields.ts";
import { editYuan, showYuan, toFen } from "./money.ts";
import { AccountSelect, RecordSelect, RuleSelect } from "./record-select.tsx";

/** What a widget gets from its form; `beside` are the other values of the same row, for choices that depend on each other. */
export interface Filling {
  field: Field;
  beside?: Record<string, unknown>;
  /** Little room: a row of a group. */
  tight?: boolean;
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
}

const dayFormats = ["YYYY-MM-DD", "YYYYMMDD", "YYYY/M/D", "YYYY.M.D", "YYYY年M月D日"];

/** A day as YYYY-MM-DD, chosen or typed. */
export function DayInput({
  id,
  value,
  onChange,
  latest,
}: {
  id?: string;
  value?: unknown;
  onChange?: (day: string | undefined) => void;
  latest?: string | undefined;
}) {
  const day = typeof value === "string" && value !== "" ? dayjs(value) : null;
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      value={day}
      format={dayFormats}
      placeholder="年-月-日"
      {...(latest === undefined ? {} : { maxDate: dayjs(latest) })}
      onChange={(chosen) => onChange?.(chosen?.format("YYYY-MM-DD"))}
    />
  );
}

/** An amount shown in 元 and kept in 分; what cannot be read stays as typed so that it can be mended. */
export function MoneyInput({ id, value, onChange }: { id?: string; value?: unknown; onChange?: (fen: unknown) => void }) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const fen = typeof value === "number" ? value : undefined;
  const shown = typed ?? (fen === undefined ? String(value ?? "") : editYuan(fen));
  const change = (text: string) => {
    setTyped(text);
    onChange?.(text.trim() === "" ? undefined : (toFen(text) ?? text));
  };
  return (
    <div className="zs-money">
      <Input
        {...(id === undefined ? {} : { id })}
        inputMode="decimal"
        autoComplete="off"
        value={shown}
        suffix="元"
        onChange={(event) => change(event.target.value)}
        onBlur={() => setTyped(undefined)}
      />
      {fen !== undefined && Math.abs(fen) >= 1_000_000 ? <span className="zs-aside">{showYuan(fen)}</span> : null}
    </div>
  );
}

function ChoiceInput({ field, id, value, onChange, tight }: Filling) {
  const options = Object.entries(field.words ?? {}).map(([code, label]) => ({ value: code, label }));
  if (options.length <= (tight === true ? 2 : 5)) {
    return (
      <Radio.Group
        {...(id === undefined ? {} : { id })}
        className="zs-radios"
        options={options}
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
      />
    );
  }
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      options={options}
      value={value ?? null}
      onChange={onChange}
      placeholder={`请选择${field.title}`}
    />
  );
}

/** A township of the bureau, or a village of the township beside it. */
export function DivisionInput({ field, beside, id, value, onChange, placeholder }: Filling & { placeholder?: string }) {
  const { session } = useDesk();
  const township = typeof beside?.township === "string" ? beside.township : undefined;
  const parent = field.widget === "village" ? township : String(session.actor.bureau);
  const found = useDivisions(parent);
  const options = (found ?? []).map((one) => ({ value: one.code, label: one.name }));
  const missing = typeof value === "string" && found !== undefined && !options.some((option) => option.value === value);
  const wait = parent === undefined || parent === "";
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      disabled={wait}
      options={options}
      value={missing ? null : (value ?? null)}
      onChange={onChange}
      placeholder={wait ? "请先选择乡镇（街道）" : (placeholder ?? "请选择，可输入名称查找")}
      notFoundContent="没有找到这个地方"
    />
  );
}

/** Several short answers: chosen among words, or typed one by one. */
function ListInput({ field, id, value, onChange }: Filling) {
  const options = Object.entries(field.words ?? {}).map(([code, label]) => ({ value: code, label }));
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      mode={options.length > 0 ? "multiple" : "tags"}
      options={options}
      tokenSeparators={[",", "，", "、", " "]}
      value={Array.isArray(value) ? value : []}
      onChange={onChange}
      placeholder={options.length > 0 ? `请选择${field.title}，可选多项` : "逐项输入，按回车分隔"}
      notFoundContent={null}
    />
  );
}

function TextInput({ field, id, value, onChange }: Filling) {
  const common = { ...(id === undefined ? {} : { id }), value: typeof value === "string" ? value : "", autoComplete: "off" };
  if (field.widget === "long") {
    const count = field.most === undefined ? {} : { count: { show: true, max: field.most } };
    return (
      <Input.TextArea {...common} {...count} autoSize={{ minRows: 4, maxRows: 16 }} onChange={(event) => onChange?.(event.target.value)} />
    );
  }
  const inputMode = field.widget === "phone" ? "tel" : "text";
  return <Input {...common} inputMode={inputMode} onChange={(event) => onChange?.(event.target.value)} />;
}

/** The widget of one field. */
export function FieldInput(filling: Filling) {
  const { field, id, value, onChange, beside = {} } = filling;
  const place = id === undefined ? {} : { id };
  const chosen = typeof value === "string" ? { value } : {};
  if (field.widget === "choice") return <ChoiceInput {...filling} />;
  if (field.widget === "day") return <DayInput {...place} value={value} {...(onChange === undefined ? {} : { onChange })} />;
  if (field.widget === "money") return <MoneyInput {...place} value={value} {...(onChange === undefined ? {} : { onChange })} />;
  if (field.widget === "township" || field.widget === "village") return <DivisionInput {...filling} />;
  if (field.widget === "account") return <AccountSelect {...place} {...chosen} {...(onChange === undefined ? {} : { onChange })} />;
  if (field.widget === "rule") return <RuleSelect {...place} {...chosen} {...(onChange === undefined ? {} : { onChange })} />;
  if (field.widget === "record" && field.of !== undefined) {
    const narrow = Object.fromEntries(
      Object.entries(beside).filter(([name, other]) => name !== field.name && typeof other === "string" && name.endsWith("_id")),
    ) as Record<string, string>;
    return <RecordSelect {...place} {...chosen} of={field.of} narrow={narrow} {...(onChange === undefined ? {} : { onChange })} />;
  }
  if (field.widget === "number") {
    return (
      <InputNumber
        {...place}
        value={typeof value === "number" ? value : null}
        {...(field.unit === undefined ? {} : { suffix: field.unit })}
        onChange={(number) => onChange?.(number ?? undefined)}
      />
    );
  }
  if (field.widget === "yes-no") {
    return (
      <Radio.Group
        {...place}
        options={[
          { value: true, label: "是" },
          { value: false, label: "否" },
        ]}
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
      />
    );
  }
  if (field.widget === "list") return <ListInput {...filling} />;
  return <TextInput {...filling} />;
}
