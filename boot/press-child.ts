// The process that turns documents into PDF, apart from the server because it needs over 100 MB; it ends when its channel closes.
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { fontDirs } from "./fonts.ts";
import type { Report, Task } from "./press.ts";

process.on("disconnect", () => process.exit(0));

const fontPaths = fontDirs();
// The workspace, which a program could read, is a folder of public fonts: nothing of the server's is within reach.
const compiler = NodeCompiler.create({ workspace: fontPaths.at(-1) ?? import.meta.dirname, fontArgs: [{ fontPaths }] });

/** PDF/A-2b for the archive; it forbids characters that no font has, then plain PDF with a box in their place. */
function print(task: Task): Buffer {
  const result = compiler.compile({ mainFileContent: task.program, inputs: { document: task.document } });
  const page = result.result;
  if (!page)
    throw new Error(
      result
        .takeError()
        ?.shortDiagnostics.map((each) => JSON.stringify(each))
        .join(" ") ?? "no page",
    );
  try {
    return compiler.pdf(page, { pdfStandard: "a-2b" });
  } catch {
    return compiler.pdf(page);
  } finally {
    compiler.evictCache(4);
  }
}

process.on("message", (task: Task) => {
  let report: Report;
  try {
    report = { pdf: print(task) };
  } catch (error) {
    report = { failed: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(report);
});
