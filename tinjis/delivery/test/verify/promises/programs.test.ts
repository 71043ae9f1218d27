import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { programs } from '../../../src/verify/promises/programs.ts';
import { breachesOf, type Edit } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const people: Edit = ['policies/teams.yaml', 'people: sso', 'people: accounts'];

/** The base, which is too small for Argo CD's programs, with one of them. */
function found(name: string, namespace: string, ...edits: readonly Edit[]): string[] {
  const program = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {}\n---\n`;
  const file = 'clusters/base/sealed-secrets/network-policy.yaml';
  return breachesOf(
    programs,
    [file, 'apiVersion: networking.k8s.io/v1\n', `${program}apiVersion: networking.k8s.io/v1\n`],
    ...edits,
  ).map(({ code, args, at }) => `${code} ${args['program']} ${at.file}`);
}

describe('the promise about programs', () => {
  it("has nothing against those in use, nor against what is not Argo CD's", () => {
    expect(breachesOf(programs)).to.equal([]);
    for (const name of ['argocd-server', 'argocd-application-controller', 'argocd-dex-server']) {
      expect(found(name, 'argocd'), name).to.equal([]);
    }
    expect(found('argocd-notifications-controller', 'kube-system')).to.equal([]);
  });

  it('finds one that nobody uses, where it is written', () => {
    expect(found('argocd-notifications-controller', 'argocd')).to.equal([
      'argocd/unused-program argocd-notifications-controller clusters/base/sealed-secrets/network-policy.yaml',
    ]);
  });

  it("finds the identity provider's where people have accounts, at the cluster", () => {
    expect(found('argocd-dex-server', 'argocd', people)).to.equal([
      'argocd/unused-program argocd-dex-server clusters/staging/bootstrap/kustomization.yaml',
    ]);
  });
});
