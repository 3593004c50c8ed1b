/** Does something with each of several things, with two of them at the same time. @throws the first failure */
export async function twoAtATime<T>(
  things: readonly T[],
  action: (thing: T) => Promise<void>,
): Promise<void> {
  const waiting = [...things];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await action(next);
  };
  await Promise.all([work(), work()]);
}
