// What was told to the citizen and not yet read, on the first page; opening it marks it read.
import { useState } from "react";
import { useAnswer, useShell } from "./shell.ts";

interface Message {
  id: string;
  body: string;
  subject: string | null;
  subject_id: string | null;
  state: string;
}

const most = 3;

/** Unread messages, newest first; nothing when there are none or they cannot be read (the list of applications says so then). */
export function News() {
  const { answer } = useAnswer<{ items: Message[] }>(`/api/v1/messages?limit=${most}`);
  const unread = (answer?.items ?? []).filter((message) => message.state === "unread");
  if (unread.length === 0) return null;
  return (
    <section aria-label="新消息">
      <h2 className="heading">新消息</h2>
      {unread.map((message) => (
        <Told key={message.id} message={message} />
      ))}
    </section>
  );
}

function Told({ message }: { message: Message }) {
  const { go, send, newKey } = useShell();
  const [read, setRead] = useState(false);
  if (read) return null;
  const about = message.subject === "mediation.case" ? message.subject_id : null;
  const open = () => {
    void send(`/api/v1/messages/${message.id}/read`, {}, newKey()).then(() =>
      about === null ? setRead(true) : go(`/mediation/cases/${about}`),
    );
  };
  return (
    <button type="button" className="card tap news" onClick={open}>
      <span className="line">{message.body}</span>
      <span className="line more">{about === null ? "知道了" : "查看"}</span>
    </button>
  );
}
