import { admit } from '@tinjis/rules/admission/admit';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { imagined } from '@tinjis/rules/objects/objects';
import { readyPod } from '@tinjis/cluster/kubernetes/pods';
import { observedFrom } from '../../refusals/api-server.ts';
import { predictedByLayers } from '../../refusals/decision.ts';
import { allowed, type MatrixCase, refused } from './case.ts';
import type { Participants } from '../../identities/participants.ts';

interface Way {
  readonly resource: 'pods' | 'services' | 'serviceaccounts';
  readonly subresource: string;
  readonly method: 'GET' | 'POST';
  readonly query?: Readonly<Record<string, string | boolean>>;
  readonly body?: object;
}

const tokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };

const ways: readonly Way[] = [
  { resource: 'pods', subresource: 'exec', method: 'POST', query: { command: '/bin/true', stdout: true } },
  { resource: 'pods', subresource: 'attach', method: 'POST', query: { stdout: true } },
  { resource: 'pods', subresource: 'portforward', method: 'POST', query: { ports: 9000 as unknown as string } },
  { resource: 'pods', subresource: 'proxy', method: 'GET' },
  { resource: 'services', subresource: 'proxy', method: 'GET' },
  { resource: 'serviceaccounts', subresource: 'token', method: 'POST', body: tokenRequest },
];

/**
 * Ways into a workload, tried by the platform's own deployer. It has every right, so admission alone refuses. In a
 * namespace that belongs to no team it gets in, which shows that a refusal is real.
 */
export function enterCases(participants: Participants): readonly MatrixCase[] {
  const elsewhere = ways.map((way) =>
    enter(participants, way, { namespace: 'argocd', workload: 'argocd-redis', account: 'default' }, undefined),
  );
  return [
    ...elsewhere,
    ...participants.teams.flatMap(({ namespace, service }) =>
      ways.map((way) =>
        enter(participants, way, { namespace, workload: service, account: 'deployer' }, nameOf(way, 'argocd')),
      ),
    ),
  ];
}

interface Place {
  readonly namespace: string;
  readonly workload: string;
  readonly account: string;
}

function nameOf({ resource, subresource }: Way, namespace: string): string {
  return `enter/${namespace}/${resource}-${subresource}`;
}

function enter(
  { admin, served, platformDeployer }: Participants,
  way: Way,
  place: Place,
  control: string | undefined,
): MatrixCase {
  const { namespace, workload, account } = place;
  const { resource, subresource, method, query = {}, body } = way;
  const { client, user, name } = platformDeployer;
  return {
    name: nameOf(way, namespace),
    identity: name,
    action: `${resource === 'serviceaccounts' ? 'get a token of' : 'enter'} ${workload} in ${namespace} by ${resource}/${subresource}`,
    how: 'real',
    ...(control === undefined
      ? { expected: allowed }
      : {
          expected: refused('admission', /ValidatingAdmissionPolicy '(interactive-access|service-account-tokens)'/),
          control,
        }),
    predict: () => {
      const verb = method === 'GET' ? 'get' : 'create';
      const rbac = authorize(served.rules.authorization, user, { verb, group: '', resource, subresource, namespace });
      const operation = resource === 'serviceaccounts' ? 'CREATE' : 'CONNECT';
      const object = imagined(
        { apiVersion: 'v1', kind: 'PodExecOptions', metadata: { name: workload }, ...body } as never,
        { file: 'what is asked', line: 1 },
      );
      const admission = admit(served.rules.admission, {
        operation,
        object,
        namespace,
        name: workload,
        resource: { group: '', version: 'v1', resource, subresource },
        user: { name: user.user, groups: user.groups },
      });
      return predictedByLayers([
        { layer: 'rbac', ruling: rbac },
        { layer: 'admission', ruling: admission },
      ]);
    },
    attempt: async () => {
      const object =
        resource === 'pods'
          ? (await readyPod(admin, { namespace, name: workload })).metadata.name
          : resource === 'services'
            ? workload
            : account;
      const answer = await client.request({
        method,
        path: `/api/v1/namespaces/${namespace}/${resource}/${object}/${subresource}`,
        query,
        ...(body && { body }),
      });
      const observed = observedFrom(answer);
      // A request that passes rights and admission goes on to the stream itself, which this client does not speak, or
      // to something that does not answer HTTP.
      return observed.verdict === 'denied' && /^(400|500|502|503) /.test(observed.message) && observed.layer === 'other'
        ? { verdict: 'allowed', message: observed.message }
        : observed;
    },
  };
}
