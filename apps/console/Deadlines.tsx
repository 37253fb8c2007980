// 时限计算: any statutory limit from any day, with the sentence that explains it and the article it rests on.
import { useQuery } from "@tanstack/react-query";
import { Form, InputNumber, Select } from "antd";
import { queryOf, read } from "../../kernel/web/api.ts";
import { basisText, RuleMarks } from "../../kernel/web/Clocks.tsx";
import { longDay } from "../../kernel/web/days.ts";
import { useDesk } from "../../kernel/web/desk.tsx";
import { DayInput } from "../../kernel/web/inputs.tsx";
import { useAddressQuery } from "../../kernel/web/navigate.ts";
import { Loading, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";

interface Rule {
  id: string;
  title: string;
  trigger: string;
  computes: boolean;
  basis: string[];
  effectiveFrom: string | null;
  effectiveTo: string | null;
  status: string;
  extension: { amount: number | null; unit: string; approvedBy: string } | null;
  words: string;
  note?: string;
}
interface DeadlineAnswer {
  rule: string;
  from: string;
  due: string | null;
  arithmetic: string;
  basis: string | string[];
  status: string;
  provisional: boolean;
  substitutedFor?: string;
  note?: string;
}

const marks: Record<string, string> = { K: "（待核）", KD: "（存疑，不计算）", P: "（部分待核）" };
const units: Record<string, string> = { ND: "日", WD: "个工作日", M: "个月", Y: "年", H: "小时" };

/** The page. */
export function Deadlines() {
  const { session } = useDesk();
  const [query, setQuery] = useAddressQuery();
  const rules = useQuery({
    queryKey: ["rules"],
    queryFn: () => read<{ items: { family: string; versions: Rule[] }[] }>("/api/v1/rules"),
    staleTime: 600_000,
  });
  const date = query.date ?? session.today;
  const families = rules.data?.items ?? [];
  const options = families.map(({ family, versions }) => ({
    value: family,
    label: `${family} ${versions.at(-1)?.title ?? ""}${marks[versions.at(-1)?.status ?? ""] ?? ""}`,
  }));
  const versions = families.find((one) => one.family === query.rule)?.versions ?? [];
  const extension = versions.find((version) => version.extension !== null)?.extension;
  return (
    <article className="zs-page">
      <h1>时限计算</h1>
      <p className="zs-aside">按法定期限规则和国务院办公厅放假安排计算；标有“待核”的规则请以法律文本为准。</p>
      {rules.isPending ? <Loading /> : null}
      {rules.isError ? <RefusalAlert refusal={refusalIn(rules.error)} retry={() => void rules.refetch()} /> : null}
      <Form layout="vertical" className="zs-fields zs-calculator">
        <Form.Item label="期限规则" htmlFor="rule" className="zs-wide">
          <Select
            id="rule"
            value={query.rule ?? null}
            options={options}
            showSearch={{ optionFilterProp: "label" }}
            placeholder="输入编号或名称查找，如：调解、复议、FY-18"
            onChange={(rule: string) => setQuery({ ...query, rule, extend: undefined })}
          />
        </Form.Item>
        <Form.Item
          label={`起算日${versions.at(-1)?.trigger === undefined ? "" : `（${versions.at(-1)?.trigger}）`}`}
          htmlFor="date"
          className="zs-narrow"
        >
          <DayInput id="date" value={date} onChange={(day) => setQuery({ ...query, date: day })} />
        </Form.Item>
        {extension === null || extension === undefined ? null : (
          <Form.Item label={`批准延长（${extension.approvedBy}）`} htmlFor="extend" className="zs-narrow">
            <InputNumber
              id="extend"
              min={0}
              max={extension.amount ?? 365}
              precision={0}
              suffix={units[extension.unit] ?? ""}
              value={query.extend === undefined ? null : Number(query.extend)}
              onChange={(amount) => setQuery({ ...query, extend: amount === null || amount === 0 ? undefined : String(amount) })}
            />
          </Form.Item>
        )}
      </Form>
      {query.rule === undefined ? null : <Answer rule={query.rule} date={date} extend={query.extend} />}
      {versions.length === 0 ? null : <Versions versions={versions} />}
    </article>
  );
}

function Answer({ rule, date, extend }: { rule: string; date: string; extend: string | undefined }) {
  const url = `/api/v1/deadline${queryOf({ rule, date, extend })}`;
  const answer = useQuery({ queryKey: ["deadline", url], queryFn: () => read<DeadlineAnswer>(url), placeholderData: (before) => before });
  if (answer.isPending) return <Loading words="正在计算…" />;
  if (answer.isError) return <RefusalAlert refusal={refusalIn(answer.error)} />;
  const { due, arithmetic, basis, status, provisional, note, substitutedFor, rule: used } = answer.data;
  return (
    <section className="zs-section" aria-live="polite">
      <p className="zs-big">
        {due === null ? "不计算日期" : longDay(due)} <RuleMarks status={status} provisional={provisional} />
      </p>
      <p>{arithmetic}</p>
      <p>依据：{basisText(basis)}</p>
      {substitutedFor === undefined ? null : <p className="zs-aside">{`起算日适用的版本是${used}。`}</p>}
      {note === undefined || note === "" ? null : <p className="zs-aside">{note}</p>}
    </section>
  );
}

function Versions({ versions }: { versions: Rule[] }) {
  return (
    <section className="zs-section">
      <h2>规则的各版本</h2>
      <ul className="zs-clocks">
        {versions.map((version) => (
          <li key={version.id}>
            <strong>{version.id}</strong> {version.words} <RuleMarks status={version.status} provisional={false} />
            <p className="zs-aside">{`${version.effectiveFrom ?? "施行日期待核"}至${version.effectiveTo ?? "今"}　${basisText(version.basis)}`}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
