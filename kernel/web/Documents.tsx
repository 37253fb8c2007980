// The documents a record has in its present state: to look at and print, or to take along as Word.
import { Button } from "antd";

/** Each document with its two forms. */
export function Documents({ base, documents }: { base: string; documents: { name: string; label: string }[] }) {
  return (
    <ul className="zs-documents">
      {documents.map((document) => (
        <li key={document.name}>
          <strong>{document.label}</strong>
          <a href={`${base}/${document.name}.pdf`} target="_blank" rel="noreferrer"><Button tabIndex={-1}>预览、打印 PDF</Button></a>
          <a href={`${base}/${document.name}.docx`} download><Button tabIndex={-1}>下载 Word</Button></a>
        </li>
      ))}
    </ul>
  );
}
