import fc, { type Arbitrary } from 'fast-check';

const schemes = fc.constantFrom(
  'https://',
  'https://',
  'https://',
  'http://',
  'HTTPS://',
  'ssh://',
  'ssh://git@',
  'git@',
  '',
  'file://',
  'u:p@',
  'https://u:p@',
  '//',
);
const hosts = fc.constantFrom(
  'git.example',
  'git.example',
  'Git.Example',
  'git.example:8443',
  'git.example:',
  '*',
  'git.{a,b}',
  '[::1]',
  '[::1]:80',
  '[fe80::1%25en0]',
  '[1.2.3.4]',
  'a[b',
  'h%c3%a9',
  'h%41',
  'hé',
  'a:b:1',
  '',
);
const segments = fc.constantFrom(
  '/org',
  '/org',
  '/org',
  '/Org',
  ':org',
  '/team',
  '/*',
  '/**',
  '/o*',
  '/{a,b}',
  '/[a-p]rg',
  '/o?g',
  '/é',
  '/%6frg',
  '/%7',
  '/a b',
  '/a:b',
  '//',
  '',
);
const endings = fc.constantFrom(
  '',
  '',
  '',
  '',
  '.git',
  '/',
  '.git/',
  '.GIT',
  '?x',
  '??',
  '#f',
  '#f{',
  '#',
  ' ',
  '%3ab{',
  '\t',
);

/** Addresses of repositories as people write them, and as nobody should. */
export const addresses: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(schemes, hosts, segments, segments, endings).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.constantFrom(':', '/', '@', '?', '#', '%', '[', ']', '*', '{', ' ', '!', 'a', '4', '.git', '\u0085', 'İ'),
        { maxLength: 8 },
      )
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 10, unit: 'grapheme' }) },
);

/** An address, and entries that differ from it only a little. */
export const sources: Arbitrary<{ repoURL: string; sourceRepos: string[] }> = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'https://git.example/org/team',
        'https://git.example/org',
        'http://h/a/b',
        'git@git.example:org/team.git',
      ),
    },
    { weight: 1, arbitrary: addresses },
  )
  .chain((repoURL) => {
    const near = fc
      .constantFrom<(url: string) => string>(
        (url) => url,
        (url) => url,
        (url) => `${url}.git`,
        (url) => `${url}/`,
        (url) => url.toUpperCase(),
        (url) => url.replace(/[^/]*$/, '*'),
        (url) => url.replace(/[^/]*\/[^/]*$/, '*'),
        (url) => url.replace(/[^/]*\/[^/]*$/, '**'),
        (url) => url.replace(/.$/, '?'),
        (url) => url.replace(/^\w+:/, '*:'),
        () => '*',
        () => '**',
        () => '',
      )
      .map((change) => change(repoURL));
    const entry = fc
      .tuple(
        fc.constantFrom('', '', '', '!', ' '),
        fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: addresses }),
      )
      .map((parts) => parts.join(''));
    return fc.record({ repoURL: fc.constant(repoURL), sourceRepos: fc.array(entry, { maxLength: 3 }) });
  });
