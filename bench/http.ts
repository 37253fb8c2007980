// List, search, single record and step over HTTP at 16 connections, each beside a bare node:http and pg server, turn by turn in the same run.
import { fork } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { newId } from "#kernel/clock";
import { benchDatabase, bureaus, codeOf, tokenOf } from "./parts/database.ts";
import { median, print, type Shot, throughput } from "./parts/load.ts";

const rounds = Number(process.env.ZS_BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.ZS_BENCH_SECONDS ?? 4);
const database = await benchDatabase();
const client = new pg.Client({ connectionString: database.ownerUrl });
await client.connect();

/** Open cases by bureau index, to be read and stepped on. */
const open: string[][] = [];
for (let index = 0; index < bureaus; index += 1) {
  const { rows } = await client.query<{ id: string }>(
    "select id from mediation.case where bureau_id = $1 and state = 'mediating' limit 200",
    [codeOf(index)],
  );
  open.push(rows.map((row) => row.id));
}
await client.end();
const words = ["王伟", "李芳文", "张娜", "刘秀华", "陈敏", "杨静国", "黄丽", "赵强建"];

function child(file: string, args: string[]): Promise<{ port: number; process: ReturnType<typeof fork> }> {
  const made = fork(join(import.meta.dirname, "parts", file), args, { execArgv: ["--disable-warning=ExperimentalWarning"] });
  return new Promise((done, failed) => {
    made.once("message", (port: number) => done({ port, process: made }));
    made.once("exit", (code) => failed(new Error(`${file} ended with ${code}`)));
  });
}

const ours = await child("ours.ts", [database.ownerUrl, database.appUrl]);
const peers = {
  peer: await child("peer.ts", [database.ownerUrl]),
  "pipelined peer": await child("peer.ts", [database.ownerUrl, "pipeline"]),
};
const pick = (n: number) => (n * 7919) % bureaus;
const caseOf = (n: number) => open[pick(n)]?.[(n * 31) % (open[pick(n)]?.length ?? 1)] ?? "";
const input = { place: "司法所调解室", note: "双方各让一步，约定三日后再谈。" };
const cookie = (n: number) => ({ cookie: `zs_session=${codeOf(pick(n))}.${tokenOf(pick(n))}`, "x-requested-with": "zhunsheng" });

const kinds: Record<string, { ours: (n: number) => Shot; peer: (n: number) => Shot }> = {
  list: {
    ours: (n) => ({ path: "/api/v1/mediation/cases?limit=50", headers: cookie(n) }),
    peer: (n) => ({ path: `/list/${codeOf(pick(n))}/x` }),
  },
  search: {
    ours: (n) => ({ path: `/api/v1/search?q=${encodeURIComponent(words[n % words.length] ?? "")}`, headers: cookie(n) }),
    peer: (n) => ({ path: `/search/${codeOf(pick(n))}/${encodeURIComponent(words[n % words.length] ?? "")}` }),
  },
  record: {
    ours: (n) => ({ path: `/api/v1/mediation/cases/${caseOf(n)}`, headers: cookie(n) }),
    peer: (n) => ({ path: `/record/${codeOf(pick(n))}/${caseOf(n)}` }),
  },
  step: {
    ours: (n) => ({
      path: `/api/v1/mediation/cases/${caseOf(n)}/steps/hold`,
      method: "POST",
      headers: { ...cookie(n), "content-type": "application/json", "idempotency-key": newId() },
      body: JSON.stringify({ input }),
    }),
    peer: (n) => ({ path: `/step/${codeOf(pick(n))}/${caseOf(n)}`, method: "POST", body: JSON.stringify({ input }) }),
  },
};

for (const [name, shots] of Object.entries(kinds)) {
  const found: Record<string, number[]> = { ours: [], peer: [], "pipelined peer": [] };
  await throughput(ours.port, shots.ours, { seconds: 1 });
  for (const peer of Object.values(peers)) await throughput(peer.port, shots.peer, { seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    found.ours?.push(await throughput(ours.port, shots.ours, { seconds }));
    for (const [key, peer] of Object.entries(peers)) found[key]?.push(await throughput(peer.port, shots.peer, { seconds }));
  }
  for (const key of Object.keys(peers))
    print(`http.${name}`, median(found.ours ?? []), "requests/s", { name: key, value: median(found[key] ?? []) });
}
ours.process.send("memory");
const memory = await new Promise<{ rss: number }>((done) => ours.process.once("message", (answer) => done(answer as { rss: number })));
print("http.server-memory", memory.rss / 1e6, "MB");
for (const one of [ours, ...Object.values(peers)]) {
  one.process.removeAllListeners("exit");
  one.process.disconnect();
  await new Promise((done) => one.process.once("exit", done));
}
await database.close();
