// The fields of a form laid out: short ones in two columns, long ones and repeatable groups across.
import { Button, Form } from "antd";
import type { FormListFieldData } from "antd";
import { DayInput, FieldInput } from "./inputs.tsx";
import { blankRow, type Field } from "./fields.ts";

/** All fields of a form or of one row (`prefix`). */
export function FormFields({
  fields,
  today,
  prefix = [],
  base = [],
}: {
  fields: Field[];
  today: string;
  prefix?: (string | number)[];
  base?: (string | number)[];
}) {
  return (
    <div className={prefix.length > 0 ? "zs-row-fields" : "zs-fields"}>
      {fields.map((field) =>
        field.widget === "parts" && field.row !== undefined ? (
          <RowsField key={field.name} field={field} today={today} />
        ) : (
          <OneField key={field.name} field={field} today={today} prefix={prefix} base={base} />
        ),
      )}
    </div>
  );
}

function OneField({ field, today, prefix, base }: { field: Field; today: string; prefix: (string | number)[]; base: (string | number)[] }) {
  const form = Form.useFormInstance();
  const wide = field.widget === "long" || (prefix.length === 0 && isWide(field));
  const beside = Form.useWatch((values: Record<string, unknown>) => besideOf(field, values, base), form) ?? {};
  return (
    <Form.Item
      className={wide ? "zs-wide" : "zs-narrow"}
      name={[...prefix, field.name]}
      label={field.title}
      required={field.required && field.initial === undefined}
      {...(field.hint === undefined ? {} : { extra: field.hint })}
    >
      {field.name === "on" && prefix.length === 0 ? (
        <DayInput latest={today} />
      ) : (
        <FieldInput field={field} beside={beside} tight={prefix.length > 0} />
      )}
    </Form.Item>
  );
}

/** Whether a choice shown as radio buttons needs the whole width. */
function isWide(field: Field): boolean {
  const words = Object.values(field.words ?? {});
  return words.length > 0 && words.length <= 5 && words.reduce((sum, word) => sum + 46 + 16 * word.length, 0) > 440;
}

/** The other values a field's choice depends on: the township beside a village, the committee beside a mediator. */
function besideOf(field: Field, values: Record<string, unknown>, base: (string | number)[]): Record<string, unknown> {
  if (field.widget !== "village" && field.widget !== "record") return {};
  const row = base.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined),
    values,
  );
  return typeof row === "object" && row !== null ? (row as Record<string, unknown>) : {};
}

function RowsField({ field, today }: { field: Field; today: string }) {
  const rows = field.row ?? [];
  return (
    <fieldset className="zs-rows zs-wide" id={field.name} tabIndex={-1}>
      <legend>
        {field.title}
        {field.required ? <span className="zs-must">（必填）</span> : null}
      </legend>
      <Form.List name={field.name}>
        {(items, { add, remove }, { errors }) => (
          <>
            {items.map((item: FormListFieldData, index) => (
              <div className="zs-one-row" key={item.key}>
                <div className="zs-row-head">
                  <strong>{`${field.title} ${index + 1}`}</strong>
                  {items.length > (field.least ?? 0) ? (
                    <Button onClick={() => remove(item.name)} aria-label={`删除${field.title}${index + 1}`}>
                      删除
                    </Button>
                  ) : null}
                </div>
                <FormFields fields={rows} today={today} prefix={[item.name]} base={[field.name, item.name]} />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button onClick={() => add(blankRow(rows, items.length))}>{`增加${field.title}`}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
