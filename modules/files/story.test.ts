// Files of records: what is taken, what is refused, who sees them, where they lie.
import { existsSync, readdirSync } from "node:fs";
import { strToU8, zipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { newId } from "#kernel/clock";
import { accounts } from "#modules/accounts";
import { openStage, type Person, type Stage } from "#modules/accounts/testing";
import { files, pathOf } from "#modules/files";
import { messages } from "#modules/messages";
import { offices } from "#modules/offices";
import { recognise } from "./recognise.ts";
import { cleanName, mostBytes } from "./words.ts";

const pdf = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n");
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from("picture")]);
const zip = (...names: string[]) => Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, strToU8("x")]))));
const docx = zip("[Content_Types].xml", "word/document.xml");

let stage: Stage;
let system: Person;
beforeAll(async () => {
  stage = await openStage([offices, accounts, messages, files]);
  system = await stage.as("system-admin");
});

/** Accounts are the records here: an account is seen by its owner and by administrators. */
const put = (by: Person, name: string, body: Buffer, { host = system.id, id = newId(), type = "application/octet-stream" } = {}) =>
  by.send("PUT", `/api/v1/files/${id}?subject=accounts.account&subject_id=${host}&name=${encodeURIComponent(name)}`, body, {
    "content-type": type,
  });

test("a file is kept under its hash, listed with its record and given back as it was", async () => {
  const kept = await put(system, "情况说明.pdf", pdf);
  expect(kept.body.file).toMatchObject({ name: "情况说明.pdf", media_type: "application/pdf", size: pdf.length });
  expect(existsSync(pathOf(stage.dataDir, kept.body.file.sha256))).toBe(true);
  const { body } = await system.send("GET", `/api/v1/files?subject=accounts.account&subject_id=${system.id}`);
  expect(body.items.map((item: { id: string }) => item.id)).toContain(kept.body.file.id);
  const got = await system.send("GET", `/api/v1/files/${kept.body.file.id}`);
  expect(got.raw.equals(pdf)).toBe(true);
  expect(got.headers).toMatchObject({
    "content-type": "application/pdf",
    "x-content-type-options": "nosniff",
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent("情况说明.pdf")}`,
  });
});

test("only PDF and pictures are shown in the browser; everything else is saved", async () => {
  const shown = async (name: string, bytes: Buffer) => {
    const { body } = await put(system, name, bytes);
    return (await system.send("GET", `/api/v1/files/${body.file.id}?inline=1`)).headers["content-disposition"];
  };
  expect(await shown("图.png", png)).toMatch(/^inline/);
  expect(await shown("表.docx", docx)).toMatch(/^attachment/);
  expect(await shown("字.txt", Buffer.from("<script>alert(1)</script>"))).toMatch(/^attachment/);
});

test("what arrives as JSON or as text by its header is still taken as the file it is", async () => {
  expect((await put(system, "a.txt", Buffer.from('{"a":1}'), { type: "application/json" })).status).toBe(200);
  expect((await put(system, "b.txt", Buffer.from("字"), { type: "text/plain" })).status).toBe(200);
});

test("a file disguised as another is refused", async () => {
  expect((await put(system, "合同.pdf", Buffer.from("<html>not a pdf</html>"))).body).toMatchObject({
    code: "bad-file",
    detail: expect.stringContaining("两者不符"),
  });
  expect((await put(system, "照片.jpg", png)).body.detail).toContain("PNG");
  expect((await put(system, "程序.pdf", Buffer.from("MZ\u0000\u0001\u0002"))).body.detail).toContain("不能识别");
  expect((await put(system, "页面.html", Buffer.from("<html></html>"))).body.code).toBe("bad-file");
});

test("content is recognised by its bytes", () => {
  const gb = Buffer.from([0xb5, 0xf7, 0xbd, 0xe2]);
  expect(
    [pdf, png, docx, zip("[Content_Types].xml", "xl/workbook.xml"), Buffer.from("调解笔录"), gb, Buffer.from("GIF89a")].map((bytes) =>
      recognise(bytes),
    ),
  ).toEqual(["pdf", "png", "docx", "xlsx", "txt", "txt", "gif"]);
  const refused = (bytes: Buffer) => (recognise(bytes) as { refused: string }).refused;
  expect(refused(Buffer.alloc(0))).toContain("空的");
  expect(refused(zip("a.exe"))).toContain("不能识别");
  expect(refused(zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"))).toContain("宏");
  expect(refused(docx.subarray(0, 60))).toContain("不完整");
  expect(refused(pdf.subarray(0, 20))).toContain("不完整");
  expect(refused(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toContain("另存为");
});

test("names lose their paths and tricks, and keep a fitting end", () => {
  expect(cleanName("../../etc/passwd.txt", "txt")).toBe("passwd.txt");
  expect(cleanName("C:\\Users\\甲\\协议.docx", "docx")).toBe("协议.docx");
  expect(cleanName("....", "pdf")).toBe("附件.pdf");
  expect(cleanName(".htaccess", "txt")).toBe("htaccess.txt");
  expect(cleanName("正常\u202Efdp.exe.pdf", "pdf")).toBe("正常fdp.exe.pdf");
  expect(cleanName("a\u0000b<c>.png", "png")).toBe("ab_c_.png");
  expect([...cleanName("长".repeat(300), "pdf")].length).toBe(120);
});

test("a path in the name goes nowhere", async () => {
  const { body } = await put(system, "../../../outside.pdf", pdf);
  expect(body.file.name).toBe("outside.pdf");
  expect(readdirSync(stage.dataDir).toSorted()).toEqual(["demo-accounts.json", "files", "keys"]);
  expect(() => pathOf(stage.dataDir, "../../../../etc/passwd")).toThrow();
});

test("too large a file is refused in words, and nothing of it stays", async () => {
  const answer = await put(system, "大.txt", Buffer.alloc(mostBytes + 1, 0x41));
  expect([answer.status, answer.body.detail]).toEqual([413, "文件超过20MB，请压缩或拆分后再上传。"]);
  expect(readdirSync(`${stage.dataDir}/files/arriving`)).toEqual([]);
});

test("sending a file twice keeps it once; its number cannot be used for another", async () => {
  const id = newId();
  expect((await put(system, "一.pdf", pdf, { id })).body.repeated).toBe(false);
  expect((await put(system, "一.pdf", pdf, { id })).body.repeated).toBe(true);
  expect((await put(system, "二.png", png, { id })).body.code).toBe("already-there");
  const { rows } = await stage.owner.query("select 1 from files.file where id = $1", [id]);
  expect(rows).toHaveLength(1);
});

test("a file is seen by whoever sees its record, and by nobody else", async () => {
  const chief = await stage.as("chief1");
  const kept = (await put(chief, "本人证明.pdf", pdf, { host: chief.id })).body.file;
  expect((await chief.send("GET", `/api/v1/files/${kept.id}`)).status).toBe(200);
  expect((await system.send("GET", `/api/v1/files/${kept.id}`)).status).toBe(200);
  for (const other of [
    await stage.as("mediator1"),
    await stage.as("citizen"),
    await stage.as("director"),
    await stage.as("system-admin", 440_811),
  ]) {
    expect((await other.send("GET", `/api/v1/files/${kept.id}`)).status).toBe(404);
    expect((await other.send("GET", `/api/v1/files?subject=accounts.account&subject_id=${chief.id}`)).status).toBe(404);
    expect((await put(other, "别人的.pdf", pdf, { host: chief.id })).status).toBe(404);
  }
  expect((await stage.app.inject({ url: `/api/v1/files/${kept.id}` })).statusCode).toBe(401);
});

test("when a record changes hands its files go with it", async () => {
  const chief = await stage.as("chief2");
  const mediator = await stage.as("mediator2");
  const kept = (await put(chief, "移交.pdf", pdf, { host: chief.id })).body.file;
  await stage.owner.query("update accounts.account set owners = $2 where id = $1", [chief.id, [mediator.id]]);
  expect((await mediator.send("GET", `/api/v1/files/${kept.id}`)).status).toBe(200);
  expect((await chief.send("GET", `/api/v1/files/${kept.id}`)).status).toBe(404);
  await stage.owner.query("update accounts.account set owners = $2 where id = $1", [chief.id, [chief.id]]);
});

test("an unknown kind of record takes no file", async () => {
  const answer = await system.send("PUT", `/api/v1/files/${newId()}?subject=nothing.here&subject_id=${system.id}&name=a.pdf`, pdf, {
    "content-type": "application/pdf",
  });
  expect(answer.status).toBe(404);
});

test("uploads and downloads are in the record's history", async () => {
  const { body } = await put(system, "留痕.pdf", pdf);
  await system.send("GET", `/api/v1/files/${body.file.id}`);
  await stage.server.views.flush();
  const { rows } = await stage.owner.query<{ action: string; summary: string }>(
    "select action, summary from kernel.history where subject_id = $1 and detail->>'file' = $2 order by at",
    [system.id, body.file.id],
  );
  expect(rows).toEqual([
    { action: "attach", summary: "上传附件：留痕.pdf" },
    { action: "export", summary: "下载附件：留痕.pdf" },
  ]);
});

test("bytes that are gone are said to be gone", async () => {
  const { body } = await put(system, "丢失.txt", Buffer.from("只此一份"));
  const { rmSync } = await import("node:fs");
  rmSync(pathOf(stage.dataDir, body.file.sha256));
  expect((await system.send("GET", `/api/v1/files/${body.file.id}`)).body).toMatchObject({
    status: 503,
    detail: expect.stringContaining("恢复"),
  });
});
