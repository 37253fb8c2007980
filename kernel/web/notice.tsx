// Sentences for what was refused, what is loading and what is empty: the same everywhere.
import { Alert, Button, Spin } from "antd";
import type { ReactNode } from "react";
import type { Refused } from "../lifecycle.ts";
import { RefusedError } from "./api.ts";

/** The refusal inside whatever a query threw. */
export function refusalIn(error: unknown): Refused {
  if (error instanceof RefusedError) return error.refusal;
  return { refused: "页面出现故障，请刷新后重试；如反复出现，请联系系统管理员。", code: "fault" };
}

/** A refusal: what is wrong, what to do, and the article it rests on. */
export function RefusalAlert({ refusal, retry, action }: { refusal: Refused; retry?: () => void; action?: ReactNode }) {
  const button = retry === undefined ? undefined : <Button onClick={retry}>重试</Button>;
  return (
    <Alert
      type="error"
      className="zs-alert"
      role="alert"
      title={refusal.refused}
      {...(refusal.basis === undefined ? {} : { description: `依据：${refusal.basis}` })}
      action={action ?? button}
    />
  );
}

/** A page that could not be read: what was refused, trying again, and for what is not there the way back. */
export function Missing({ error, retry, children }: { error: unknown; retry: () => void; children: ReactNode }) {
  const refusal = refusalIn(error);
  if (refusal.code !== "not-found") return <RefusalAlert refusal={refusal} retry={retry} />;
  return (
    <div role="alert">
      <Nothing words={refusal.refused}>
        <p className="zs-aside">也可能是地址不完整，或者记录已移交其他机构。请从列表查找，或向给您地址的人核对。</p>
        {children}
      </Nothing>
    </div>
  );
}

/** While an answer is on the way. */
export function Loading({ words = "正在读取…" }: { words?: string }) {
  return (
    <div className="zs-loading" role="status">
      <Spin /> <span>{words}</span>
    </div>
  );
}

/** Nothing is there: says so, and what to do next. */
export function Nothing({ words, children }: { words: string; children?: ReactNode }) {
  return (
    <div className="zs-nothing">
      <p>{words}</p>
      {children}
    </div>
  );
}
