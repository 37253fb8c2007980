// The facts of a record in two columns, and the rows that belong to it.
import type { Part, RecordType } from "../lifecycle.ts";
import type { Row } from "./answers.ts";
import { isNumeric } from "./columns.ts";
import { fieldsOf } from "./fields.ts";
import { columnOf, Shown } from "./show.tsx";

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

/** What is known of a record; what is not known (yet) is left out. */
export function Facts({ type, row }: { type: RecordType; row: Row }) {
  const fields = Object.keys(type.fields.shape)
    .map((column) => columnOf(type, column))
    .filter((field) => !field.hidden && !(field.widget === "record" && field.words === undefined) && field.widget !== "account");
  const known = fields.filter((field) => isSet(row[field.name]));
  return (
    <dl className="zs-facts">
      {known.map((field) => (
        <div key={field.name} className={field.widget === "long" ? "zs-wide" : ""}>
          <dt>{field.title}</dt>
          <dd className={field.widget === "long" ? "zs-long" : ""}>
            <Shown field={field} value={row[field.name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The rows of one part as a table. */
export function PartTable({ part, rows }: { part: Part; rows: Record<string, unknown>[] }) {
  const fields = fieldsOf(part.row).filter((field) => !field.hidden);
  if (rows.length === 0) return <p className="zs-aside">还没有{part.label}。</p>;
  return (
    <div className="zs-table-box">
      <table className="zs-table zs-part">
        <thead>
          <tr>
            {fields.map((field) => (
              <th key={field.name} scope="col" className={isNumeric(field) ? "zs-right" : ""}>
                {field.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={String(row.id ?? index)}>
              {fields.map((field) => (
                <td key={field.name} className={`${isNumeric(field) ? "zs-right" : ""} ${field.widget === "long" ? "zs-long" : ""}`}>
                  <Shown field={field} value={row[field.name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
