import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { withService } from '../../../src/plan/onboard/team-file.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const text = `# Who may what.
teams:
  shop:
    members: [a]
    services:
      cart:
        port: 1 # one

  # The bank.
  bank:
    services:
      till:
        port: 2
`;
const request = {
  team: 'shop',
  service: 'list',
  members: [],
  port: 8080,
  opsPort: 8081,
  callers: ['bank/till'],
  outside: false,
  database: false,
  autoscaler: true,
};
const edited = (source: string, more: object = {}): string => {
  const entered = withService(source, 'example', { ...request, ...more });
  return 'text' in entered ? entered.text : entered.refusal.what;
};

describe('withService()', () => {
  it('enters a database only if there is one', () => {
    expect(edited(text, { database: true })).to.contain('outside: false\n        database: postgresql\n');
    expect(edited(text)).not.to.contain('database');
  });

  it('adds a service as the last of its team, and leaves every other byte alone', () => {
    const entry =
      '      list:\n        port: 8080\n        opsPort: 8081\n        callers: [bank/till]\n        outside: false\n';
    expect(edited(text)).to.equal(text.replace('# one\n', `# one\n${entry}`));
    expect(edited(text, { team: 'bank' })).to.equal(`${text}${entry}`);
    expect(edited(text.trimEnd(), { team: 'bank' })).to.equal(`${text}${entry}`);
    expect(edited(text.replaceAll('\n', '\r\n'), { team: 'bank' })).to.equal(
      `${text}${entry}`.replaceAll('\n', '\r\n'),
    );
  });

  it('adds a new team as the last one', () => {
    expect(edited(text, { team: 'post', members: ['b', 'c'], callers: [] })).to.equal(`${text}
  post:
    role: developer
    group: example:post
    members: [b, c]
    namespace: post
    services:
      list:
        port: 8080
        opsPort: 8081
        callers: []
        outside: false
`);
  });

  it('refuses a file written in braces', () => {
    expect(edited('teams: {shop: {services: {cart: {}}}}')).to.contain('written in braces');
    expect(edited('teams: {}')).to.contain('written in braces');
    expect(edited('{}')).to.contain('written in braces');
  });
});
