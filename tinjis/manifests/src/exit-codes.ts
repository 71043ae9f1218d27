/** What a command's exit code tells a script. Part of the interface: a code is never given a second meaning. */
export const exitCodes = {
  /** Allowed, or nothing found. */
  clean: 0,
  /** Denied, or something found. */
  found: 1,
  /** The command line itself is wrong. */
  misuse: 2,
  /** The repository cannot be read, or holds nothing to judge. */
  unreadable: 3,
  /** An input the answer depends on is missing. Never to be taken for a yes or a no. */
  unknown: 4,
  /** A fault of tinjis. */
  internal: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
