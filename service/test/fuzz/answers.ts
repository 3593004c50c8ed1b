import { once } from "node:events";
import { connect } from "node:net";

export interface Answer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends bytes (Latin-1) over a connection of its own; resolves with all that came back until it was closed. */
export async function exchange(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.setEncoding("latin1").on("data", (data: string) => (text += data));
  // The server may close the connection while the request is still being sent.
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  socket.end(request, "latin1");
  await closed;
  return text;
}

/** The answers in what a server sent, one after the other; an interim answer (1xx) is one too. @throws on anything else */
export function parseAnswers(text: string): Answer[] {
  const answers: Answer[] = [];
  let rest = text;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    const [first = "", ...lines] = rest.slice(0, end).split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    if (end < 0 || !(status >= 100)) throw new Error(`no answer: ${JSON.stringify(rest.slice(0, 200))}`);
    const headers = new Map(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    rest = rest.slice(end + 4);
    // To HEAD there are headers of a body, and no body.
    const body = rest === "" || rest.startsWith("HTTP/1.1 ") ? "" : take(rest, headers);
    rest = rest.slice(body.length);
    answers.push({ status, headers, body });
  }
  return answers;
}

function take(text: string, headers: ReadonlyMap<string, string>): string {
  const length = headers.get("content-length");
  if (length !== undefined) return text.slice(0, Number(length));
  const end = text.indexOf("0\r\n\r\n");
  return headers.get("transfer-encoding") === "chunked" && end >= 0 ? text.slice(0, end + 5) : text;
}
