import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import type { ClusterModel, Workload } from '../../../src/model/model.ts';
import { platformAnnotations } from '../../../src/verify/promises/platform-annotations.ts';
import { proofOf } from '../../../src/verify/verify.ts';
import { base, breachesOf, contextOf, repository } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const [cluster] = repository.model.clusters as [ClusterModel];
type Words = Readonly<Record<string, string>>;

const groups: Words = { Deployment: 'apps/v1', Application: 'argoproj.io/v1alpha1' };

/** Objects that carry something, as the platform gives them and as a team does. */
function found(kind: string, metadata: object, spec: object = {}): { platform: string[]; team: string[] } {
  const apiVersion = groups[kind] ?? 'v1';
  const object = { apiVersion, kind, metadata: { name: 'x', ...metadata }, spec };
  const added = imagined(object, { file: 'x.yaml', line: 1 });
  const [[key, workload]] = [...cluster.workloads] as [[string, Workload]];
  const brought = { ...workload, objects: new Objects([...workload.objects.all, added]) };
  const breaches = (changed: ClusterModel): string[] =>
    proofOf(platformAnnotations, contextOf(base, { ...repository.model, clusters: [changed] })).breaches.map(
      ({ code, args }) => `${code} ${args['key']} ${args['value']}`,
    );
  return {
    platform: breaches({ ...cluster, governance: new Objects([...cluster.governance.all, added]) }),
    team: breaches({ ...cluster, workloads: new Map([...cluster.workloads, [key, brought]]) }),
  };
}

const own = 'argocd.argoproj.io';

describe('the promise about annotations', () => {
  it('holds for the base, and has nothing against words of others', () => {
    expect(breachesOf(platformAnnotations)).to.equal([]);
    expect(found('Service', { labels: { 'app.kubernetes.io/name': 'argocd' }, annotations: null })).to.equal({
      platform: [],
      team: [],
    });
  });

  const both: readonly Words[] = [
    { [`${own}/sync-wave`]: '-1' },
    { [`${own}/sync-options`]: 'Prune=confirm,Delete=confirm' },
    { [`${own}/compare-options`]: 'ServerSideDiff=true' },
  ];
  const team: readonly Words[] = [
    { [`${own}/sync-options`]: 'Prune=false' },
    { [`${own}/compare-options`]: 'IgnoreExtraneous' },
  ];
  const nobody: readonly Words[] = [
    { [`${own}/sync-options`]: 'Prune=confirm,Replace=true' },
    { [`${own}/sync-options`]: 'Prune=confirm, Delete=confirm' },
    { [`${own}/sync-wave`]: 'first' },
    { [`${own}/compare-options`]: 'IncludeMutationWebhook=true' },
    { [`${own}/skip-reconcile`]: 'true' },
    { [`${own}/ignore-differences`]: 'x' },
    { [`${own}/managed-by`]: 'payments' },
    { [`${own}/manifest-generate-paths`]: '.' },
    { [`link.${own}/x`]: 'javascript:alert(1)' },
  ];
  for (const annotations of both) {
    it(`takes ${JSON.stringify(annotations)}`, () => {
      expect(found('Service', { annotations })).to.equal({ platform: [], team: [] });
    });
  }
  for (const annotations of team) {
    it(`takes ${JSON.stringify(annotations)} of a team alone`, () => {
      const { platform, team: ofTeam } = found('Service', { annotations });
      expect([platform.length, ofTeam]).to.equal([1, []]);
    });
  }
  for (const annotations of nobody) {
    it(`refuses ${JSON.stringify(annotations)}, as a label and in a template too`, () => {
      const [entry] = Object.entries(annotations);
      const odd = [`argocd/unknown-annotation ${entry?.join(' ')}`];
      expect(found('Service', { annotations })).to.equal({ platform: odd, team: odd });
      expect(found('Service', { labels: annotations })).to.equal({ platform: odd, team: odd });
      const template = { template: { metadata: { annotations } } };
      expect(found('Deployment', {}, template)).to.equal({ platform: odd, team: odd });
    });
  }

  it('takes the folders that an Application waits for', () => {
    const annotations = { [`${own}/manifest-generate-paths`]: '/apps' };
    expect(found('Application', { annotations }).platform).to.equal([]);
  });

  it("refuses a team's hooks; the platform's are found where its folders are read", () => {
    for (const key of [`${own}/hook`, `${own}/hook-delete-policy`, 'helm.sh/hook']) {
      const { platform, team: ofTeam } = found('Service', { annotations: { [key]: 'Sync' } });
      expect([platform, ofTeam]).to.equal([[], [`argocd/unknown-annotation ${key} Sync`]]);
    }
  });
});
