// The command line: npx zhunsheng <command>. Exit 0 when all is well, 1 when the answer is bad news, 2 when the question is wrong.
import { resolve } from "node:path";
import { isRefused, type Refused } from "#kernel/lifecycle";
import { type Answer, commands } from "./commands.ts";

interface Asked {
  words: string[];
  options: Record<string, string | true>;
}

/** Splits arguments into words and --options; an option takes the word behind it unless that is an option too. */
function read(args: string[]): Asked {
  const words: string[] = [];
  const options: Record<string, string | true> = {};
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (!word.startsWith("--")) {
      words.push(word);
      continue;
    }
    const [key = "", stated] = word.slice(2).split("=", 2);
    const next = args[at + 1];
    const takes =
      !["json", "dry-run", "replace", "run"].includes(key) && stated === undefined && next !== undefined && !next.startsWith("--");
    options[key] = stated ?? (takes ? next : true);
    if (takes) at += 1;
  }
  return { words, options };
}

function usage(): string {
  const rows = Object.entries(commands).map(([name, command]) => `  zhunsheng ${`${name} ${command.usage}`.padEnd(62)} ${command.does}`);
  return ["用法：", ...rows, "  每个命令都可加 --json；退出码 0 一切正常，1 结果是坏消息，2 问法有误。"].join("\n");
}

function print(answer: Answer, json: boolean): void {
  for (const line of json ? answer.json : answer.lines) process.stdout.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
}

function refuseWith(refusal: Refused, json: boolean): number {
  const words = json
    ? JSON.stringify({ refused: refusal.refused, code: refusal.code, basis: refusal.basis })
    : `${refusal.refused}${refusal.basis === undefined ? "" : `（${refusal.basis}）`}`;
  (json ? process.stdout : process.stderr).write(`${words}\n`);
  return 2;
}

async function main(): Promise<number> {
  const { words, options } = read(process.argv.slice(2));
  const two = `${words[0]} ${words[1]}`;
  const command = commands[two] ?? commands[words[0] ?? ""];
  if (command === undefined) {
    process.stderr.write(`${usage()}\n`);
    return words.length === 0 || options.help === true ? 0 : 2;
  }
  const rest = words.slice(commands[two] === undefined ? 1 : 2);
  const site = {
    dataDir: resolve(process.env.ZS_DATA ?? "data"),
    databaseUrl: process.env.DATABASE_URL,
    demo: process.env.ZS_DEMO !== "0",
    fixedDay: process.env.ZS_TODAY,
  };
  const answer = await command.run(site, rest, options);
  if (isRefused(answer)) return refuseWith(answer, options.json === true);
  print(answer, options.json === true);
  return answer.bad === true ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.name === "StartRefused" ? error.message : error.stack}\n`);
    process.exitCode = 1;
  },
);
