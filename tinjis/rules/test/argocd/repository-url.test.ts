import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { normaliseRepository, rewriteAsGoDoes } from '../../src/argocd/repository-url.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('normaliseRepository', () => {
  it('lowers the case and drops .git, unless a slash follows', () => {
    expect(normaliseRepository('https://GitHub.com/Org/Repo.git')).to.equal('https://github.com/org/repo');
    expect(normaliseRepository('https://github.com/org/repo.git/')).to.equal('https://github.com/org/repo.git/');
    expect(normaliseRepository(' https://github.com/org/repo\n')).to.equal('https://github.com/org/repo');
  });

  it('writes every form of an SSH address alike', () => {
    for (const form of ['git@github.com:org/repo.git', 'ssh://git@github.com/org/repo', 'GIT@github.com/org/repo']) {
      expect(normaliseRepository(form)).to.equal('git@github.com/org/repo');
    }
  });

  it('makes nothing of what is no URL', () => {
    expect(normaliseRepository('https://git.{a,b}/x')).to.equal('');
    expect(normaliseRepository('1:b')).to.equal('');
  });

  it('lowers characters one by one, as Go does', () => {
    expect(normaliseRepository('https://h/ΑΣ')).to.equal(normaliseRepository('https://h/ασ'));
    expect(normaliseRepository('https://h/İ')).to.equal('https://h/i');
  });

  it('does not change what it has normalised', () => {
    const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(url, (address) => {
        const once = normaliseRepository(`${address}x`);
        return normaliseRepository(once) === once;
      }),
    );
  });
});

describe('rewriteAsGoDoes', () => {
  const unchanged = [
    'https://github.com/org/*',
    'https://*.example/x',
    '*',
    '',
    'mailto:a{b',
    'a/b',
    '/a//b',
    '///a',
    'https:///x',
    'file:/x',
    'https://h?',
    'https://h?a=b#c',
    'https://h:8443/x',
    'https://h:/x',
    'pg://a:1,b:2/x',
    'https://[::1]:80/x',
    'https://[::1]',
    'https://user:pass@h',
    'https://@h',
    'https://h/%2f',
    'https://h/a[b]',
  ];
  const changed: readonly (readonly [string, string])[] = [
    ['HTTPS://h', 'https://h'],
    ['https://h/{a}', 'https://h/%7Ba%7D'],
    ['https://h/a b', 'https://h/a%20b'],
    ['https://h/é', 'https://h/%C3%A9'],
    ['https://hé/', 'https://h%C3%A9/'],
    ['https://h%c3%a9/', 'https://h%C3%A9/'],
    ['https://', 'https:'],
    ['//', ''],
    ['https://h/#', 'https://h/'],
    ['https://h#a{', 'https://h#a%7B'],
    ['a%3ab{', './a:b%7B'],
    ['https://u%41:p%2f@h', 'https://uA:p%2F@h'],
    ['https://[fe80::1%25en0]/', 'https://[fe80::1%25en0]/'],
    ['https://[fe80::1%25e%20n]/', 'https://[fe80::1%25e%20n]/'],
  ];
  const refused = [
    ':a',
    'a:b/c:d'.replace('a:b', '1:b'),
    'https://h\u0001',
    'https://h{/',
    'https://a:b:1/',
    'https://h:x/',
    'https://h%41/',
    'https://a[b/',
    'https://[::1',
    'https://[::1]x',
    'https://[1.2.3.4]/',
    'https://[fe80::1%25]/',
    'https://[fe80::1%25e%2fn]/',
    'https://[fe80::1%25e%c3n]/',
    'https://[fe80::1%25e n]/',
    'https://u é@h/',
    'https://h/%7',
    'https://h/#%7',
  ];

  it('leaves alone what Go writes as it reads', () => {
    for (const url of unchanged) {
      expect(rewriteAsGoDoes(url), url).to.equal(url);
    }
  });

  it('escapes and unescapes as Go does', () => {
    for (const [url, written] of changed) {
      expect(rewriteAsGoDoes(url), url).to.equal(written);
    }
  });

  it('does not take a mistake of its caller for a bad URL', () => {
    expect(() => rewriteAsGoDoes(undefined as unknown as string)).to.throw(TypeError);
  });

  it('refuses what Go refuses', () => {
    for (const url of refused) {
      expect(rewriteAsGoDoes(url), url).to.be.undefined();
    }
  });
});
