// Where in the readable text of a report each figure stands.
import { asDocument, type Report } from "#modules/reports";
import { readable } from "../../boot/page-layout.ts";

/** Every figure of a report with its place in the readable text. */
export function figuresInText(report: Report): {
  text: string;
  figures: { indicator: string; dims: Record<string, string>; value: number; printed: string; start: number; end: number }[];
} {
  const { text, figures: places } = readable(asDocument(report));
  const runs = report.blocks.flatMap((block) => (block.kind === "paragraph" ? block.runs : [])).filter((run) => typeof run !== "string");
  return {
    text,
    figures: runs.map((run, index) => ({
      indicator: run.figure.indicator,
      dims: run.figure.dims,
      value: run.figure.value,
      printed: run.text,
      start: places[index]?.start ?? -1,
      end: places[index]?.end ?? -1,
    })),
  };
}
