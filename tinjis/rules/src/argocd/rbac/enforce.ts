import type { At } from '../../objects/located.ts';
import { allow, deny, explainedLater, reason, type Reason, type Ruling, unknown } from '../../ruling.ts';
import { evaluate, type Evaluation, type ArgocdRequest, linesHeldBy, fieldMatches, requestFields } from './evaluate.ts';
import type { PolicySet, ProjectPolicy, RbacPolicy, PolicyLine } from './policy.ts';

/** The user who asks: the `sub` of the token, and the groups that its issuer gives. */
export interface ArgocdSubject {
  readonly name: string;
  readonly groups: readonly string[];
}

interface Attempt {
  readonly as: string;
  readonly everybody: boolean;
  readonly sets: readonly PolicySet[];
}

/**
 * Whether argocd-server lets a user do something (Argo CD 3.6.1: util/rbac with server/rbacpolicy).
 *
 * One of these must be allowed, each on its own: the default role, the user, each of the user's groups. So a `deny`
 * beats only allows for the same subject and its roles. Roles of the request's project count with it; roles of other
 * projects never do. A group counts only if some `g` line names it: `p` lines about it alone do nothing. If `scopes`
 * names other claims than the groups, their values may give further groups: whatever is not allowed is then unknown.
 */
export function enforceArgocd(policy: RbacPolicy, subject: ArgocdSubject, request: ArgocdRequest): Ruling {
  if (policy.fault) return policy.fault.verdict === 'deny' ? deny(policy.fault.reason) : unknown(policy.fault.reason);
  const projectName = projectOf(request);
  const project = projectName === undefined ? undefined : policy.projects.get(projectName);
  const attempts = attemptsOf(policy, subject, project, projectName);
  const answers = attempts.map((attempt) => ({ attempt, ...evaluate(attempt.sets, attempt.as, request, policy.mode) }));
  const explain = (answer: (typeof answers)[number]): Reason => explained(policy, subject, request, answer);

  const spoilt = project?.spoilt ? [project.spoilt] : [];
  const allowing = answers.find(({ outcome }) => outcome === 'allow');
  if (allowing) return allow(explain(allowing), ...spoilt);
  if (project?.defect) return unknown(project.defect);
  const unsure = answers.find(({ outcome }) => outcome === 'unknown');
  if (unsure) return unknown(explain(unsure), ...spoilt);
  if (policy.scopes.others)
    return unknown(
      reason('argocd/rbac-scopes', 'input-missing', { subject: subject.name, ...request }, policy.scopes.at),
      ...spoilt,
    );
  return explainedLater('deny', () => {
    const refusing = answers.filter(({ outcome }) => outcome !== 'nothing').map(explain);
    const misses = nearMisses(policy, attempts, subject, request);
    const searched = { searched: [policy.at, ...(project ? [project.at] : [])] };
    const nothing = reason(
      'argocd/rbac-nothing-grants',
      'nothing-grants',
      { subject: subject.name, ...request },
      searched,
    );
    const [first = nothing, ...also] = refusing;
    return [first, ...also, ...spoilt, ...misses];
  });
}

/** The name of the project whose roles count for a request. */
function projectOf({ resource, object }: ArgocdRequest): string | undefined {
  if (resource === 'projects') return object;
  const scoped = ['applicationsets', 'applications', 'repositories', 'clusters', 'logs', 'exec'].includes(resource);
  const slash = object.indexOf('/');
  return scoped && slash >= 0 ? object.slice(0, slash) : undefined;
}

function attemptsOf(
  policy: RbacPolicy,
  subject: ArgocdSubject,
  project: ProjectPolicy | undefined,
  projectName: string | undefined,
): Attempt[] {
  const role = policy.defaultRole.name;
  const byDefault = (sets: readonly PolicySet[]): Attempt[] =>
    role === '' ? [] : [{ as: role, everybody: true, sets }];
  // A line about the empty subject is about everybody.
  const everybody: Attempt[] = [...byDefault(policy.sets), { as: '', everybody: true, sets: policy.sets }];
  const token = /^proj:([^:]*):[^:]*$/.exec(subject.name);
  if (project && token && token[1] !== projectName) return everybody; // a project's token has no business with another
  const sets = project ? [...policy.sets, project.set] : policy.sets;
  const groups =
    (token && project) || !policy.scopes.groups
      ? []
      : subject.groups.filter((group) => sets.some(({ links }) => links.has(group)));
  return [
    ...everybody,
    ...(project ? byDefault(sets) : []),
    ...[subject.name, ...groups].map((as) => ({ as, everybody: false, sets })),
  ];
}

const codes = {
  allow: ['argocd/rbac-granted', 'granted'],
  deny: ['argocd/rbac-denied', 'forbidden'],
  malformed: ['argocd/rbac-pattern-malformed', 'forbidden'],
  unknown: ['argocd/rbac-pattern-not-understood', 'input-missing'],
  nothing: ['argocd/rbac-nothing-grants', 'nothing-grants'],
} as const;

function explained(
  policy: RbacPolicy,
  subject: ArgocdSubject,
  request: ArgocdRequest,
  answer: Evaluation & { attempt: Attempt },
): Reason {
  const { outcome, line, chain, attempt } = answer;
  const [code, basis] = codes[outcome];
  // A line of the built-in policy stands in no file; the line that gave the user its role does.
  const given = [...chain].reverse().find(({ at }) => at !== undefined)?.at;
  const at: At = line?.at ?? given ?? (attempt.everybody ? policy.defaultRole.at : policy.at);
  const via = [attempt.as, ...chain.map(({ role }) => role)].join(' → ');
  return reason(
    attempt.everybody && outcome === 'allow' ? 'argocd/rbac-granted-to-everybody' : code,
    basis,
    { subject: subject.name, via, ...request },
    at,
  );
}

const wrongField = {
  resource: 'argocd/rbac-other-resource',
  action: 'argocd/rbac-other-action',
  object: 'argocd/rbac-other-object',
} as const;

/** A person reads these; a handful tells more than a hundred. */
const mostShown = 5;

/**
 * Lines that seem to grant what was refused: lines of the asked subjects that are wrong in only one field, lines with
 * an invalid effect, and lines about a group that no `g` line names.
 */
function nearMisses(
  policy: RbacPolicy,
  attempts: readonly { readonly as: string; readonly sets: readonly PolicySet[] }[],
  subject: { readonly groups: readonly string[] },
  request: ArgocdRequest,
): Reason[] {
  const cite = (code: string, line: PolicyLine): Reason[] =>
    line.at
      ? [
          reason(
            code,
            'nothing-grants',
            { ...request, line: [line.subject, line.resource, line.action, line.object, line.effect].join(', ') },
            line.at,
          ),
        ]
      : [];
  const held = new Set(attempts.flatMap(({ as, sets }) => linesHeldBy(sets, as).map(({ line }) => line)));
  const almost = [...held].flatMap((line) => {
    const wrong = requestFields.filter((field) => fieldMatches(line, request, field, policy.mode) !== 'yes');
    if (wrong.length === 0)
      return line.effect === 'allow' || line.effect === 'deny' ? [] : cite('argocd/rbac-effect-unknown', line);
    return wrong.length === 1 && line.effect === 'allow' ? wrong.flatMap((field) => cite(wrongField[field], line)) : [];
  });
  const unlinked = subject.groups
    .filter((group) => !attempts.some(({ as }) => as === group))
    .flatMap((group) =>
      policy.sets
        .flatMap(({ lines }) => lines.get(group) ?? [])
        .flatMap((line) => cite('argocd/rbac-group-without-role', line)),
    );
  return [...almost, ...unlinked].slice(0, mostShown);
}
