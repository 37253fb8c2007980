// The form of a step, made from what the step asks for: checks before sending, keeps what was typed, sends once however often it is pressed.
import { Alert, Button, Form, Modal } from "antd";
import type { KeyboardEvent } from "react";
import type { RecordType } from "../lifecycle.ts";
import type { RecordAnswer, StepTaken } from "./answers.ts";
import { isLost } from "./api.ts";
import { useDesk } from "./desk.tsx";
import { FormFields } from "./FormFields.tsx";
import { RefusalAlert } from "./notice.tsx";
import { fieldsOfStep, useStepDraft } from "./step-draft.ts";
import { useStepSending } from "./step-sending.ts";

/** Which step, on which record (none: a new one), and what to do when it is done. */
export interface StepFormProps {
  type: RecordType;
  step: string;
  found?: RecordAnswer;
  done: (answer: StepTaken) => void;
  cancel: () => void;
  /** Reads the record again after somebody else has changed it. */
  refresh?: () => void;
}

/** Enter in a one-line field confirms what was typed there; only the button submits. */
function stayOnEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
}

/** The form of a step. */
export function StepForm({ type, step, found, done, cancel, refresh }: StepFormProps) {
  const { session } = useDesk();
  const [form] = Form.useForm<Record<string, unknown>>();
  const declared = type.steps[step];
  const fields = fieldsOfStep(type, step);
  const work = useStepDraft({
    type,
    step,
    account: session.actor.id,
    today: session.today,
    ...(found === undefined ? {} : { found }),
  });
  const { draft, restored, keep, room } = work;
  const { refusal, setRefusal, sending, asking, setAsking, send, check } = useStepSending({
    type,
    step,
    fields,
    form,
    work,
    done,
    ...(found === undefined ? {} : { found }),
  });
  const startOver = () => {
    work.clear();
    form.setFieldsValue(Object.fromEntries(fields.map((field) => [field.name, work.started[field.name]])));
    setRefusal(undefined);
  };

  return (
    <div className="zs-form">
      {restored ? (
        <Alert
          type="info"
          className="zs-alert"
          title="已恢复上次未提交的内容"
          action={<Button onClick={startOver}>清除，重新填写</Button>}
        />
      ) : null}
      {room ? null : <Alert type="warning" className="zs-alert" title="本机无法保存草稿，请填写后尽快提交。" />}
      {declared?.hint === undefined ? null : <p className="zs-hint">{declared.hint}</p>}
      <Form
        form={form}
        layout="vertical"
        requiredMark={(label, { required }) => (
          <span>
            {label}
            {required ? <span className="zs-must">（必填）</span> : null}
          </span>
        )}
        initialValues={draft.values}
        onValuesChange={() => keep(form.getFieldsValue(true))}
        onFinish={check}
        onKeyDown={stayOnEnter}
        preserve
      >
        <FormFields fields={fields} today={session.today} />
        {fields.length === 0 ? <p>确认“{declared?.label}”？</p> : null}
        {refusal === undefined ? null : (
          <RefusalAlert
            refusal={refusal}
            {...(isLost(refusal) ? { retry: () => void send() } : {})}
            {...(refusal.code === "stale" && refresh !== undefined
              ? {
                  action: (
                    <Button
                      onClick={() => {
                        setRefusal(undefined);
                        refresh();
                      }}
                    >
                      读取最新内容
                    </Button>
                  ),
                }
              : {})}
          />
        )}
        <div className="zs-form-foot">
          <Button type="primary" size="large" htmlType="submit" loading={sending} danger={declared?.final === true}>
            {sending ? "正在提交…" : declared?.label}
          </Button>
          <Button size="large" onClick={cancel}>
            返回
          </Button>
          <span className="zs-aside">填写的内容随时保存在本机，未提交前可以离开再回来。</span>
        </div>
      </Form>
      <Modal
        open={asking}
        title={`确定办理“${declared?.label ?? ""}”？`}
        okText={`确定${declared?.label ?? ""}`}
        cancelText="再想想"
        okButtonProps={{ danger: true }}
        onOk={() => void send()}
        onCancel={() => setAsking(false)}
      >
        <p>这一步办理后不能撤回，请确认填写无误。</p>
      </Modal>
    </div>
  );
}
