import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { argocdRights } from '../../../src/verify/promises/argocd-rights.ts';
import { base, breachesOf } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'clusters/staging/bootstrap/argocd-rbac-cm.yaml';
const last = '    g, tinjis:billing, role:billing\n';

/** Lines of the policy that are found to give more, each with who holds it and the line of the file. */
function found(added: string): string[] {
  const lines = breachesOf(argocdRights, [file, last, `${last}    ${added}\n`]).filter(
    ({ code }) => code === 'argocd/line-gives-more',
  );
  return lines.map(
    ({ args, at }) =>
      `${args['who']}: ${args['line']} (${(base.text(file) + added).split('\n')[at.line - 1]?.trim() || added})`,
  );
}

describe('the promise about rights in Argo CD', () => {
  it('holds for what this repository grants', () => {
    expect(breachesOf(argocdRights)).to.equal([]);
  });

  for (const right of [
    'projects, get, payments',
    'projects, update, billing',
    'clusters, get, *',
    'logs, *, billing/antaeus',
    'applications, sync, billing/ant*',
    'logs, get, payments/payment',
  ]) {
    it(`finds a line that gives ${right}`, () => {
      const line = `p, role:billing, ${right}, allow`;
      expect(found(line)).to.equal([`billing-dev: role:billing, ${right}, allow (${line})`]);
    });
  }

  it('has nothing against a line that denies', () => {
    expect(found('p, role:billing, clusters, get, *, deny')).to.equal([]);
  });

  it('finds that the platform may do more than look and sync', () => {
    expect(found('p, role:platform, applications, override, */*, allow')).to.have.length(1);
    expect(found('p, role:platform, applications, sync, */*, allow')).to.equal([]);
  });

  it('finds a role that Argo CD brings with it, where it is given', () => {
    const given = 'g, tinjis:billing, role:readonly';
    expect(found(given)).to.include(`billing-dev: role:readonly, applications, get, */*, allow (${given})`);
  });
});
