import type { GitHub } from '../../ci/github/client.ts';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';

/** What GitHub shows of a setting; that it is not there; or why nothing can be said. */
export type Seen = { readonly value: unknown } | { readonly absent: true } | { readonly unseen: string };

/** Entries GitHub gives a page at most. */
const perPage = 100;
/** More than a list of settings has. */
const mostPages = 50;

/** Looks at settings without ever failing: what cannot be seen is said with its reason. */
export class GitHubSettings {
  readonly #github: GitHub;
  readonly #administrator: boolean;

  /**
   * @param github of the API's root, so that organisation and repository are named in each path
   * @param administrator of the repository: GitHub says 404 to everybody else for what is there but not for them
   */
  constructor(github: GitHub, administrator: boolean) {
    this.#github = github;
    this.#administrator = administrator;
  }

  async see(path: string): Promise<Seen> {
    const { status, body } = await this.#github.look(path);
    if (status === 200) return { value: body };
    if (status === 404 && this.#administrator) return { absent: true };
    return { unseen: `${answered(status)}; the token may not see it, or it failed` };
  }

  /**
   * A list to its last page.
   * @param key field that holds the entries, where the answer is not the list itself
   */
  async list(path: string, key?: string): Promise<Seen> {
    const found: unknown[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const seen = await this.see(`${path}${path.includes('?') ? '&' : '?'}per_page=${perPage}&page=${page}`);
      if (!('value' in seen)) return seen;
      const entries = key === undefined ? seen.value : pick(seen.value, key);
      if (!Array.isArray(entries)) return { unseen: 'GitHub answered in a form that is not known here' };
      found.push(...(entries as unknown[]));
      if (entries.length < perPage) return { value: found };
    }
    return { unseen: `the list has more than ${mostPages} pages` };
  }
}

/** A refusal in words. Status 0 is no answer at all. */
export function answered(status: number): string {
  return status === 0 ? 'GitHub did not answer' : `GitHub answered ${status}`;
}

/** The value below some fields; undefined where one of them is missing. */
export function pick(value: unknown, ...fields: readonly string[]): unknown {
  return fields.reduce<unknown>(
    (at, field) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[field] : undefined),
    value,
  );
}

/** The entries of a list; none where it is no list. */
export function entries(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** One text field of every entry, sorted. */
export function namesIn(value: unknown, field: string): readonly string[] {
  return entries(value)
    .map((entry) => String(pick(entry, field)))
    .sort();
}

/** One setting: how to read it from what GitHub answered, and what it must be. */
export interface NeededSetting {
  readonly name: string;
  readonly needed: string;
  /** What to do where it is something else. */
  readonly fix: string;
  /** The setting as a short text; undefined where the answer does not say. */
  read(value: unknown): string | undefined;
  /** Is that good enough? Without it, only what is needed itself is. */
  suits?(found: string): boolean;
}

/** Holds settings against what was seen of them. */
export function judge(group: string, seen: Seen, settings: readonly NeededSetting[]): readonly HealthCheck[] {
  return settings.map(({ name, needed, fix, read, suits = (found) => found === needed }): HealthCheck => {
    if ('unseen' in seen) return { group, name, health: 'unknown', found: seen.unseen, needed, fix };
    if ('absent' in seen) return { group, name, health: 'wrong', found: 'not there', needed, fix };
    const found = read(seen.value);
    if (found === undefined) return { group, name, health: 'unknown', found: 'GitHub does not say', needed, fix };
    return { group, name, health: suits(found) ? 'right' : 'wrong', found, needed, fix };
  });
}

/** A switch as people say it; undefined for what is no switch. */
export function onOff(value: unknown): string | undefined {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : undefined;
}

/** A text as it is; undefined for what is none. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A list in one line. */
export function listed(values: readonly string[]): string {
  return values.length > 0 ? values.join(', ') : 'none';
}
