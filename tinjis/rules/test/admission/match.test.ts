import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { matchesRequest, type RequestMatch } from '../../src/admission/match.ts';
import type { MatchResources, ResourceRule } from '../../src/admission/policy.ts';
import { subjectOf, type AdmissionRequest } from '../../src/admission/request.ts';
import { resource } from '../../testing/resource.ts';
import { configMap, namespace, request } from '../../testing/admission-rules.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const all: ResourceRule = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] };
const known = new Map([['payments', resource(namespace('payments', { team: 'payments' }))]]);

function ask(criteria: MatchResources, asked: AdmissionRequest = request(configMap())): RequestMatch {
  return matchesRequest(criteria, asked, subjectOf(asked, known));
}
const byRule = (rule: Partial<ResourceRule>, asked?: AdmissionRequest): RequestMatch =>
  ask({ resourceRules: [{ ...all, ...rule }] }, asked);

describe('a rule about requests', () => {
  it('is about every request where there is none', () => {
    expect(ask({})).to.equal('yes');
  });

  it('names operations, groups and resources, or all by a star', () => {
    expect([byRule({ operations: ['CREATE'] }), byRule({ operations: ['DELETE'] })]).to.equal(['yes', 'no']);
    expect([byRule({ apiGroups: [''] }), byRule({ apiGroups: ['apps'] })]).to.equal(['yes', 'no']);
    expect([byRule({ resources: ['configmaps'] }), byRule({ resources: ['secrets'] })]).to.equal(['yes', 'no']);
  });

  it('is about subresources only where it names them', () => {
    const status = request(configMap(), {
      resource: { group: '', version: 'v1', resource: 'configmaps', subresource: 'status' },
    });
    expect(
      ['*', 'configmaps', 'configmaps/status', 'configmaps/*', '*/status', '*/*', 'configmaps/scale'].map((one) =>
        byRule({ resources: [one] }, status),
      ),
    ).to.equal(['no', 'no', 'yes', 'yes', 'yes', 'yes', 'no']);
    expect(['configmaps/*', '*/*', 'configmaps/status'].map((one) => byRule({ resources: [one] }))).to.equal([
      'yes',
      'yes',
      'no',
    ]);
  });

  it('may name objects', () => {
    expect([
      byRule({ resourceNames: ['settings'] }),
      byRule({ resourceNames: ['other'] }),
      byRule({ resourceNames: [] }),
    ]).to.equal(['yes', 'no', 'yes']);
  });

  it('may be about one scope, where a Namespace counts as cluster-wide', () => {
    const own = request(namespace('payments'), { resource: { group: '', version: 'v1', resource: 'namespaces' } });
    const node = request(
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } },
      { resource: { group: '', version: 'v1', resource: 'nodes' } },
    );
    for (const [scope, answers] of [
      ['*', ['yes', 'yes', 'yes']],
      ['Namespaced', ['yes', 'no', 'no']],
      ['Cluster', ['no', 'yes', 'yes']],
    ] as const) {
      expect(
        [request(configMap()), own, node].map((one) => byRule({ scope }, one)),
        scope,
      ).to.equal([...answers]);
    }
  });

  it('is undecided where it means another version of the same resource', () => {
    expect(byRule({ apiVersions: ['v2'] })).to.equal('other-version');
    expect(ask({ matchPolicy: 'Exact', resourceRules: [{ ...all, apiVersions: ['v2'] }] })).to.equal('no');
    expect(ask({ resourceRules: [{ ...all, apiVersions: ['v2'] }, all] })).to.equal('yes');
  });

  it('leaves out what is excluded', () => {
    expect(ask({ resourceRules: [all], excludeResourceRules: [{ ...all, resources: ['configmaps'] }] })).to.equal('no');
    expect(ask({ resourceRules: [all], excludeResourceRules: [{ ...all, resources: ['secrets'] }] })).to.equal('yes');
    expect(ask({ resourceRules: [all], excludeResourceRules: [{ ...all, apiVersions: ['v2'] }] })).to.equal(
      'other-version',
    );
  });
});

describe('a selector of requests', () => {
  const mine = { namespaceSelector: { matchLabels: { team: 'payments' } } };

  it('goes by the labels of the namespace, with the one the API server writes', () => {
    expect(ask(mine)).to.equal('yes');
    expect(ask({ namespaceSelector: { matchLabels: { team: 'billing' } } })).to.equal('no');
    expect(ask({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments' } } })).to.equal('yes');
  });

  it('is undecided where the namespace is not known', () => {
    expect(ask(mine, request(configMap(), { namespace: 'elsewhere' }))).to.equal('namespace-unknown');
    expect(
      ask(
        { ...mine, resourceRules: [{ ...all, resources: ['secrets'] }] },
        request(configMap(), { namespace: 'elsewhere' }),
      ),
    ).to.equal('no');
  });

  it('never leaves out what is cluster-wide', () => {
    expect(ask(mine, request({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }))).to.equal('yes');
  });

  it("goes by a Namespace's own labels as they are written, or stored when it is deleted", () => {
    const own = { resource: { group: '', version: 'v1', resource: 'namespaces' } };
    expect(ask(mine, request(namespace('payments', {}), own))).to.equal('no');
    expect(ask(mine, request(namespace('new', { team: 'payments' }), own))).to.equal('yes');
    expect(ask(mine, request(undefined, { ...own, operation: 'DELETE', name: 'payments' }))).to.equal('yes');
    expect(
      ask(
        mine,
        request(undefined, {
          ...own,
          operation: 'DELETE',
          oldObject: resource(namespace('gone', { team: 'payments' })),
        }),
      ),
    ).to.equal('yes');
    const status = { resource: { group: '', version: 'v1', resource: 'namespaces', subresource: 'status' } };
    expect(ask(mine, request(namespace('payments', {}), status))).to.equal('yes');
    expect(ask(mine, request(undefined, { ...own, operation: 'DELETE' }))).to.equal('namespace-unknown');
  });

  it('goes by the labels of the object as it was or as it will be', () => {
    const labelled = configMap('a', { metadata: { name: 'a', namespace: 'payments', labels: { app: 'x' } } });
    const criteria = { objectSelector: { matchLabels: { app: 'x' } } };
    expect(ask(criteria, request(labelled))).to.equal('yes');
    expect(ask(criteria, request(configMap()))).to.equal('no');
    expect(ask(criteria, request(configMap(), { operation: 'UPDATE', oldObject: resource(labelled) }))).to.equal('yes');
    expect(ask(criteria, request(undefined, { operation: 'CONNECT' }))).to.equal('no');
  });
});
