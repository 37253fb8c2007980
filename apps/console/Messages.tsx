// One's own messages, unread first; opening one marks it read and goes to its record.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { call, queryOf, read } from "../../kernel/web/api.ts";
import { wallMinute } from "../../kernel/web/days.ts";
import { useDesk } from "../../kernel/web/desk.tsx";
import { typeNamed } from "../../kernel/web/modules.ts";
import { addressOf, useAddressQuery, useGo } from "../../kernel/web/navigate.ts";
import { Loading, Nothing, RefusalAlert, refusalIn } from "../../kernel/web/notice.tsx";

interface Message {
  id: string;
  title: string;
  body: string;
  subject: string | null;
  subject_id: string | null;
  state: "read" | "unread";
  created_at: string;
}

/** The page. */
export function Messages() {
  const { modules } = useDesk();
  const queries = useQueryClient();
  const go = useGo();
  const [query, setQuery] = useAddressQuery();
  const answer = useQuery({
    queryKey: ["messages", query.cursor],
    queryFn: () => read<{ items: Message[]; next: string | null }>(`/api/v1/messages${queryOf({ limit: 30, cursor: query.cursor })}`),
  });
  const open = async (message: Message) => {
    if (message.state === "unread") {
      await call("POST", `/api/v1/messages/${message.id}/read`);
      void queries.invalidateQueries({ queryKey: ["messages"] });
      void queries.invalidateQueries({ queryKey: ["session"] });
    }
    const type = message.subject === null ? undefined : typeNamed(modules, message.subject);
    if (type !== undefined && message.subject_id !== null) go(addressOf({ module: type.module, path: type.path, id: message.subject_id }));
  };
  const items = answer.data?.items ?? [];
  return (
    <article className="zs-page">
      <h1>消息</h1>
      {answer.isPending ? <Loading /> : null}
      {answer.isError ? <RefusalAlert refusal={refusalIn(answer.error)} retry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && items.length === 0 ? <Nothing words="没有消息。" /> : null}
      <ul className="zs-messages">
        {items.map((message) => (
          <li key={message.id} className={message.state === "unread" ? "zs-unread" : ""}>
            <div>
              <strong>{message.title}</strong> {message.state === "unread" ? <b className="zs-count">未读</b> : null}{" "}
              <time className="zs-aside">{wallMinute(message.created_at)}</time>
              <p>{message.body}</p>
            </div>
            {message.subject_id === null && message.state === "read" ? null : (
              <Button onClick={() => void open(message)}>{message.subject_id === null ? "标为已读" : "打开"}</Button>
            )}
          </li>
        ))}
      </ul>
      {query.cursor !== undefined || answer.data?.next ? (
        <nav className="zs-pages" aria-label="翻页">
          <Button disabled={query.cursor === undefined} onClick={() => setQuery({})}>
            回到第一页
          </Button>
          <Button disabled={!answer.data?.next} onClick={() => setQuery({ cursor: answer.data?.next ?? undefined })}>
            下一页
          </Button>
        </nav>
      ) : null}
    </article>
  );
}
