import { nextLogin, parseLogin } from "./login";
import { type Pause, type Rotated, until } from "./rotation";
import { type DatabaseOptions, findWriter, type Writer } from "./writer";

/**
 * The password of a database's master user. It is set through the API of RDS, where writes are taken, so the function
 * needs no way into the network; databases of other regions get it as data.
 */
export function masterPassword(database: DatabaseOptions, pause: Pause): Rotated {
  const settled = async (): Promise<Writer> => {
    const writer = await findWriter(database);
    await until(`${writer.name} did not become available`, pause, writer.settled);
    return writer;
  };
  return {
    next: nextLogin,
    set: async ({ pending }) => {
      const writer = await settled();
      await writer.setMasterPassword(parseLogin(pending).password);
      // The change is not reported at once.
      await pause(10_000);
      await settled();
    },
    test: async () => {
      await settled();
    },
  };
}
