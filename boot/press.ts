// Prints PDF with typst in a child process that is started on demand and let go when idle, one document at a time, always with an answer.
import { type ChildProcess, fork } from "node:child_process";
import { type Refused, refuse } from "../kernel/lifecycle.ts";

/** How patient a press is, in ms: `idle` until the child is let go, `limit` for one document; `waiting` is the longest queue. */
export interface Patience {
  idle: number;
  limit: number;
  waiting: number;
}

/** Turns a typst program and the document it reads as `sys.inputs.document` into PDF; `pid` is that of the running child, if any; `close` lets it go. */
export interface Press {
  print(program: string, document: string): Promise<Buffer | Refused>;
  pid(): number | undefined;
  close(): void;
}

/** What the child is asked, and what it reports. */
export interface Task {
  program: string;
  document: string;
}
export interface Report {
  ready?: true;
  pdf?: Uint8Array;
  failed?: string;
}

/** A press; nothing is started before the first document. `file` is the child's source. */
export function press(patience: Patience, file = new URL("./press-child.ts", import.meta.url)): Press {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const close = () => {
    clearTimeout(idle);
    if (child?.connected) child.disconnect();
    child = undefined;
  };
  const print = (program: string, document: string): Promise<Buffer | Refused> => {
    if (waiting >= patience.waiting) return Promise.resolve(refuse("press-busy", "正在打印的文书太多，请过一分钟再试。"));
    waiting += 1;
    clearTimeout(idle);
    const done = queue
      .then(async () => {
        child = child?.connected ? child : start(file);
        const answer = await printed(child, { program, document }, patience.limit);
        if (!child.connected) child = undefined;
        return answer;
      })
      .finally(() => {
        waiting -= 1;
        if (waiting === 0) idle = setTimeout(close, patience.idle).unref();
      });
    queue = done;
    return done;
  };
  return { print, close, pid: () => (child?.connected ? child.pid : undefined) };
}

/** A child that does not keep the server alive: only a document being printed does. */
function start(file: URL): ChildProcess {
  const child = fork(file, { serialization: "advanced", execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child.unref();
  child.channel?.unref();
  return child;
}

/** One document's answer: the PDF, or a refusal when the child fails, dies or takes longer than `limit`. */
function printed(child: ChildProcess, task: Task, limit: number): Promise<Buffer | Refused> {
  return new Promise((resolve) => {
    const settle = (answer: Buffer | Refused) => {
      clearTimeout(timer);
      child.off("message", hear).off("exit", lost).off("error", lost);
      child.channel?.unref();
      resolve(answer);
    };
    const hear = (report: Report) => {
      if (report.pdf) settle(Buffer.from(report.pdf));
      else if (report.failed !== undefined)
        settle(refuse("press-failed", "这份文书无法打印成 PDF，请先下载 Word 版，并把文书编号告诉系统管理员。"));
    };
    const lost = () => {
      child.kill("SIGKILL");
      settle(refuse("press-lost", "打印 PDF 的程序意外停止，请再试一次；仍不成功时请先下载 Word 版。"));
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      settle(refuse("press-slow", "打印这份 PDF 用时过长，已经停止；请先下载 Word 版，或减少文书中的表格行数。"));
    }, limit);
    child.on("message", hear).once("exit", lost).once("error", lost);
    child.channel?.ref();
    child.send(task, (error) => {
      if (error) lost();
    });
  });
}
