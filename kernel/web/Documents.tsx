// The documents a record has in its present state: to look at and print, or to take along as Word.
import { FileButton } from "./LinkButton.tsx";

/** Each document with its two forms. */
export function Documents({ base, documents }: { base: string; documents: { name: string; label: string }[] }) {
  return (
    <ul className="zs-documents">
      {documents.map((document) => (
        <li key={document.name}>
          <strong>{document.label}</strong>
          <FileButton href={`${base}/${document.name}.pdf`} beside>
            预览、打印 PDF
          </FileButton>
          <FileButton href={`${base}/${document.name}.docx`}>下载 Word</FileButton>
        </li>
      ))}
    </ul>
  );
}
