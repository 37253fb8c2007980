// Chooses a period: a year and what part of it, or days of one's own.
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { readPeriod, spans, writePeriod } from "./period.ts";

/** The picker; `today` gives the years that can be chosen. */
export function PeriodPicker({ period, today, choose }: { period: string; today: string; choose: (period: string) => void }) {
  const chosen = readPeriod(period, today.slice(0, 4));
  const latest = Number(today.slice(0, 4));
  const years = [...new Set([Number(chosen.year), ...Array.from({ length: 8 }, (_, index) => latest - index)])].sort((a, b) => b - a);
  const spanOptions = [...Object.entries(spans).map(([value, label]) => ({ value, label })), { value: "own", label: "自定义起止日期" }];
  return (
    <div className="zs-actions" role="group" aria-label="期间">
      <Select
        aria-label="年份"
        value={chosen.year}
        onChange={(year) => choose(writePeriod(chosen.span === "own" ? { year, span: "" } : { ...chosen, year }))}
        options={years.map((year) => ({ value: String(year), label: `${year}年` }))}
      />
      <Select
        aria-label="时段"
        popupMatchSelectWidth={false}
        value={chosen.span}
        onChange={(span) => choose(writePeriod({ year: chosen.year, span }))}
        options={spanOptions}
      />
      {chosen.span === "own" ? (
        <DatePicker.RangePicker
          allowClear={false}
          value={[dayjs(chosen.from), dayjs(chosen.to)]}
          onChange={(days) =>
            choose(
              writePeriod({
                ...chosen,
                from: days?.[0]?.format("YYYY-MM-DD") ?? `${chosen.year}-01-01`,
                to: days?.[1]?.format("YYYY-MM-DD") ?? `${chosen.year}-12-31`,
              }),
            )
          }
        />
      ) : null}
    </div>
  );
}
