import type { CompiledAdmissionPolicy } from '@tinjis/rules/admission/compile';
import type {
  MatchResources,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '@tinjis/rules/admission/policy';
import { pathsRead, textsIn } from '@tinjis/rules/admission/type-check/expression';
import { namespaceNameLabel, requirementsOf, selectsAll } from '@tinjis/rules/label-selector';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { nameLabel } from '../../model/layout.ts';
import type { Teams } from '../../model/teams.ts';

/** A way by which a team chooses itself whether a rule is about it. */
export interface WayOut {
  readonly resource: Resource;
  readonly path: FieldPath;
  /** What the team chooses, as the end of "goes by …". */
  readonly what: string;
}

/** Labels of namespaces that the platform sets, so a rule may go by them. */
const platformLabels: ReadonlySet<string> = new Set([namespaceNameLabel, 'tinjis.io/team']);

/** Whether a rule is only about Namespaces. */
function isAboutNamespaces({ resourceRules = [] }: MatchResources): boolean {
  return resourceRules.every(({ resources }) => resources.every((resource) => resource === 'namespaces'));
}

/** The ways out of a policy that its selectors leave, and those of its bindings. */
export function* selectorWays(
  policy: Resource<ValidatingAdmissionPolicy>,
  bindings: readonly Resource<ValidatingAdmissionPolicyBinding>[],
): Generator<WayOut> {
  const { matchConstraints } = policy.object.spec;
  const ofNamespaces = isAboutNamespaces(matchConstraints);
  for (const [resource, field, { objectSelector = {}, namespaceSelector = {} }] of [
    [policy, 'matchConstraints', matchConstraints] as const,
    ...bindings.map((one) => [one, 'matchResources', one.object.spec.matchResources ?? {}] as const),
  ]) {
    const own = ofNamespaces && requirementsOf(objectSelector).every(({ key }) => platformLabels.has(key));
    if (!own && !selectsAll(objectSelector)) {
      yield { resource, path: ['spec', field, 'objectSelector'], what: 'labels of the object (objectSelector)' };
    }
    for (const { key } of requirementsOf(namespaceSelector)) {
      if (platformLabels.has(key)) continue;
      yield { resource, path: ['spec', field, 'namespaceSelector'], what: `the label ${key} of namespaces` };
    }
  }
}

/** The ways out of a policy that its expressions leave. */
export function* expressionWays(
  policy: Resource<ValidatingAdmissionPolicy>,
  { expressions }: CompiledAdmissionPolicy,
  teams: Teams,
): Generator<WayOut> {
  const ofNamespaces = isAboutNamespaces(policy.object.spec.matchConstraints);
  for (const { path, parsed } of expressions) {
    const at = { resource: policy, path };
    const isCondition = path[1] === 'matchConditions';
    for (const read of pathsRead(parsed)) {
      const what = ofNamespaces ? chosenOfNamespaces(read) : isCondition ? chosenByTeam(read) : labelByTeam(read);
      if (what !== undefined) yield { ...at, what };
    }
    for (const text of textsIn(parsed)) {
      if (meansTeam(text, teams)) yield { ...at, what: `${text}, which is or includes somebody of a team` };
    }
  }
}

/**
 * A rule about Namespaces keeps teams from writing them, so it may go by nothing that they would write: only by the
 * platform's labels, and by who asks for what.
 */
function chosenOfNamespaces(path: string): string | undefined {
  const [root = '', field, ...more] = path.split('.');
  const label = /^\w+\.metadata\.labels\.(.*)$/.exec(path)?.[1];
  const known =
    field === undefined ||
    root === 'variables' ||
    (root === 'request' && field !== 'name') ||
    (field === 'metadata' && more.join('.') === 'labels') ||
    (label !== undefined && platformLabels.has(label));
  return known ? undefined : `${path} of a Namespace`;
}

/** A condition that looks at the object asks the team whether the rule is about it. */
function chosenByTeam(path: string): string | undefined {
  const [root = '', field] = path.split('.');
  const chosen = root !== 'request' || field === 'name';
  return chosen ? `${path} (matchConditions)` : undefined;
}

/** Pods have their identity from one label, which other rules tie to an image; every other is free to choose. */
function labelByTeam(path: string): string | undefined {
  const [, field, key] = /^(?!namespaceObject\.).*?\.(labels|annotations)(?:\.(.*))?$/.exec(path) ?? [];
  // Whether there are labels at all says nothing.
  const free = field !== undefined && key !== undefined && (field === 'annotations' || key !== nameLabel);
  return free ? `the ${field === 'labels' ? 'label' : 'annotation'} ${key} of the object` : undefined;
}

/** Whether a text of an expression is the name of somebody in a team, or of everybody, or the beginning of one. */
function meansTeam(text: string, { developers }: Teams): boolean {
  const everybody = ['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts'];
  return (
    everybody.includes(text) ||
    developers.some(({ groups, namespace }) => {
      const accounts = `system:serviceaccount:${namespace}:`;
      return (
        groups.some(
          ({ name, members }) => text === name || members.some((each) => Object.values(each).includes(text)),
        ) ||
        text === `system:serviceaccounts:${namespace}` ||
        text.startsWith(accounts) ||
        (text.startsWith('system:') && accounts.startsWith(text))
      );
    })
  );
}
