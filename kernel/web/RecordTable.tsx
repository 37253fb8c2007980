// Rows of records as a table that fits the screen: the first column opens the record, state and due day are always there.
import { Link } from "@tanstack/react-router";
import { useLayoutEffect, useRef, useState } from "react";
import type { RecordRow, RecordType } from "../lifecycle.ts";
import type { Row } from "./answers.ts";
import { fitting, isNumeric, widthOf } from "./columns.ts";
import { useDesk } from "./desk.tsx";
import type { Field } from "./fields.ts";
import { addressOf, useGo } from "./navigate.ts";
import { columnOf, DueBadge, Shown, StateTag } from "./show.tsx";

const stateWidth = 118;
const dueWidth = 118;
/** Below this width a row is its full title beside state and due day. */
const narrow = 560;

/** The width of an element, kept up to date. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width];
}

/** A table of records; without `chosen` columns it shows those that fit. */
export function RecordTable({ type, rows, chosen, busy = false }: { type: RecordType; rows: Row[]; chosen?: string[]; busy?: boolean }) {
  const [ref, width] = useWidth();
  return (
    <div className="zs-table-box" ref={ref} aria-busy={busy}>
      {width < narrow && chosen === undefined ? (
        <NarrowRows type={type} rows={rows} />
      ) : (
        <WideRows type={type} rows={rows} width={width} {...(chosen === undefined ? {} : { chosen })} />
      )}
    </div>
  );
}

function placeOf(type: RecordType, row: Row): string {
  return addressOf({ module: type.module, path: type.path, id: row.id });
}

function Due({ type, row }: { type: RecordType; row: Row }) {
  const { session } = useDesk();
  return type.ended.includes(row.state) ? null : <DueBadge due={row.due_on} today={session.today} />;
}

/** One line a record for a phone held in the hand: what it is called, how it stands. */
function NarrowRows({ type, rows }: { type: RecordType; rows: Row[] }) {
  return (
    <ul className="zs-narrow-rows">
      {rows.map((row) => (
        <li key={row.id}>
          <Link to={placeOf(type, row)}>{type.title(row as unknown as RecordRow)}</Link>
          <span className="zs-narrow-end">
            <StateTag type={type} state={row.state} />
            <Due type={type} row={row} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function WideRows({ type, rows, width, chosen }: { type: RecordType; rows: Row[]; width: number; chosen?: string[] }) {
  const go = useGo();
  const dated = type.clocks !== undefined;
  const all = type.list.columns
    .map((column) => columnOf(type, column))
    .filter((field) => !field.hidden && field.name !== "state" && (field.widget !== "record" || field.words !== undefined));
  const wants = (field: Field) =>
    widthOf(
      field,
      rows.map((row) => row[field.name]),
    );
  const names = chosen ?? fitting(all, width - stateWidth - (dated ? dueWidth : 0), wants);
  const fields = all.filter((field) => names.includes(field.name));
  const wanted = fields.reduce((sum, field) => sum + wants(field), stateWidth + (dated ? dueWidth : 0));
  return (
    <table className="zs-table" style={wanted > width ? { width: wanted } : {}}>
      <thead>
        <tr>
          {fields.map((field) => (
            <th key={field.name} scope="col" className={isNumeric(field) ? "zs-right" : ""} style={{ width: wants(field) }}>
              {field.title}
            </th>
          ))}
          <th scope="col" style={{ width: stateWidth }}>
            状态
          </th>
          {dated ? (
            <th scope="col" style={{ width: dueWidth }}>
              期限
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} onDoubleClick={() => go(placeOf(type, row))}>
            {fields.map((field, index) => (
              <td
                key={field.name}
                className={isNumeric(field) ? "zs-right" : ""}
                title={index === 0 ? type.title(row as unknown as RecordRow) : longText(row[field.name])}
              >
                {index === 0 ? (
                  <Link to={placeOf(type, row)}>{empty(row[field.name]) ? "未编号" : <Shown field={field} value={row[field.name]} />}</Link>
                ) : (
                  <Shown field={field} value={row[field.name]} />
                )}
              </td>
            ))}
            <td>
              <StateTag type={type} state={row.state} />
            </td>
            {dated ? (
              <td>
                <Due type={type} row={row} />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function empty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

/** What may not fit into its cell, to be read by pointing at it. */
function longText(value: unknown): string | undefined {
  return typeof value === "string" && value.length > 10 ? value : undefined;
}
