// Opens the sensitive values of a record for a stated reason, which goes into its history.
import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import type { Refused } from "../lifecycle.ts";
import type { Row } from "./answers.ts";
import { call, isRefusal } from "./api.ts";
import { RefusalAlert } from "./notice.tsx";

/** What is shown in full until the page is left. */
export interface Revealed {
  record: Row;
  parts: Record<string, Record<string, unknown>[]>;
  version: number;
}

/** The button 查看完整信息 with its question. */
export function Reveal({ url, opened, open }: { url: string; opened: boolean; open: (found: Omit<Revealed, "version">) => void }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    const answer = await call<Omit<Revealed, "version">>("POST", url, { reason: reason.trim() });
    setBusy(false);
    if (isRefusal(answer)) {
      setRefusal(answer);
      return;
    }
    setAsking(false);
    open(answer);
  };
  if (opened)
    return (
      <span className="zs-aside" role="status">
        已显示完整信息，离开本页后重新隐藏
      </span>
    );
  return (
    <>
      <Button onClick={() => setAsking(true)}>查看完整信息</Button>
      <Modal
        open={asking}
        title="查看完整信息"
        okText="查看"
        cancelText="取消"
        confirmLoading={busy}
        okButtonProps={{ disabled: reason.trim().length < 2 }}
        onOk={() => void send()}
        onCancel={() => setAsking(false)}
      >
        <Form layout="vertical">
          <Form.Item label="查看原因" htmlFor="reveal-reason" extra="证件号码、电话等平时只显示一部分。查看原因会记入办理记录。">
            <Input.TextArea
              id="reveal-reason"
              value={reason}
              autoSize={{ minRows: 2 }}
              count={{ show: true, max: 200 }}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
        </Form>
        {refusal === undefined ? null : <RefusalAlert refusal={refusal} />}
      </Modal>
    </>
  );
}
