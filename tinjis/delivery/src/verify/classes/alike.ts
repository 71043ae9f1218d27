import { linesHeldBy } from '@tinjis/rules/argocd/rbac/evaluate';
import type { RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { ArgocdSubject } from '@tinjis/rules/argocd/rbac/enforce';
import { type AppProject, projectDefect } from '@tinjis/rules/argocd/objects';
import type { Resource } from '@tinjis/rules/objects/located';
import { grantsOf, type RbacRules } from '@tinjis/rules/rbac/grants';
import { keysOf, type RbacSubject, keyOfPrivileged } from '@tinjis/rules/rbac/request';
import { authorOf, ownersOfPath } from '../../answer/git.ts';
import { namesOf } from '@tinjis/rules/codeowners/codeowners';
import type { Person } from '../../model/identity.ts';
import type { Model } from '../../model/model.ts';
import type { Teams } from '../../model/teams.ts';
import { type Class, Roster } from './class.ts';

/**
 * The Applications that need a question each, as `PROJECT/NAME`: those that a line of the subject names. No line says
 * anything about the others, so they are alike. If a line has a pattern, or the lines are not known, every Application
 * needs its own question.
 * @param all all existing Applications
 */
export function applicationsApart(
  policy: RbacPolicy,
  subject: ArgocdSubject,
  all: Iterable<string>,
): ReadonlySet<string> {
  const projects = [...policy.projects.values()];
  if (
    policy.fault ||
    policy.mode === 'regex' ||
    policy.defaultRole.name !== '' ||
    projects.some(({ defect }) => defect)
  )
    return new Set(all);
  const sets = [...policy.sets, ...projects.map(({ set }) => set)];
  const named = [subject.name, '', ...subject.groups].flatMap((as) =>
    linesHeldBy(sets, as).map(({ line }) => line.object),
  );
  return new Set(named.some((object) => /[*?[\]{}!\\]/.test(object)) ? all : named);
}

/**
 * The namespaces that need a question each: those that a project's destinations name. All others are alike, since no
 * entry that consists only of names holds for any of them. If an entry has a pattern, or the project cannot be read,
 * every namespace needs its own question.
 * @param all all existing namespaces
 */
export function destinationsApart(project: Resource<AppProject>, all: Iterable<string>): ReadonlySet<string> {
  const { destinations } = project.object.spec;
  if (projectDefect(project)) return new Set(all);
  const named = (destinations ?? []).map(({ namespace = '' }) => namespace);
  return new Set(named.some((name) => /[*?[\]{}!\\]/.test(name)) ? all : named);
}

/**
 * The namespaces that need a question each: those with a binding for the subject, or with an unreadable binding, which
 * might be for the subject. All others are alike: only cluster-wide bindings hold in them, so the subject may do the
 * same in each.
 */
export function namespacesApart(rules: RbacRules, subject: RbacSubject): ReadonlySet<string> {
  const grants = grantsOf(rules);
  const apart = new Set([...grants.defective(), ...keysOf(subject).flatMap((key) => [...grants.of(key).keys()])]);
  apart.delete('');
  return apart;
}

/** People by the names that CODEOWNERS may use for them. */
export class PeopleByOwner {
  readonly #people: Roster<Person>;
  readonly #named: ReadonlyMap<string, readonly Person[]>;

  constructor({ organisation }: Teams, people: readonly Person[]) {
    this.#people = new Roster(people);
    const named = new Map<string, Person[]>();
    for (const person of people) {
      for (const name of namesOf(authorOf(person, organisation))) {
        named.set(name, [...(named.get(name) ?? []), person]);
      }
    }
    this.#named = named;
  }

  /**
   * People whom Git cannot tell apart for a path: one line of CODEOWNERS decides, and it checks only whether it names
   * the author. The people it names stand alone. If it names nobody, or there is no line, all people are alike.
   * @param apart people who get a different question from the others
   */
  classes(model: Model, path: string, apart: readonly Person[] = []): readonly Class<Person>[] {
    const named = ownersOfPath(model, path).flatMap((owner) => this.#named.get(owner.toLowerCase()) ?? []);
    return this.#people.classes([...named, ...apart]);
  }
}

/**
 * Subjects that Kubernetes' RBAC cannot tell apart, whatever they ask for. RBAC knows a subject by the names that
 * bindings use, so subjects bound by the very same names have the same rules. All subjects without a binding are one
 * class.
 */
export function subjectClasses<T>(
  rules: RbacRules,
  subjects: readonly T[],
  subjectOf: (member: T) => RbacSubject,
): readonly Class<T>[] {
  const grants = grantsOf(rules);
  const boundBy = (member: T): string =>
    JSON.stringify(keysOf(subjectOf(member)).filter((key) => key === keyOfPrivileged || grants.of(key).size > 0));
  return [...Map.groupBy(subjects, boundBy).values()].map((members) => ({
    first: members[0] as T,
    size: members.length,
    members: () => members,
  }));
}
