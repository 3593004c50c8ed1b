import type { Connect, Login, PasswordRequest } from "./session";

/**
 * Makes a login work: the user changes his own password, signed in with one that is known. Nobody else has to be
 * trusted with that, and a login that works already is left alone.
 *
 * @throws {Error} where the database refuses every password, or can not be reached
 */
export async function setPassword({ wanted, known }: PasswordRequest, connect: Connect): Promise<void> {
  const signIn = async (login: Login, newPassword?: string): Promise<boolean> => {
    const session = await connect(login);
    if (session === undefined) return false;
    try {
      if (newPassword !== undefined) await session.setOwnPassword(newPassword);
      return true;
    } finally {
      await session.end();
    }
  };
  if (await signIn(wanted)) return;
  for (const password of known) {
    if (await signIn({ ...wanted, password }, wanted.password)) {
      if (await signIn(wanted)) return;
      throw new Error(`the database refuses the password that ${wanted.username} was just given`);
    }
  }
  throw new Error(
    `the database refuses every known password of ${wanted.username}; ` +
      "the migration creates that user, and gives it the password of its secret",
  );
}
