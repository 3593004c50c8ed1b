import type { Part } from "./report";

/** For a terminal: columns aligned, numbers to the right. */
export function asText(parts: readonly Part[]): string {
  return parts.map((part) => `${part.title}\n\n${body(part)}\n`).join("\n");
}

function body(part: Part): string {
  if ("text" in part) return part.text.map((line) => `  ${line}`).join("\n");
  const { header, rows, words } = part;
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    `  ${row
      .map((cell, column) =>
        column < words ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")}`.trimEnd();
  const total = rows.findIndex(([name]) => name === "total");
  return [header, ...rows]
    .map((row, index) => (total >= 0 && index === total + 1 ? `\n${line(row)}` : line(row)))
    .join("\n");
}

/** For a pull request. */
export function asMarkdown(parts: readonly Part[]): string {
  return parts
    .map((part, index) => `${index === 0 ? "##" : "###"} ${part.title}\n\n${markdownBody(part)}\n`)
    .join("\n");
}

/** A table as Markdown, the way prettier writes it: short, not aligned. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  words: number,
): string {
  const line = (row: readonly string[]) =>
    `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = header.map((_, column) => (column < words ? "--" : "--:"));
  return [
    line(header),
    line(rule),
    ...rows.map((row) => line(row[0] === "total" ? row.map(bold) : row)),
  ].join("\n");
}

function markdownBody(part: Part): string {
  if ("text" in part)
    return part.text.map((line) => (part.text.length === 1 ? line : `- ${line}`)).join("\n");
  return markdownTable(part.header, part.rows, part.words);
}

function bold(cell: string): string {
  return cell === "" ? "" : `**${cell}**`;
}
