// exploration 2
import { beforeAll, test } from "vitest";
import { newId } from "#kernel/clock";
import { openStage, signIn, type Stage } from "#modules/accounts/testing";
import { modules } from "../modules/all.ts";
import { idOf, openTown, type Town } from "./access-town.ts";
let town: Town; let stage: Stage;
beforeAll(async () => { town = await openTown(); stage = await openStage(modules); });
const log = (...a: unknown[]) => console.log("LOG", ...a.map((x) => typeof x === "string" ? x : JSON.stringify(x)));
test("auth", async () => {
  const chief = await stage.as("chief1");
  const evil = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
  for (const url of ["/api/v1/session", "/%61pi/v1/session", "/api/v1/%73ession"]) {
    const r = await stage.app.inject({ method: "POST", url, headers: evil, payload: { login: "999901-chief1", password: "x" } });
    log("csrf", url, r.statusCode, r.body.slice(0, 80));
    const e = stage.entries.find((x) => x.login === "999901-citizen")!;
    const r2 = await stage.app.inject({ method: "POST", url, headers: evil, payload: { login: e.login, password: e.password } });
    log("csrf login", url, r2.statusCode, r2.cookies.length);
  }
  for (const [h, v] of [["sec-fetch-site","cross-site"],["sec-fetch-site","same-site"],["sec-fetch-site","none"],["origin","https://evil"]] as const) {
    const r = await stage.app.inject({ method: "DELETE", url: "/api/v1/session", cookies: { zs_session: chief.cookie }, headers: { [h]: v } });
    log("del", h, v, r.statusCode);
  }
  const sys = await stage.as("system-admin").catch(async () => stage.as(stage.entries.find((x) => x.role === "system-admin" && x.bureau === 999901)!.login.slice(7)));
  const sec = await stage.as(stage.entries.find((x) => x.role === "security-admin" && x.bureau === 999901)!.login.slice(7));
  const id = newId();
  const made = await sys.send("POST", "/api/v1/accounts/tokens/steps/make", { id, input: { name: "测试系统", scopes: ["mediation:read"], role: "director", expires_on: "2027-06-01" } }, { "idempotency-key": newId() });
  log("make", made.status, made.body);
  const secret = await sys.send("POST", `/api/v1/accounts/tokens/${id}/secret`);
  const before = await stage.app.inject({ url: "/api/v1/mediation/cases", headers: { authorization: `Bearer ${secret.body.secret}` } });
  log("unapproved", before.statusCode);
  log("approve", (await sec.take("accounts/tokens", "approve", {}, id)).status);
  for (const [m, u] of [["GET","/api/v1/mediation/cases"],["HEAD","/api/v1/mediation/cases"],["GET","/api/v1/%6dediation/cases"],["GET","/api/v1/mediation/../accounts/accounts"],["GET","/api/v1/mediation/%2e%2e/accounts/accounts"],["GET","/api/v1/accounts/accounts"],["GET","/api/v1/search?q=a"],["GET","/api/v1/figures?period=2026"],["GET","/api/v1/files?subject=x&subject_id="+id],["POST","/api/v1/mediation/cases/steps/register"],["POST","/api/v1/mediation/cases/"+id+"/reveal"],["GET","/api/v1/session"],["DELETE","/api/v1/session"],["POST","/api/v1/password"],["GET","/api/v1/session?x=/mediation/"],["GET","/api/v1/work"],["PUT","/api/v1/files/"+id],["OPTIONS","/api/v1/mediation/cases"],["GET","/api/v1/bureau"], ["GET","/api/v1/openapi.json"], ["GET", "/%61pi/v1/mediation/cases"]] as const) {
    const r = await stage.app.inject({ method: m, url: u, headers: { authorization: `Bearer ${secret.body.secret}` } });
    log("token", m, u, r.statusCode, r.body.slice(0, 60));
  }
  const e = stage.entries.find((x) => x.login === "999901-chief1")!;
  for (const ip of ["203.0.113.9", "127.0.0.1", "10.0.0.5"]) {
    const fixed = await stage.app.inject({ method: "POST", url: "/api/v1/session", remoteAddress: ip, headers: { "x-forwarded-for": "1.2.3.4, 198.51.100.7", "x-forwarded-proto": "https", host: "evil.example" }, cookies: { zs_session: "999901." + "A".repeat(43) }, payload: { login: e.login, password: e.password } });
    log("signin", ip, fixed.statusCode, fixed.headers["set-cookie"], fixed.headers.location);
  }
  const { rows } = await stage.owner.query("select detail from kernel.history where action = 'sign-in' order by at desc limit 3");
  log("addresses", rows);
  for (const login of ["nobody-here", "999901-chief2", "", "\u0000", "a".repeat(101), "' or 1=1 --"]) { const t = performance.now(); const r = await signIn(stage.app, login, "wrong"); log("wrong", login.slice(0, 20), r.status, Math.round(performance.now() - t), r.body.code, r.body.detail); }
  for (const payload of ["[]", "null", "{\"login\":{\"a\":1},\"password\":[]}", "{\"account\":\"x\"}", `{"account":"${newId()}"}`, `{"login":["${e.login}"],"password":"${e.password}"}`]) { const r = await stage.app.inject({ method: "POST", url: "/api/v1/session", headers: { "content-type": "application/json" }, payload }); log("body", payload.slice(0, 40), r.statusCode, r.body.slice(0, 100)); }
}, 60000);
test("inside", async () => {
  const { home } = town; const chief = home.people.chief!;
  const key = () => ({ "idempotency-key": newId() });
  const west = town.somebody({ role: "chief", office: home.west, bureau: home.bureau });
  const wm = town.somebody({ role: "mediator", office: home.west, bureau: home.bureau });
  const com = { name: "西造委员会", level: "village", host: "village", township: home.township };
  log("west chief in east", (await west.send("POST", "/api/v1/mediation/committees/steps/establish", { id: newId(), input: com }, key())).status);
  log("west mediator registers in east", (await wm.send("POST", "/api/v1/mediation/disputes/steps/report", { id: newId(), input: { kind: "land", township: home.township, summary: "西边人员登记东边" } }, key())).status);
  const any = newId();
  const eng = newId();
  log("any account", (await chief.send("POST", "/api/v1/mediation/mediators/steps/engage", { id: eng, input: { name: "影子", committee_id: home.made["mediation.committee"], employment: "part-time", account_id: idOf(wm) } }, key())).status);
  // case to wm then reassigned away
  const c = newId();
  log("apply", (await home.people.citizen!.send("POST", "/api/v1/mediation/cases/steps/apply", { id: c, input: { kind: "neighbour", township: home.township, summary: "一件用来更换调解员的案件。", parties: [{ role: "applicant", name: "张一" }, { role: "respondent", name: "李二" }] } }, key())).status);
  log("accept", (await chief.send("POST", `/api/v1/mediation/cases/${c}/steps/accept`, { input: { committee_id: home.made["mediation.committee"], mediator_id: eng } }, key())).text.slice(0, 200));
  log("wm sees", (await wm.send("GET", `/api/v1/mediation/cases/${c}`)).status);
  const up = async (p: typeof wm) => (await p.send("GET", "/api/v1/work")).body.upcoming.filter((x: { subject_id: string }) => x.subject_id === c).length;
  log("wm upcoming before", await up(wm));
  log("reassign", (await chief.send("POST", `/api/v1/mediation/cases/${c}/steps/reassign`, { input: { mediator_id: home.made["mediation.mediator"], reason: "回避" } }, key())).text.slice(0, 120));
  log("wm sees", (await wm.send("GET", `/api/v1/mediation/cases/${c}`)).status, "upcoming", await up(wm));
  // replay
  const k = newId(); const u = newId().toUpperCase();
  const body = { id: u, input: { kind: "land", township: home.township, summary: "重复发送的登记。" } };
  log("upper1", (await home.people.mediator!.send("POST", "/api/v1/mediation/disputes/steps/report", body, { "idempotency-key": k.toUpperCase() })).status);
  log("upper2", (await home.people.mediator!.send("POST", "/api/v1/mediation/disputes/steps/report", body, { "idempotency-key": k.toUpperCase() })).text.slice(0, 150));
  const k2 = newId(); const i2 = newId();
  const many = await Promise.all(Array.from({ length: 12 }, () => home.people.mediator!.send("POST", "/api/v1/mediation/disputes/steps/report", { ...body, id: i2 }, { "idempotency-key": k2 })));
  log("concurrent", many.map((x) => [x.status, x.body.repeated, x.body.code]));
  // mass assignment
  const m = newId();
  const r = await home.people.mediator!.send("POST", "/api/v1/mediation/disputes/steps/report", { id: m, input: { ...body.input, state: "settled", owners: [idOf(wm)], offices: [home.west], bureau_id: 440811, version: 9, outcome: "resolved", settled_on: "2026-01-01", created_at: "2000-01-01" } }, key());
  log("mass", r.body.record);
  // poison
  const before = await chief.send("GET", `/api/v1/mediation/committees/${home.made["mediation.committee"]}`);
  const p = await chief.send("POST", `/api/v1/mediation/committees/${home.made["mediation.committee"]}/reveal`, { reason: "坏\u0000坏\ud800" });
  log("poison", before.status, p.status, (await town.owner.query("select action, summary from kernel.history where subject_id = $1 and action in ('view','reveal')", [home.made["mediation.committee"]])).rows);
  for (const name of ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "\ufeff=1", "＝1+1", "\"=1\"", "'=1", ",=1", "甲\n=1", "\u200b=1"]) await chief.send("POST", "/api/v1/mediation/committees/steps/establish", { id: newId(), input: { ...com, name } }, key());
  log("csv", (await chief.send("GET", "/api/v1/mediation/committees.csv")).text.split("\r\n").map((l) => l.slice(0, 30)));
  log("timeouts", (await town.server.app.query("select current_setting('lock_timeout') l, current_setting('statement_timeout') s, current_setting('idle_in_transaction_session_timeout') i")).rows);
  log("surrogate", (await chief.send("POST", "/api/v1/people/organisations/steps/register", { id: newId(), input: { name: "代理合作社", address: "\ud800东" } }, key())).text.slice(0, 200));
  log("surrogate name", (await home.people.mediator!.send("POST", "/api/v1/mediation/disputes/steps/report", { id: newId(), input: { ...body.input, summary: "a\ud800bcdef" } }, key())).text.slice(0, 200));
  log("export noted", (await town.owner.query("select action, count(*) from kernel.history group by 1")).rows);
}, 60000);
