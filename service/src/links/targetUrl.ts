import * as z from "zod";

export const maxUrlLength = 2048;

/** Stands for any name below the domain that follows. */
const wildcard = "*.";

/**
 * The URL a link may lead to, in its normal form (ASCII: host in Punycode, the rest percent-encoded).
 *
 * @param ownHosts hosts of this service (with port, unless it is the default; `*.` stands for any name below): a link
 * to itself is a loop
 */
export function targetUrl(ownHosts: readonly string[]): z.ZodType<string> {
  return z
    .string({ error: "allowed is a text" })
    .max(maxUrlLength, `allowed are at most ${String(maxUrlLength)} characters`)
    .transform((text, context) => {
      const problem = (message: string): never => {
        context.addIssue({ code: "custom", message, input: text });
        return z.NEVER;
      };
      if (!URL.canParse(text)) return problem("allowed is an absolute URL");
      const url = new URL(text);
      if (url.protocol !== "http:" && url.protocol !== "https:") return problem("allowed are http and https");
      if (ownHosts.some((own) => sameHost(own, url))) return problem("allowed are URLs outside this service");
      // A link shows where it leads, and user information makes that look like another host.
      if (url.username !== "" || url.password !== "")
        return problem("allowed are URLs without user information");
      if (url.href.length > maxUrlLength) {
        return problem(`allowed are at most ${String(maxUrlLength)} characters once it is percent-encoded`);
      }
      return url.href;
    });
}

function sameHost(own: string, { protocol, host }: URL): boolean {
  const normal = (text: string): string | undefined => {
    const url = URL.canParse(`${protocol}//${text}`) ? new URL(`${protocol}//${text}`) : undefined;
    // A host name may end in a dot, which changes nothing.
    return url && `${url.hostname.replace(/\.$/, "")}:${url.port}`;
  };
  if (!own.startsWith(wildcard)) return normal(own) === normal(host);
  const parent = normal(own.slice(wildcard.length));
  return parent !== undefined && normal(host)?.endsWith(`.${parent}`) === true;
}
