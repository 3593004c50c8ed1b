/**
 * Paths at which two values differ, without the places of lists: `ingress.cidr_blocks`. Lists of plain values that
 * differ in order alone are the same: nearly all of them are sets to the provider.
 *
 * @param same whether two plain values are
 */
export function differences(
  before: unknown,
  after: unknown,
  same: (before: unknown, after: unknown) => boolean,
  path = "",
): string[] {
  const paths = new Set<string>();
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (Array.isArray(before) && Array.isArray(after)) {
    const plain = [before, after].every((list) => list.every((one: unknown) => typeof one !== "object"));
    const [a, b] = plain ? [before.toSorted(), after.toSorted()] : [before, after];
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
      for (const one of differences(a[index], b[index], same, path)) paths.add(one);
    }
  } else if (isObject(before) || isObject(after)) {
    const [a, b] = [before, after].map((one) => (isObject(one) ? one : {}));
    for (const key of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])) {
      for (const one of differences(a?.[key], b?.[key], same, below(key))) paths.add(one);
    }
    if (paths.size === 0 && isObject(before) !== isObject(after)) paths.add(path);
  } else if (Array.isArray(before) || Array.isArray(after)) {
    for (const one of [before ?? after].flat()) {
      for (const at of differences(undefined, one, same, path)) paths.add(at);
    }
  } else if (!same(before, after)) paths.add(path);
  return [...paths];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
