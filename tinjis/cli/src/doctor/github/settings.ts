import type { GitHub } from '../../ci/github/client.ts';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';

/** GitHub's view of a setting: its value, that it is absent, or why it is unknown. */
export type Seen = { readonly value: unknown } | { readonly absent: true } | { readonly unseen: string };

/** Most entries that GitHub puts on a page. */
const perPage = 100;
/** More pages than a list of settings has. */
const mostPages = 50;

/** Reads settings without ever failing: a setting that cannot be seen comes with the reason. */
export class GitHubSettings {
  readonly #github: GitHub;
  readonly #administrator: boolean;

  /**
   * @param github client for the API's root, so each path names organisation and repository
   * @param administrator whether the user administers the repository: everybody else gets a 404 for settings hidden
   * from them
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
   * @param key field that holds the entries, if the answer is not the list itself
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

/** A refusal in words. Status 0 means no answer at all. */
export function answered(status: number): string {
  return status === 0 ? 'GitHub did not answer' : `GitHub answered ${status}`;
}

/** The value below some fields; undefined if one of them is missing. */
export function pick(value: unknown, ...fields: readonly string[]): unknown {
  return fields.reduce<unknown>(
    (at, field) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[field] : undefined),
    value,
  );
}

/** The entries of a list; none if it is not a list. */
export function entries(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** One text field of every entry, sorted. */
export function namesIn(value: unknown, field: string): readonly string[] {
  return entries(value)
    .map((entry) => String(pick(entry, field)))
    .sort();
}

/** One setting: how to read it from GitHub's answer, and its required value. */
export interface NeededSetting {
  readonly name: string;
  readonly needed: string;
  /** The fix if the value is wrong. */
  readonly fix: string;
  /** The setting as a short text; undefined if the answer does not say. */
  read(value: unknown): string | undefined;
  /** Is that good enough? Without this function, only the needed value is. */
  suits?(found: string): boolean;
}

/** Compares settings with the values seen. */
export function judge(group: string, seen: Seen, settings: readonly NeededSetting[]): readonly HealthCheck[] {
  return settings.map(({ name, needed, fix, read, suits = (found) => found === needed }): HealthCheck => {
    if ('unseen' in seen) return { group, name, health: 'unknown', found: seen.unseen, needed, fix };
    if ('absent' in seen) return { group, name, health: 'wrong', found: 'not there', needed, fix };
    const found = read(seen.value);
    if (found === undefined) return { group, name, health: 'unknown', found: 'GitHub does not say', needed, fix };
    return { group, name, health: suits(found) ? 'right' : 'wrong', found, needed, fix };
  });
}

/** A switch in words; undefined if it is not a switch. */
export function onOff(value: unknown): string | undefined {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : undefined;
}

/** A text as it is; undefined if it is not a text. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A list in one line. */
export function listed(values: readonly string[]): string {
  return values.length > 0 ? values.join(', ') : 'none';
}
