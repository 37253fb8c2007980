// The file a backup is: a gzip-compressed tar (ustar), written and read as a stream so that memory stays flat.
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/** One entry read from an archive; `body` must be read to its end before the next entry is asked for. */
export type Entry = { name: string; size: number; body: AsyncIterable<Buffer> };

const block = 512;

/** The blocks of one entry: header, content, padding. Throws when the content has not the announced size. */
export async function* tarEntry(name: string, size: number, content: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield header(name, size);
  let sent = 0;
  for await (const chunk of content) {
    sent += chunk.length;
    yield chunk;
  }
  if (sent !== size) throw new Error(`${name}: ${sent} bytes instead of ${size}`);
  if (size % block > 0) yield Buffer.alloc(block - (size % block));
}

/** The two empty blocks that end an archive. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * block);
}

/** True when a path fits into a tar header as it is. */
export function fitsTar(path: string): boolean {
  return /^[\w./-]{1,99}$/.test(path) && !path.includes("..");
}

function header(name: string, size: number): Buffer {
  const head = Buffer.alloc(block);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  head.write(name, 0, 100, "latin1");
  head.write(octal(0o600, 8), 100, "latin1");
  head.write(octal(0, 8) + octal(0, 8), 108, "latin1");
  head.write(size >= 0o77777777777 ? octal(0, 12) : octal(size, 12), 124, "latin1");
  head.write(octal(0, 12), 136, "latin1");
  head.write("        0", 148, "latin1");
  head.write("ustar\u000000", 257, "latin1");
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return head;
}

/** The entries of an archive file in order. Throws on a damaged or shortened file. */
export async function* tarEntries(file: string): AsyncGenerator<Entry> {
  const source = reader(createReadStream(file).pipe(createGunzip()));
  try {
    for (;;) {
      const head = await source.take(block);
      if (head.every((byte) => byte === 0)) return;
      const name = head.toString("latin1", 0, 100).replace(/\0.*$/s, "");
      const size = Number.parseInt(head.toString("latin1", 124, 136), 8);
      if (head.toString("latin1", 257, 262) !== "ustar" || !(size >= 0)) throw new Error("not a backup archive");
      const body = source.part(size);
      yield { name, size, body };
      for await (const _ of body) void _;
      await source.take((block - (size % block)) % block);
    }
  } finally {
    source.close();
  }
}

type Reader = { take(bytes: number): Promise<Buffer>; part(bytes: number): AsyncGenerator<Buffer>; close(): void };

function reader(stream: AsyncIterable<Buffer> & { destroy(): void }): Reader {
  const chunks = stream[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  const some = async (most: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) throw new Error("the archive ends too early");
      rest = Buffer.from(next.value);
    }
    const piece = rest.subarray(0, most);
    rest = rest.subarray(piece.length);
    return piece;
  };
  async function* part(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0; ) {
      const piece = await some(left);
      left -= piece.length;
      yield piece;
    }
  }
  const take = async (bytes: number): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    for (let left = bytes; left > 0; left -= pieces.at(-1)?.length ?? 0) pieces.push(await some(left));
    return Buffer.concat(pieces);
  };
  return { take, part, close: () => stream.destroy() };
}
