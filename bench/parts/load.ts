// A bounded load from one process: so many connections, so many seconds, one request after the other on each.
import { Agent, request } from "node:http";

/** One request to send. */
export interface Shot {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Requests a second over `seconds` on `connections` keep-alive connections to 127.0.0.1. Throws when an answer is not of class 2xx. */
export async function throughput(port: number, next: (n: number) => Shot, { connections = 16, seconds = 4 } = {}): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const began = performance.now();
  const until = began + seconds * 1000;
  let sent = 0;
  const lane = async () => {
    while (performance.now() < until) await send(port, agent, next(sent++));
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
  return (1000 * sent) / (performance.now() - began);
}

function send(port: number, agent: Agent, shot: Shot): Promise<void> {
  return new Promise((done, failed) => {
    const outgoing = request(
      { host: "127.0.0.1", port, agent, path: shot.path, method: shot.method ?? "GET", headers: shot.headers ?? {} },
      (answer) => {
        let words = "";
        answer.on("data", (chunk: Buffer) => {
          if ((answer.statusCode ?? 0) >= 300) words += chunk.toString();
        });
        answer.on("end", () =>
          (answer.statusCode ?? 0) < 300 ? done() : failed(new Error(`${shot.path}: ${answer.statusCode} ${words}`)),
        );
      },
    );
    outgoing.on("error", failed);
    outgoing.end(shot.body);
  });
}

/** The middle of some numbers. */
export function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Prints one figure as the contract says. */
export function print(name: string, value: number, unit: string, peer?: { name: string; value: number }): void {
  const ratio = peer === undefined ? undefined : Number((value / peer.value).toFixed(3));
  process.stdout.write(
    `${JSON.stringify({ name, value: Number(value.toFixed(2)), unit, ...(peer === undefined ? {} : { ratio_to: `${peer.name} ${peer.value.toFixed(2)}`, ratio }) })}\n`,
  );
}
