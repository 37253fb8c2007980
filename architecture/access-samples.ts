// One sample of every kind of record, in the order in which they lean on one another: who makes it, by which steps, with which input.

/** What a sample's input may refer to: the bureau, the office it is made in, its township, the records and people made before it. */
export interface At {
  bureau: number;
  office: string;
  township: string;
  /** Ids of the samples made so far, by subject ("mediation.committee"). */
  made: Record<string, string>;
  /** Ids of the people who make the samples, by role. */
  makers: Record<string, string>;
}

/** A step of a sample and the role that takes it. */
export interface Taken {
  role: string;
  step: string;
  input(at: At): Record<string, unknown>;
}

/** The mark that the names of all samples carry, so that search finds every one of them. */
export const mark = "东样";

/** A valid resident number of the invented division 99xxxx, different for each bureau. */
export function residentNumber(bureau: number, serial: number): string {
  const front = `999901199001${String((bureau % 28) + 1).padStart(2, "0")}${String(serial).padStart(3, "0")}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(front[index]), 0);
  return front + "10X98765432".charAt(sum % 11);
}

const bySubject = {
  "offices.office": [{ role: "system-admin", step: "open", input: () => ({ name: `${mark}服务中心`, kind: "centre" }) }],
  "accounts.account": [
    {
      role: "system-admin",
      step: "open",
      input: ({ bureau }) => ({ login: `sample-${bureau}`, name: `${mark}账号`, kind: "staff", phone: "13800138000" }),
    },
  ],
  "offices.post": [
    {
      role: "security-admin",
      step: "grant",
      input: ({ made, office }) => ({ account_id: made["accounts.account"], role: "officer", office_id: office }),
    },
  ],
  "accounts.token": [
    {
      role: "system-admin",
      step: "make",
      input: () => ({ name: `${mark}系统`, scopes: ["mediation:read"], role: "director", expires_on: "2026-12-31" }),
    },
  ],
  "people.person": [
    {
      role: "mediator",
      step: "register",
      input: ({ bureau }) => ({
        name: `${mark}人`,
        idKind: "resident-id",
        idNumber: residentNumber(bureau, 1),
        phone: "13800138001",
        address: "一村",
      }),
    },
  ],
  "people.organisation": [{ role: "mediator", step: "register", input: () => ({ name: `${mark}合作社`, phone: "13800138002" }) }],
  "mediation.committee": [
    {
      role: "chief",
      step: "establish",
      input: ({ township }) => ({ name: `${mark}调解委员会`, level: "village", host: "village", township }),
    },
  ],
  "mediation.mediator": [
    {
      role: "chief",
      step: "engage",
      input: ({ made, makers }) => ({
        name: `${mark}调解员`,
        committee_id: made["mediation.committee"],
        employment: "full-time",
        background: "retired-judge",
        account_id: makers.mediator,
        phone: "13800138003",
      }),
    },
  ],
  "mediation.case": [
    {
      role: "citizen",
      step: "apply",
      input: ({ township, bureau }) => ({
        kind: "neighbour",
        township,
        summary: "楼上漏水，多次协商没有结果，请求调解。",
        parties: [
          { role: "applicant", name: `${mark}甲`, phone: "13800138004", id_number: residentNumber(bureau, 2) },
          { role: "respondent", name: `${mark}乙`, address: "一村" },
        ],
      }),
    },
    {
      role: "mediator",
      step: "accept",
      input: ({ made }) => ({ committee_id: made["mediation.committee"], mediator_id: made["mediation.mediator"] }),
    },
    { role: "mediator", step: "correct", input: () => ({ amount: 5_000_000 }) },
    { role: "mediator", step: "hold", input: () => ({ place: "调解室", note: "双方到场，各自陈述了经过和要求。" }) },
    { role: "mediator", step: "agree", input: () => ({ terms: "楼上住户于月底前修好水管。" }) },
    { role: "mediator", step: "visit", input: () => ({ performance: "partly", note: "正在修。" }) },
  ],
  "mediation.dispute": [
    { role: "mediator", step: "report", input: ({ township }) => ({ kind: "land", township, summary: `${mark}：田埂界线有争议。` }) },
  ],
  "mediation.informant": [
    {
      role: "chief",
      step: "appoint",
      input: ({ township }) => ({
        name: `${mark}信息员`,
        township,
        village: `${township}200`,
        village_group: "一组",
        phone: "13800138005",
      }),
    },
  ],
  "mediation.site": [
    { role: "chief", step: "open", input: ({ township }) => ({ name: `${mark}站点`, level: "community", township, terminals: 2 }) },
  ],
  "time-limits.setting": [
    { role: "director", step: "set", input: () => ({ rule: "TJ-02", amount: 3, unit: "WD", why: `${mark}：按原文核对，核对人办公室` }) },
  ],
} satisfies Record<string, Taken[]>;

/** The samples by kind of record, in the order in which they are made. A new line of work adds its own here. */
export const samples: Record<string, Taken[]> = bySubject;
