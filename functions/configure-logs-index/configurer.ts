import type { Client } from "./client";
import { at, holds, INDEX, lifecycle, POLICY_PATH, type Settings, wanted } from "./wanted";

export interface ConfigurerOptions {
  readonly client: Pick<Client, "find" | "change">;
  readonly settings: Settings;
  /** Gets one entry where something was changed. */
  readonly log: (entry: object) => void;
}

/**
 * A handler that makes a domain what it should be: who writes and reads, what an index looks like, and when it goes.
 * It is called again and again, so whatever is changed by hand, or lost with the domain, is put right; it says
 * something only where it did something.
 *
 * @returns what was changed
 */
export function configurer({ client, settings, log }: ConfigurerOptions) {
  return async (): Promise<string[]> => {
    const changes: string[] = [];
    if (await putLifecycle()) changes.push("lifecycle of indexes");
    for (const { what, path, body, found, fineWithout = false } of wanted(settings)) {
      const actual = found(await client.find(path));
      if (actual === undefined ? fineWithout : holds(actual, body)) continue;
      await client.change({ method: "PUT", path, body });
      changes.push(what);
    }
    const adopted = await adoptIndexes();
    if (adopted > 0) changes.push(`lifecycle of ${adopted} existing indexes`);
    if (await enableAudit()) changes.push("audit log");
    if (changes.length > 0) log({ message: "domain configured", changes, ...settings });
    return changes;
  };

  /** OpenSearch changes a policy only for who knows which version is there. */
  async function putLifecycle(): Promise<boolean> {
    const there = await client.find(POLICY_PATH);
    const policy = lifecycle(settings);
    if (there !== undefined && holds(at(there, "policy"), policy)) return false;
    const query =
      there === undefined
        ? {}
        : { if_seq_no: String(at(there, "_seq_no")), if_primary_term: String(at(there, "_primary_term")) };
    await client.change({ method: "PUT", path: POLICY_PATH, query, body: { policy } });
    return true;
  }

  /**
   * An index keeps the version of the policy that it was made with, and one that was made without has none.
   * https://docs.opensearch.org/docs/latest/im-plugin/ism/api/
   */
  async function adoptIndexes(): Promise<number> {
    const version = at(await client.find(POLICY_PATH), "_seq_no");
    // An asterisk as it is would be signed by some, and encoded by others.
    const explained = await client.find(`/_plugins/_ism/explain/${INDEX}-%2A`);
    const indexes = Object.entries(
      typeof explained === "object" && explained !== null ? explained : {},
    ).filter(([name]) => name.startsWith(`${INDEX}-`));
    const without = indexes.filter(([, one]) => policyOf(one) === undefined).map(([name]) => name);
    // An index that is managed since a moment ago has no version yet, and gets the newest.
    const behind = indexes
      .filter(([, one]) => policyOf(one) !== undefined)
      .filter(([, one]) => policyOf(one) !== INDEX || (at(one, "policy_seq_no") ?? version) !== version)
      .map(([name]) => name);
    await tell("add", without);
    await tell("change_policy", behind);
    return without.length + behind.length;
  }

  async function tell(what: "add" | "change_policy", names: readonly string[]): Promise<void> {
    // One by one: a path that names hundreds of indexes is too long.
    for (const name of names) {
      await client.change({
        method: "POST",
        path: `/_plugins/_ism/${what}/${name}`,
        body: { policy_id: INDEX },
      });
    }
  }

  /** Publishing it is a setting of the domain; writing it is one of the security plugin. */
  async function enableAudit(): Promise<boolean> {
    const path = "/_plugins/_security/api/audit";
    const config = at(await client.find(path), "config");
    if (typeof config !== "object" || config === null) throw new Error(`GET ${path} has no config`);
    if (at(config, "enabled") === true) return false;
    await client.change({ method: "PUT", path: `${path}/config`, body: { ...config, enabled: true } });
    return true;
  }
}

function policyOf(explained: unknown): unknown {
  const id =
    at(explained, "index.plugins.index_state_management.policy_id") ??
    at(explained, "index.opendistro.index_state_management.policy_id");
  return id ?? undefined;
}
