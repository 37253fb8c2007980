// A list without a row: because of the filters, because of what the person may see, or because nothing has been put down yet.
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { RecordType } from "../lifecycle.ts";
import { useDesk } from "./desk.tsx";
import { addressOf } from "./navigate.ts";
import { Nothing } from "./notice.tsx";

/** Says why the list is empty and what can be done; `clear` takes the filters away, when there are any. */
export function EmptyList({ type, can, clear }: { type: RecordType; can: { step: string; label: string }[]; clear?: () => void }) {
  const { session } = useDesk();
  if (clear !== undefined) {
    return (
      <Nothing words={`没有符合条件的${type.label}，请换个条件或清除筛选。`}>
        <Button onClick={clear}>清除筛选</Button>
      </Nothing>
    );
  }
  const whole = session.wholeBureau.includes(type.line ?? type.module);
  const none = whole ? `还没有${type.label}` : `您的查看范围内没有${type.label}`;
  return (
    <Nothing words={`${none}${can.length > 0 ? "，可以从这里开始：" : whole ? "，登记后会显示在这里。" : "。"}`}>
      {can.map((one) => (
        <Link key={one.step} to={addressOf({ module: type.module, path: type.path, step: one.step })}>
          {one.label}
        </Link>
      ))}
    </Nothing>
  );
}
