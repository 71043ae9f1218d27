import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readCodeowners } from '../../src/codeowners/codeowners.ts';
import { mayMerge } from '../../src/codeowners/merge.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const codeowners = readCodeowners('* @o/platform\n/apps/billing/ @o/billing @Alice\n/free/\n', 'CODEOWNERS');
const author = (login: string, ...teams: string[]) => ({ login, teams });

describe('mayMerge', () => {
  it('allows what the own team owns, whatever the case of its name', () => {
    const { verdict, reasons } = mayMerge(codeowners, 'apps/billing/x', author('bob', '@O/Billing'));
    expect(verdict).to.equal('allow');
    expect(reasons[0]).to.include({
      code: 'git/own-team-approves',
      basis: 'granted',
      at: { file: 'CODEOWNERS', line: 2 },
    });
  });

  it('allows an owner named in person', () => {
    expect(mayMerge(codeowners, 'apps/billing/x', author('alice')).verdict).to.equal('allow');
  });

  it('denies what others own and names them', () => {
    const { verdict, reasons } = mayMerge(codeowners, 'apps/payments/x', author('bob', '@o/billing'));
    expect(verdict).to.equal('deny');
    expect(reasons[0]).to.include({
      code: 'git/others-approve',
      basis: 'forbidden',
      at: { file: 'CODEOWNERS', line: 1 },
    });
    expect(reasons[0].args).to.include({ owners: '@o/platform', login: 'bob' });
  });

  it('allows anyone where nobody owns, and says that this is a default', () => {
    const { verdict, reasons } = mayMerge(codeowners, 'free/x', author('mallory'));
    expect(verdict).to.equal('allow');
    expect(reasons[0]).to.include({ code: 'git/owned-by-nobody', basis: 'default' });
    expect(mayMerge(readCodeowners('', 'CODEOWNERS'), 'x', author('mallory')).verdict).to.equal('allow');
  });
});
