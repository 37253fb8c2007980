// The few pieces every phone page is made of: screen, buttons, fields, sentences for what is wrong, loading or empty.
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Refused } from "#kernel/lifecycle";

/** One page: its heading takes the focus when it opens, so that a screen reader begins there. */
export function Screen({ title, lead, back, children }: { title: string; lead?: string; back?: () => void; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
    window.scrollTo(0, 0);
    heading.current?.focus();
  }, [title]);
  return (
    <main className="screen">
      {back === undefined ? null : (
        <button type="button" className="back" onClick={back}>
          <span aria-hidden="true">‹ </span>返回
        </button>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </main>
  );
}

/** A big button; `look` says how much it matters. */
export function Button({
  look = "main",
  busy = "no",
  onClick,
  children,
}: {
  look?: "main" | "plain" | "danger";
  busy?: "no" | "yes";
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" className={`button ${look}`} aria-disabled={busy === "yes"} onClick={busy === "yes" ? undefined : onClick}>
      {children}
    </button>
  );
}

/** What a field is called, what it is for, and what is wrong with it. */
export interface FieldProps {
  id: string;
  label: string;
  hint?: string;
  wrong?: string | undefined;
  optional?: "optional";
}

function described({ id, hint, wrong }: FieldProps): { "aria-describedby"?: string; "aria-invalid"?: true } {
  const ids = [...(hint === undefined ? [] : [`${id}-hint`]), ...(wrong === undefined ? [] : [`${id}-wrong`])];
  return { ...(ids.length === 0 ? {} : { "aria-describedby": ids.join(" ") }), ...(wrong === undefined ? {} : { "aria-invalid": true }) };
}

function Around({ children, ...field }: FieldProps & { children: ReactNode }) {
  return (
    <div className={field.wrong === undefined ? "field" : "field wrong"}>
      <label htmlFor={field.id}>
        {field.label}
        {field.optional === undefined ? null : <span className="optional">（可以不填）</span>}
      </label>
      {field.hint === undefined ? null : (
        <p className="hint" id={`${field.id}-hint`}>
          {field.hint}
        </p>
      )}
      {children}
      {field.wrong === undefined ? null : <Wrong id={`${field.id}-wrong`} words={field.wrong} />}
    </div>
  );
}

/** What is wrong with a field, below it. */
export function Wrong({ id, words }: { id: string; words: string }) {
  return (
    <p className="wrong-words" id={id}>
      <span aria-hidden="true">✕ </span>
      {words}
    </p>
  );
}

interface Typing {
  value: string;
  onChange: (value: string) => void;
}

/** One line of text. */
export function TextField({
  value,
  onChange,
  kind = "text",
  fill,
  ...field
}: FieldProps & Typing & { kind?: "text" | "tel" | "password"; fill?: string }) {
  return (
    <Around {...field}>
      <input
        id={field.id}
        type={kind}
        value={value}
        autoComplete={fill ?? "off"}
        onChange={(event) => onChange(event.target.value)}
        {...described(field)}
      />
    </Around>
  );
}

/** Several lines of text. */
export function LongField({ value, onChange, rows = 7, ...field }: FieldProps & Typing & { rows?: number }) {
  return (
    <Around {...field}>
      <textarea id={field.id} rows={rows} value={value} onChange={(event) => onChange(event.target.value)} {...described(field)} />
    </Around>
  );
}

/** One of a list. */
export function SelectField({ value, onChange, options, ...field }: FieldProps & Typing & { options: { code: string; name: string }[] }) {
  return (
    <Around {...field}>
      <select id={field.id} value={value} onChange={(event) => onChange(event.target.value)} {...described(field)}>
        <option value="">请选择</option>
        {options.map((option) => (
          <option key={option.code} value={option.code}>
            {option.name}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** A refusal with what to do: retry, or something else. Read out at once. */
export function Problem({ refusal, retry, children }: { refusal: Refused; retry?: () => void; children?: ReactNode }) {
  return (
    <div className="problem" role="alert">
      <p>{refusal.refused}</p>
      {refusal.basis === undefined ? null : <p className="hint">依据：{refusal.basis}</p>}
      {retry === undefined ? null : (
        <Button look="plain" onClick={retry}>
          重试
        </Button>
      )}
      {children}
    </div>
  );
}

/** While an answer is on the way. */
export function Waiting({ words = "正在读取，请稍候…" }: { words?: string }) {
  return (
    <p className="waiting" role="status">
      {words}
    </p>
  );
}

/** Moves the focus to the first wrong field after each check, and when another screen opens that has one. */
export function useFirstWrong(wrongs: Record<string, string>, checks: number, screen = ""): void {
  const found = useRef(wrongs);
  useEffect(() => {
    found.current = wrongs;
  }, [wrongs]);
  useEffect(() => {
    const elements = Object.keys(found.current).map((path) => document.getElementById(path));
    elements.find((element) => element !== null)?.focus();
  }, [checks, screen]);
}

/** The wrongs of a small form and how often it was checked; a field that is typed in is taken back until the next check. */
export function useWrongs(): {
  wrongs: Record<string, string>;
  say: (found: Record<string, string>) => void;
  touched: (path: string) => void;
} {
  const [{ wrongs, checks }, setChecked] = useState<{ wrongs: Record<string, string>; checks: number }>({ wrongs: {}, checks: 0 });
  useFirstWrong(wrongs, checks);
  return {
    wrongs,
    say: (found) => setChecked((past) => ({ wrongs: found, checks: past.checks + 1 })),
    touched: (path) =>
      setChecked((past) => ({ ...past, wrongs: Object.fromEntries(Object.entries(past.wrongs).filter(([name]) => name !== path)) })),
  };
}
