// Cuts the text of a .sql file into its statements, so that each can be sent alone, as Citus demands.

/**
 * Splits at every semicolon that stands outside strings, quoted names, comments and dollar-quoted bodies. Statements keep their
 * inner comments; pieces without a statement are dropped. `BEGIN ATOMIC` bodies are not supported: write them dollar-quoted.
 */
export function sqlStatements(text: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let hasWords = false;
  for (let at = 0; at < text.length; ) {
    const skipped = endOfComment(text, at) ?? 0;
    if (skipped > at) {
      at = skipped;
      continue;
    }
    if (text[at] === ";") {
      if (hasWords) statements.push(text.slice(start, at).trim());
      start = at + 1;
      hasWords = false;
      at += 1;
      continue;
    }
    hasWords ||= /\S/.test(text.charAt(at));
    at = endOfQuoted(text, at) ?? at + 1;
  }
  if (hasWords) statements.push(text.slice(start).trim());
  return statements;
}

function endOfComment(text: string, at: number): number | undefined {
  if (text.startsWith("--", at)) return after(text, "\n", at);
  if (!text.startsWith("/*", at)) return undefined;
  let depth = 0;
  for (let here = at; here < text.length; here++) {
    if (text.startsWith("/*", here)) depth += 1;
    else if (text.startsWith("*/", here)) depth -= 1;
    else continue;
    here += 1;
    if (depth === 0) return here + 1;
  }
  return text.length;
}

/** The place after the string, quoted name or dollar-quoted body that begins at `at`; undefined when none begins there. */
function endOfQuoted(text: string, at: number): number | undefined {
  const mark = text.charAt(at);
  if (mark === '"') return after(text, '"', at + 1);
  if (mark === "'") return endOfString(text, at);
  if (mark !== "$" || /[\w$]/.test(text.charAt(at - 1))) return undefined;
  const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(text.slice(at, at + 64))?.[0];
  return tag ? after(text, tag, at + tag.length) : undefined;
}

/** A doubled quote is read as two strings side by side, which ends at the same place; E'' strings know the backslash. */
function endOfString(text: string, at: number): number {
  const escapes = /(?:^|[^\w$])[eE]$/.test(text.slice(Math.max(0, at - 2), at));
  for (let here = at + 1; here < text.length; here++) {
    if (escapes && text[here] === "\\") here += 1;
    else if (text[here] === "'") return here + 1;
  }
  return text.length;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}
