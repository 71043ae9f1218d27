import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { logins } from '../../../src/verify/promises/logins.ts';
import { type Edit, foundBy } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'clusters/staging/bootstrap/argocd-cm.yaml';
const org = '          orgs:\n            - name: tinjis\n';
const people: Edit = ['policies/teams.yaml', 'people: sso', 'people: accounts'];
const account = (login: string, may: string): Edit => [file, '\ndata:\n', `\ndata:\n  accounts.${login}: ${may}\n`];

describe('the promise about logins', () => {
  it('holds where members of the organisation log in', () => {
    expect(foundBy(logins, [])).to.equal([]);
    expect(
      foundBy(logins, [], [file, 'teamNameField: slug', 'teamNameField: slug\n          useLoginAsID: false']),
    ).to.equal([]);
  });

  for (const [what, edit, fault] of [
    ['people of every organisation', [file, org, ''], 'it does not ask for members of the organisation alone'],
    [
      'people of another organisation',
      [file, '- name: tinjis', '- name: another'],
      'it does not ask for members of the organisation alone',
    ],
    [
      'people of another organisation as well',
      [file, '- name: tinjis', '- name: tinjis\n            - name: another'],
      'it does not ask for members of the organisation alone',
    ],
    [
      'nobody in particular',
      [file, /connectors:[^]*/, 'issuer: x\n'],
      'it does not ask for members of the organisation alone',
    ],
    ['another provider', [file, '- type: github', '- type: google'], 'another provider lets people in'],
    [
      'a provider without settings',
      [file, / {8}config:[^]*/, ''],
      'it does not ask for members of the organisation alone',
    ],
    ['passwords', [file, 'connectors:', 'enablePasswordDB: true\n    connectors:'], 'it has passwords of its own'],
    [
      'one password',
      [file, 'connectors:', 'staticPasswords: [{email: x}]\n    connectors:'],
      'it has passwords of its own',
    ],
    [
      'every group of the provider',
      [file, 'teamNameField: slug', 'loadAllGroups: true'],
      "groups are not the organisation's teams by their slugs",
    ],
    [
      'what is no configuration',
      [file, 'connectors:', 'connectors: ['],
      'it does not ask for members of the organisation alone',
    ],
  ] as readonly (readonly [string, Edit, string])[]) {
    it(`finds a provider that lets in ${what}`, () => {
      expect(foundBy(logins, ['key', 'fault'], edit)).to.equal([`argocd/open-login dex.config ${fault}`]);
    });
  }

  it('finds a second way in', () => {
    expect(foundBy(logins, ['key', 'fault'], [file, '\ndata:\n', '\ndata:\n  oidc.config: "issuer: x"\n'])).to.equal([
      'argocd/open-login oidc.config this is a second way in',
    ]);
  });

  it('leaves accounts to members, where people have accounts', () => {
    const none: Edit = [file, / {2}dex.config:[^]*/, ''];
    expect(foundBy(logins, [], people, account('payments-dev', 'login'), none)).to.equal([]);
    expect(foundBy(logins, ['account'], people, account('somebody', 'login'), none)).to.equal([
      'argocd/account-of-stranger somebody',
    ]);
    expect(foundBy(logins, ['account'], people, account('payments-dev', 'apiKey, login'), none)).to.equal([
      'argocd/account-tokens payments-dev',
    ]);
    expect(foundBy(logins, ['account'], account('payments-dev', 'login'))).to.equal([
      'argocd/account-of-stranger payments-dev',
    ]);
    expect(foundBy(logins, ['fault'], people)).to.equal(['argocd/open-login people have accounts here']);
  });
});
