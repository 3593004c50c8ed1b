/** Names that are most like what was given, the nearest first. */
export function nearest(given: string, names: readonly string[], most = 3): string[] {
  return names
    .map((name) => ({ name, distance: distance(given, name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** How many letters have to be put in, taken out or replaced to make one of the other. */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 0; row < from.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const [left = 0, top = 0, corner = 0] = [current[column], above[column + 1], above[column]];
      current.push(Math.min(left + 1, top + 1, corner + (from[row] === to[column] ? 0 : 1)));
    }
    above = current;
  }
  return above[to.length] ?? 0;
}
