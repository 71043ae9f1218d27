import type { FieldPath } from '../../../objects/located.ts';
import { exceptInUserNamespace, type Check, type Rule } from '../check.ts';
import { containersOf, securityContextsOf } from '../pod.ts';

const mustNotBeRoot: Rule = (pod) => {
  const refused = securityContextsOf(pod)
    .filter(({ value }) => value.runAsNonRoot === false)
    .map(({ path }) => [...path, 'runAsNonRoot']);
  return [...refused, ...withoutOwnWord(pod)];
};

/** Containers for which neither they nor their pod say that they are not root. */
function withoutOwnWord(pod: Parameters<Rule>[0]): readonly FieldPath[] {
  if (pod.spec?.securityContext?.runAsNonRoot === true) return [];
  return containersOf(pod)
    .filter(({ value }) => (value.securityContext?.runAsNonRoot ?? undefined) === undefined)
    .map(({ path }) => [...path, 'securityContext', 'runAsNonRoot']);
}

export const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  forbidden: 'runAsNonRoot != true',
  level: 'restricted',
  since: [
    [0, mustNotBeRoot],
    [35, exceptInUserNamespace(mustNotBeRoot)],
  ],
};

const mustNotBeUserZero: Rule = (pod) =>
  securityContextsOf(pod)
    .filter(({ value }) => value.runAsUser === 0)
    .map(({ path }) => [...path, 'runAsUser']);

export const runAsUser: Check = {
  id: 'runAsUser',
  forbidden: 'runAsUser=0',
  level: 'restricted',
  since: [
    [23, mustNotBeUserZero],
    [35, exceptInUserNamespace(mustNotBeUserZero)],
  ],
};
