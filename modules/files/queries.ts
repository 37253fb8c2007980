// Reading files through the records they belong to: the record must be visible, and its files go where it has gone.
import { inTransaction, sql } from "#kernel/db";
import type { Server, Session } from "#kernel/http";
import { type RecordRow, type RecordType, refuse, type Refused, subjectOf } from "#kernel/lifecycle";
import { recordStatements } from "#kernel/records";

/** A file as lists show it. */
export interface FileRow {
  bureau_id: number;
  id: string;
  subject: string;
  subject_id: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  uploaded_by: string;
  uploader_name: string;
  created_at: string;
}

type Row = RecordRow & Record<string, unknown>;

/** A record that the session sees, with its type. */
export interface Host {
  type: RecordType;
  row: Row;
}

const noRecord = refuse("not-found", "没有找到附件所属的记录：可能编号有误，或不在您的查看范围内。");
const noFile = refuse("not-found", "没有找到这个附件：可能编号有误，或不在您的查看范围内。");

/** The kind of record a subject names ("mediation.case"), among all modules'. */
export function typeOf(server: Server, subject: string): RecordType | undefined {
  return server.modules.flatMap((module) => module.records.map((record) => record.type)).find((type) => subjectOf(type) === subject);
}

/** The record a file is to belong to, read through the session's visibility. */
export async function hostOf(server: Server, session: Session, subject: string, id: string): Promise<Host | Refused> {
  const type = typeOf(server, subject);
  const statement = type === undefined ? undefined : recordStatements(type, session.actor, id)[0];
  if (type === undefined || statement === undefined) return refuse("not-found", `没有“${subject.slice(0, 60)}”这类记录。`);
  const [row] = await inTransaction(server.app, session.settings, (tx) => tx.query<Row>(statement));
  return row === undefined ? noRecord : { type, row };
}

/** The files of a record that the session sees, oldest first. */
export async function filesOf(server: Server, session: Session, host: Host): Promise<FileRow[]> {
  const { bureau_id, id, offices, owners } = host.row;
  return inTransaction(server.app, session.settings, async (tx) => {
    await tx.query(sql`select files.follow(${bureau_id}, ${id}::uuid, ${offices}::uuid[], ${owners}::uuid[])`);
    return tx.query<FileRow>(sql`select bureau_id, id, subject, subject_id, name, media_type, size, sha256, uploaded_by, uploader_name, created_at from files.file
      where bureau_id = ${bureau_id} and subject_id = ${id} and subject = ${subjectOf(host.type)} and state = 'kept' order by id`);
  });
}

/** One file with its record, when the session sees the record. */
export async function fileWithHost(server: Server, session: Session, id: string): Promise<{ file: FileRow; host: Host } | Refused> {
  const { low, high } = session.actor;
  const [place] = await inTransaction(server.app, session.settings, (tx) =>
    tx.query<{ subject: string; subject_id: string }>(sql`select subject, subject_id from files.subject_of(${low}, ${high}, ${id}::uuid)`),
  );
  if (place === undefined) return noFile;
  const host = await hostOf(server, session, place.subject, place.subject_id);
  if ("refused" in host) return noFile;
  const file = (await filesOf(server, session, host)).find((one) => one.id === id);
  return file === undefined ? noFile : { file, host };
}
