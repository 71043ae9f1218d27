import { linesHeldBy } from '@tinjis/rules/argocd/rbac/evaluate';
import type { RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { ArgocdSubject } from '@tinjis/rules/argocd/rbac/enforce';
import { type AppProject, projectDefect } from '@tinjis/rules/argocd/app-project';
import type { Resource } from '@tinjis/rules/objects/located';
import { grantsOf } from '@tinjis/rules/rbac/grants';
import type { RbacRules } from '@tinjis/rules/rbac/objects';
import { keysOf, type RbacSubject, keyOfPrivileged } from '@tinjis/rules/rbac/request';
import { authorOf, ownersOfPath } from '../../answer/git.ts';
import { namesOf } from '@tinjis/rules/codeowners/codeowners';
import type { Person } from '../../model/identity.ts';
import type { Model } from '../../model/model.ts';
import { type Class, Roster } from './class.ts';

/**
 * The Applications, as `PROJECT/NAME`, to be asked about one by one: those that a line of the subject names. About all
 * others no line says anything, so they are alike. With a pattern in a line, or lines that are not known, every
 * Application is asked about.
 * @param all the Applications there are
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
 * The namespaces to be asked about one by one: those that a project's destinations name. All others are alike, since no
 * entry of names alone holds for any of them. With a pattern among the entries, or a project that cannot be read, every
 * namespace is asked about.
 * @param all the namespaces there are
 */
export function destinationsApart(project: Resource<AppProject>, all: Iterable<string>): ReadonlySet<string> {
  const { destinations } = project.object.spec;
  if (projectDefect(project)) return new Set(all);
  const named = (destinations ?? []).map(({ namespace = '' }) => namespace);
  return new Set(named.some((name) => /[*?[\]{}!\\]/.test(name)) ? all : named);
}

/**
 * The namespaces to be asked about one by one: those with a binding for the subject, or with one that cannot be read
 * and so might be for it. All others are alike: in them hold the bindings of the whole cluster and no other, so that
 * the subject may do the same in each.
 */
export function namespacesApart(rules: RbacRules, subject: RbacSubject): ReadonlySet<string> {
  const grants = grantsOf(rules);
  const apart = new Set([...grants.defective(), ...keysOf(subject).flatMap((key) => [...grants.of(key).keys()])]);
  apart.delete('');
  return apart;
}

/** People by what CODEOWNERS may call them. */
export class PeopleByOwner {
  readonly #model: Model;
  readonly #people: Roster<Person>;
  readonly #named: ReadonlyMap<string, readonly Person[]>;

  constructor(model: Model, people: readonly Person[]) {
    this.#model = model;
    this.#people = new Roster(people);
    const named = new Map<string, Person[]>();
    for (const person of people) {
      for (const name of namesOf(authorOf(person, model.teams.organisation))) {
        named.set(name, [...(named.get(name) ?? []), person]);
      }
    }
    this.#named = named;
  }

  /**
   * People whom Git cannot tell apart for a path: one line of CODEOWNERS decides, and of an author it looks only at
   * whether it names them. Those whom it names stand alone. Where it names nobody, or there is no line, all are alike.
   * @param apart people of whom something else is asked than of the others
   */
  classes(path: string, apart: readonly Person[] = []): readonly Class<Person>[] {
    const named = ownersOfPath(this.#model, path).flatMap((owner) => this.#named.get(owner.toLowerCase()) ?? []);
    return this.#people.classes([...named, ...apart]);
  }
}

/**
 * Subjects that Kubernetes' RBAC cannot tell apart, whatever they ask for: it knows a subject by the names that
 * bindings use, so those bound by the very same names have the same rules. All who are bound by none are one class.
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
