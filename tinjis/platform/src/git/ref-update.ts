/** One ref that a push would move. Absent commits are all zeros. */
export interface RefUpdate {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

/** A commit that is not there, as git writes it. */
export const noCommit = /^0+$/;
