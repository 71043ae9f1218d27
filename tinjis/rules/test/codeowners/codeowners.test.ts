import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { largestFile, ownersOf, readCodeowners, decidingRule, mayMerge } from '../../src/codeowners/codeowners.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = '.github/CODEOWNERS';
const read = (...lines: string[]) => readCodeowners(lines.join('\n'), file);

describe('readCodeowners', () => {
  it('skips blank lines, comments and what follows a # after the owners', () => {
    const { rules } = read('# top', '', '   ', '/a @o/team # why', '/b # nobody', '\t/c\t@x me@example.org');
    expect(rules.map(({ pattern, owners, at }) => [pattern, owners, at.line])).to.equal([
      ['/a', ['@o/team'], 4],
      ['/b', [], 5],
      ['/c', ['@x', 'me@example.org'], 6],
    ]);
    expect(rules.filter(({ fault }) => fault !== undefined)).to.be.empty();
  });

  it('keeps an escaped space inside a pattern', () => {
    const codeowners = read('/a\\ b/ @x');
    expect(ownersOf(codeowners, 'a b/c').owners).to.equal(['@x']);
    expect(ownersOf(codeowners, 'a/c').owners).to.equal([]);
  });

  it('reads lines that end as Windows ends them', () => {
    expect(readCodeowners('/a @x\r\n/b @y\r\n', file).rules.map(({ owners }) => owners)).to.equal([['@x'], ['@y']]);
  });

  it('keeps a line with a fault, and says that it may decide', () => {
    const faulty = [
      '!/a @x',
      '/b billing',
      '/c[d] @x',
      '\\#e @x',
      '/f @-x',
      '/g\\',
      '/a#b @x',
      '/a @x\ufeff',
      '/a\u00a0@x',
    ];
    for (const line of faulty) {
      const path = line.replace(/^[^a-g]*(.).*$/su, '$1');
      const { owners, open, reason } = ownersOf(read('* @all', line), path);
      expect([open, reason.code, reason.at], line).to.equal([true, 'git/owner-line-unread', { file, line: 2 }]);
      expect(owners).not.to.include('@all');
      expect(mayMerge(read('* @all', line), path, author('all')).verdict).to.equal('unknown');
      expect(mayMerge(read(line, '* @all'), path, author('all')).verdict).to.equal('allow');
    }
    expect(ownersOf(read('* @all', '/b billing'), 'b/c').reason.args['why']).to.match(/^billing is neither/);
    expect(ownersOf(read('* @all', '/b billing'), 'c').owners).to.equal(['@all']);
    expect(ownersOf(read('* @all', '/c/[d] @x'), 'd').owners).to.equal(['@all']);
    expect(ownersOf(read('* @all', '/c/[d] @x'), 'c/e').open).to.be.true();
  });

  it('takes the login of a managed user for one', () => {
    expect(ownersOf(read('* @ann_company'), 'a')).to.include({ owners: ['@ann_company'] });
  });

  it('has no rules at 3 MB, where GitHub loads the file no more', () => {
    const padding = (size: number) => `/a @x\n#${' '.repeat(size - 7)}`;
    expect(readCodeowners(padding(largestFile - 1), file).rules).to.have.length(1);
    const tooLarge = readCodeowners(padding(largestFile), file);
    expect(tooLarge.rules).to.be.empty();
  });
});

describe('ownersOf', () => {
  const codeowners = read('* @o/platform', '/apps/billing/ @o/billing', '/apps/billing/free/', '*.lock @o/platform');

  it('lets the last match decide and cites its line', () => {
    const { owners, reason } = ownersOf(codeowners, 'apps/billing/x');
    expect(owners).to.equal(['@o/billing']);
    expect(reason).to.include({ code: 'git/owned', basis: 'granted', at: { file, line: 2 } });
    expect(ownersOf(codeowners, 'apps/billing/x.lock').reason.at).to.equal({ file, line: 4 });
  });

  it('takes ownership away by a line without owners', () => {
    const { owners, reason } = ownersOf(codeowners, 'apps/billing/free/x');
    expect(owners).to.be.empty();
    expect(reason).to.include({ code: 'git/owned-by-nobody', at: { file, line: 3 } });
  });

  it('minds upper and lower case', () => {
    expect(ownersOf(codeowners, 'apps/Billing/x').owners).to.equal(['@o/platform']);
  });

  it('cites where it looked when no line matches', () => {
    const { owners, reason } = ownersOf(read('/a @x'), 'b');
    expect(owners).to.be.empty();
    expect(reason).to.include({
      code: 'git/no-owner-line',
      basis: 'nothing-grants',
      at: { searched: [{ file, line: 1 }] },
    });
  });

  it('is not changed by a rule put before one that matches', () => {
    const pattern = fc.constantFrom('*', '/a/', '/a/b', 'b', '*.x', '/a/**', 'c/');
    const path = fc.constantFrom('a/b', 'a/c/b', 'b', 'c/d.x', 'a/b/c');
    fc.assert(
      fc.property(pattern, pattern, path, (earlier, later, at) => {
        const alone = ownersOf(read(`${later} @later`), at).owners;
        const both = ownersOf(read(`${earlier} @earlier`, `${later} @later`), at).owners;
        if (alone.length > 0) expect(both).to.equal(alone);
      }),
    );
  });
});

const segment = fc.constantFrom('a', 'b', 'a b', 'a*', '*', '**', '?', 'x.ts', '*.ts');
const pattern = fc
  .tuple(fc.constantFrom('', '/'), fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
  .map(([start, segments, end]) => `${start}${segments.join('/').replaceAll(' ', '\\ ')}${end}`);
const path = fc
  .array(fc.constantFrom('a', 'b', 'a b', 'ab', 'x.ts', ''), { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'));

describe('decidingRule()', () => {
  it('is the last rule that matches, however the rules are looked for', () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 6 }),
        fc.array(path, { minLength: 1, maxLength: 6 }),
        (patterns, paths) => {
          const codeowners = readCodeowners(
            patterns.map((each, index) => `${each} @o/t${index}`).join('\n'),
            'CODEOWNERS',
          );
          for (const each of paths) {
            const wanted = codeowners.rules.findLast((rule) => rule.matches(each));
            found += wanted === undefined ? 0 : 1;
            expect(decidingRule(codeowners, each)).to.shallow.equal(wanted);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(found).to.be.above(100);
  });

  it('asks no rule about a folder the path is not in', () => {
    const codeowners = readCodeowners(
      Array.from({ length: 1000 }, (_, team) => `/apps/t${team}/ @o/t${team}`).join('\n'),
      'CODEOWNERS',
    );
    let asked = 0;
    const counting = codeowners.rules.map((rule) => ({
      ...rule,
      matches: (one: string) => (asked++, rule.matches(one)),
    }));
    expect(decidingRule({ ...codeowners, rules: counting }, 'apps/t7/s/base/x.yaml')?.owners).to.equal(['@o/t7']);
    expect(asked).to.equal(1);
  });
});

const codeowners = readCodeowners('* @o/platform\n/apps/billing/ @o/billing @Alice\n/free/\n', 'CODEOWNERS');
const author = (login: string, ...teams: string[]) => ({ login, teams });

describe('mayMerge', () => {
  it('knows an author by an e-mail address too, in whatever case', () => {
    const owned = read('* ola@shop.example');
    const ola = { login: 'ola', teams: [], email: 'Ola@shop.example' };
    expect(mayMerge(owned, 'x', ola).verdict).to.equal('allow');
    expect(mayMerge(owned, 'x', { ...ola, email: 'olu@shop.example' }).verdict).to.equal('deny');
    expect(mayMerge(owned, 'x', { login: 'ola', teams: [] }).verdict).to.equal('deny');
  });

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
