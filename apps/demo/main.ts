// Lays the demonstration bureaus in a process of its own, so that the server never holds the memory this takes. Says each stage on a line.
import pg from "pg";
import { seal } from "../../boot/sealing.ts";
import { loadDemo } from "./load.ts";

const client = new pg.Client({ connectionString: process.env.ZS_OWNER_URL });
await client.connect();
await loadDemo(client, process.env.ZS_DATA ?? "data", (words) => process.stdout.write(`${words}\n`));
process.stdout.write("封存演示数据的办理记录\n");
await seal(client);
await client.query("insert into kernel.installation (name, value) values ('demo', 'laid') on conflict (name) do nothing");
await client.end();
process.exit(0);
