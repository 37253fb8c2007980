// What must not stand readable in the database: sealed with SM4-GCM, found again by an HMAC-SM3 digest; the keys stay in the data directory.
import { type CipherGCMTypes, createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sm4 = "sm4-gcm" as CipherGCMTypes; // Node has it, its types do not know

/** Seals texts so that only this installation reads them; digests them so that equal texts are found without reading any. */
export interface Secrets {
  /** Key number (1 byte), nonce (12), tag (16), ciphertext; equal texts look different each time. */
  seal(text: string): Buffer;
  /** The text of a sealed value. Throws when it was sealed elsewhere or has been changed. */
  open(sealed: Buffer): string;
  /** 32 bytes, always the same for the same text. */
  digest(text: string): Buffer;
}

/**
 * The secrets kept in `<dataDir>/keys/people.key` (0600), made the first time: lines `seal <number 1-255> <16 bytes hex>` and one `digest <32 bytes hex>`.
 * Add a seal line to rotate: the last one seals, all of them open. A lost file makes every sealed value unreadable.
 */
export function loadSecrets(dataDir: string): Secrets {
  const file = join(dataDir, "keys", "people.key");
  if (!existsSync(file)) make(file, join(dataDir, "keys"));
  const text = readFileSync(file, "utf8");
  const seals = new Map(
    [...text.matchAll(/^seal (\d+) ([0-9a-f]{32})$/gm)].map(([, number, key]) => [Number(number), Buffer.from(key ?? "", "hex")]),
  );
  const digestKey = /^digest ([0-9a-f]{64})$/m.exec(text)?.[1];
  const [current, sealKey] = [...seals].at(-1) ?? [];
  if (digestKey === undefined || current === undefined || sealKey === undefined || current < 1 || current > 255) {
    throw new Error(`密钥文件 ${file} 不完整，请用备份恢复；没有它，已加密的证件号码无法读出。`);
  }
  return sealing(seals, { number: current, key: sealKey }, Buffer.from(digestKey, "hex"));
}

/** Written aside and linked into place, so that of two first starts one wins and nobody reads half a file. */
function make(file: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `seal 1 ${randomBytes(16).toString("hex")}\ndigest ${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  rmSync(aside);
}

function sealing(seals: Map<number, Buffer>, current: { number: number; key: Buffer }, digestKey: Buffer): Secrets {
  return {
    seal: (text) => {
      const head = Buffer.concat([Buffer.of(current.number), randomBytes(12)]);
      const cipher = createCipheriv(sm4, current.key, head.subarray(1), { authTagLength: 16 }).setAAD(head.subarray(0, 1));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([head, cipher.getAuthTag(), sealed]);
    },
    open: (sealed) => {
      const key = seals.get(sealed[0] ?? 0);
      if (key === undefined) throw new Error(`keys/people.key has no seal ${sealed[0]}`);
      const cipher = createDecipheriv(sm4, key, sealed.subarray(1, 13), { authTagLength: 16 })
        .setAAD(sealed.subarray(0, 1))
        .setAuthTag(sealed.subarray(13, 29));
      return Buffer.concat([cipher.update(sealed.subarray(29)), cipher.final()]).toString("utf8");
    },
    digest: (text) => createHmac("sm3", digestKey).update(text, "utf8").digest(),
  };
}
