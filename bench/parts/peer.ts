// The peer: node:http and pg, the same statements in one transaction, without row-level security, validation or serialisation.
import { createServer } from "node:http";
import pg from "pg";
import { statements } from "./statements.ts";

const pool = new pg.Pool({ connectionString: process.argv[2], max: 16, ...(process.argv[3] === "pipeline" ? { pipeline: true } : {}) });
const server = createServer(async (request, response) => {
  const body = await new Promise<string>((done) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => done(text));
  });
  const [, kind = "", bureau = "", id = ""] = (request.url ?? "").split("/");
  const client = await pool.connect();
  const queries = statements(kind, Number(bureau), decodeURIComponent(id), body);
  const answers = [];
  if (process.argv[3] === "pipeline") {
    answers.push(...(await Promise.all([client.query("BEGIN"), ...queries.map((query) => client.query(query)), client.query("COMMIT")])));
  } else {
    await client.query("BEGIN");
    for (const query of queries) answers.push(await client.query(query));
    await client.query("COMMIT");
  }
  client.release();
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(answers.flatMap((answer) => answer.rows)));
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as { port: number }).port));
process.on("disconnect", () => process.exit(0));
