// The nouns of messages. Pure; the browser loads it too.
import { z } from "zod";

export const states = { unread: "未读", read: "已读", waiting: "待发送" } as const;
export const channels = { inbox: "站内消息", sms: "短信" } as const;

/** A message as its reader gets it. */
export const Message = z.object({
  id: z.uuid(),
  title: z.string(),
  body: z.string(),
  subject: z.string().nullable(),
  subject_id: z.uuid().nullable(),
  state: z.enum(["unread", "read"]).meta({ words: states }),
  created_at: z.string(),
  read_at: z.string().nullable(),
});
