// Changing one's own password; asked for right after a password was made by somebody else.
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import type { Refused } from "../../kernel/lifecycle.ts";
import { call, isRefusal } from "../../kernel/web/api.ts";
import { RefusalAlert } from "../../kernel/web/notice.tsx";

interface Typed {
  current: string;
  next: string;
  again: string;
}

/** The form; `must` when nothing else may be done before. */
export function Password({ must = false, done }: { must?: boolean; done: () => void }) {
  const [form] = Form.useForm<Typed>();
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const send = async ({ current, next }: Typed) => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await call("POST", "/api/v1/password", { current, next });
    setBusy(false);
    if (!isRefusal(answer)) {
      form.resetFields();
      done();
      return;
    }
    setRefusal(answer);
    form.setFields(Object.entries(answer.fields ?? {}).map(([name, sentence]) => ({ name: name as keyof Typed, errors: [sentence] })));
  };
  return (
    <section className="zs-small-form">
      <h1>修改口令</h1>
      {must ? <p>您的口令由他人设置，请先改成自己的口令再使用系统。</p> : null}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(typed) => void send(typed)}>
        <Form.Item name="current" label="原口令" rules={[{ required: true, message: "请填写原口令" }]}>
          <Input.Password autoComplete="current-password" visibilityToggle={false} />
        </Form.Item>
        <Form.Item
          name="next"
          label="新口令"
          extra="至少10位，字母、数字、符号混用，不含登录名"
          rules={[{ required: true, message: "请填写新口令" }]}
        >
          <Input.Password autoComplete="new-password" visibilityToggle={false} />
        </Form.Item>
        <Form.Item
          name="again"
          label="再填一次新口令"
          dependencies={["next"]}
          rules={[
            { required: true, message: "请再填一次新口令" },
            ({ getFieldValue }) => ({
              validator: async (_, value) => {
                if (value && value !== getFieldValue("next")) throw new Error("两次填写的新口令不一样");
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" visibilityToggle={false} />
        </Form.Item>
        {refusal === undefined ? null : <RefusalAlert refusal={refusal} />}
        <Button type="primary" size="large" htmlType="submit" loading={busy}>
          修改口令
        </Button>
      </Form>
    </section>
  );
}

/** The page opened from the bar. */
export function PasswordPage() {
  const [changed, setChanged] = useState(false);
  return (
    <article className="zs-page">
      {changed ? <Alert type="success" role="status" className="zs-alert" title="口令已修改，下次登录请用新口令。" /> : null}
      <Password done={() => setChanged(true)} />
    </article>
  );
}
