// Keeping an uploaded file: judged, named, stored, written down with the record it belongs to and in its history.
import type { Readable } from "node:stream";
import { newId } from "#kernel/clock";
import { insert, inTransaction, sql, type Transaction } from "#kernel/db";
import { historyInsert } from "#kernel/history";
import { type Server, type Session, siteOf } from "#kernel/http";
import { lineOf, isRefused, refuse, type Refused, subjectOf } from "#kernel/lifecycle";
import { type FileRow, type Host, hostOf } from "./queries.ts";
import { type Arrived, takeIn } from "./store.ts";
import { cleanName, judgeName, kinds } from "./words.ts";

/** What is asked for: `id` is made by the client, so that sending twice keeps one file. */
export interface Upload {
  id: string;
  subject: string;
  subjectId: string;
  name: string;
  body: Readable;
}

/** Keeps a file, or says why not. The body is read to its end either way. */
export async function upload(server: Server, session: Session, asked: Upload): Promise<{ file: FileRow; repeated: boolean } | Refused> {
  const host = await hostOf(server, session, asked.subject, asked.subjectId);
  if (isRefused(host) || host.row.bureau_id !== session.actor.bureau) {
    asked.body.resume();
    return isRefused(host) ? host : refuse("not-permitted", "只能给本机关的记录上传附件。");
  }
  const arrived = await takeIn(server.dataDir, asked.body);
  if (isRefused(arrived)) return arrived;
  const wrong = judgeName(asked.name, arrived.kind);
  const answer = wrong ?? (await writeDown(server, session, { asked, host, arrived }));
  if (isRefused(answer)) await arrived.drop();
  return answer;
}

interface Work {
  asked: Upload;
  host: Host;
  arrived: Arrived;
}

async function writeDown(server: Server, session: Session, work: Work): Promise<{ file: FileRow; repeated: boolean } | Refused> {
  const { asked, host, arrived } = work;
  const site = siteOf(server, session);
  const row = {
    bureau_id: host.row.bureau_id,
    id: asked.id,
    subject: subjectOf(host.type),
    subject_id: host.row.id,
    name: cleanName(asked.name, arrived.kind),
    media_type: kinds[arrived.kind].mediaType,
    size: arrived.size,
    sha256: arrived.sha256,
    uploaded_by: session.actor.id,
    uploader_name: session.actor.name,
    created_at: site.now,
  };
  return inTransaction(server.app, session.settings, async (tx) => {
    const [there] = await tx.query<FileRow>(sql`select * from files.file where bureau_id = ${row.bureau_id} and id = ${row.id}`);
    if (there !== undefined) return repeatOf(there, row, arrived);
    await arrived.keep();
    const { offices, owners } = host.row;
    await tx.query(insert("files.file", [{ ...row, state: "kept", version: 1, offices, owners, line: lineOf(host.type) }]));
    await record(tx, { session, host, at: site.now, today: site.today, file: row });
    return { file: row, repeated: false };
  });
}

async function repeatOf(there: FileRow, row: FileRow, arrived: Arrived): Promise<{ file: FileRow; repeated: boolean } | Refused> {
  if (there.sha256 !== row.sha256 || there.subject_id !== row.subject_id || there.uploaded_by !== row.uploaded_by) {
    return refuse("already-there", "这个附件编号已用于另一个文件，请刷新页面后重新上传。");
  }
  await arrived.drop();
  return { file: there, repeated: true };
}

async function record(tx: Transaction, what: { session: Session; host: Host; at: string; today: string; file: FileRow }): Promise<void> {
  const { host, file } = what;
  const { actor } = what.session;
  await tx.query(
    historyInsert({
      bureau_id: host.row.bureau_id,
      id: newId(),
      at: what.at,
      on_day: what.today,
      actor_id: actor.id,
      actor_name: actor.name,
      actor_role: actor.posts.map((post) => post.role).join(","),
      subject: file.subject,
      subject_id: file.subject_id,
      action: "attach",
      version: host.row.version,
      summary: `上传附件：${file.name}`,
      detail: { file: file.id, sha256: file.sha256, size: file.size },
      offices: host.row.offices,
      owners: host.row.owners,
    }),
  );
}
