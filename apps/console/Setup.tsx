// The first visit to an empty installation: names the bureau and makes the first system administrator.
import { Button, Form, Input } from "antd";
import { useState } from "react";
import type { Refused } from "../../kernel/lifecycle.ts";
import { call, isRefusal } from "../../kernel/web/api.ts";
import { RefusalAlert } from "../../kernel/web/notice.tsx";

const asked = [
  { name: "division", label: "区划代码", hint: "本县（市、区）的6位行政区划代码，如440811" },
  { name: "bureau_name", label: "机关全称", hint: "如：某某县司法局，将印在文书上" },
  { name: "short_name", label: "文号用的机关简称", hint: "如：某司" },
  { name: "name", label: "系统管理员姓名", hint: undefined },
  { name: "login", label: "登录名", hint: "3至40位小写字母、数字、点或短横" },
] as const;

/** The setup page. */
export function Setup({ done }: { done: () => void }) {
  const [form] = Form.useForm<Record<string, string>>();
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const send = async ({ again: _, ...values }: Record<string, string>) => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await call("POST", "/api/v1/setup", values);
    setBusy(false);
    if (!isRefusal(answer)) {
      done();
      return;
    }
    setRefusal(answer);
    form.setFields(Object.entries(answer.fields ?? {}).map(([name, sentence]) => ({ name, errors: [sentence] })));
  };
  return (
    <main className="zs-signin">
      <h1>准绳</h1>
      <p>这是首次使用。请填写本机关，并设立第一位系统管理员。</p>
      <section className="zs-signin-box">
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void send(values)}>
          {asked.map(({ name, label, hint }) => (
            <Form.Item
              key={name}
              name={name}
              label={label}
              {...(hint === undefined ? {} : { extra: hint })}
              rules={[{ required: true, whitespace: true, message: `请填写${label}` }]}
            >
              <Input autoComplete="off" />
            </Form.Item>
          ))}
          <Form.Item
            name="password"
            label="口令"
            extra="至少10位，字母、数字、符号混用，不含登录名"
            rules={[{ required: true, message: "请填写口令" }]}
          >
            <Input.Password autoComplete="new-password" visibilityToggle={false} />
          </Form.Item>
          <Form.Item
            name="again"
            label="再填一次口令"
            dependencies={["password"]}
            rules={[
              { required: true, message: "请再填一次口令" },
              ({ getFieldValue }) => ({
                validator: async (_, value) => {
                  if (value && value !== getFieldValue("password")) throw new Error("两次填写的口令不一样");
                },
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" visibilityToggle={false} />
          </Form.Item>
          {refusal === undefined ? null : <RefusalAlert refusal={refusal} />}
          <Button type="primary" size="large" htmlType="submit" block loading={busy}>
            建立
          </Button>
        </Form>
      </section>
    </main>
  );
}
