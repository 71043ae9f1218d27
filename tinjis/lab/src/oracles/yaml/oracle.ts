import fc from 'fast-check';
import { load, YAMLException } from 'js-yaml';
import { goSchema } from '@tinjis/manifests/yaml/scalars';
import { readYaml } from '@tinjis/manifests/yaml/read-yaml';
import type { Oracle } from '../harness/oracle.ts';

interface TextCase {
  readonly text: string;
}

/** What a text is: its value, or that it is refused or read differently. */
type Reading = { readonly value: unknown } | 'refused' | 'read in two ways';

const word = fc.constantFrom(
  ...[
    'y',
    'Y',
    'n',
    'yes',
    'No',
    'ON',
    'off',
    'true',
    'True',
    'TRUE',
    'tRue',
    'false',
    'null',
    'Null',
    'NULL',
    '~',
    '',
  ],
  ...[
    '.inf',
    '-.Inf',
    '+.INF',
    '.nan',
    '.NaN',
    '.',
    '-',
    '+',
    '021450',
    '010',
    '0o7',
    '0O7',
    '0b1',
    '0B1',
    '0x1F',
    '0X1f',
  ],
  ...[
    '9_000',
    '0_7',
    '_1',
    '1_',
    '1__0',
    '0x_1',
    '0b_1',
    '-0b1',
    '-0x1',
    '+0o7',
    '08',
    '-010',
    '+010',
    '1e3',
    '1E3',
    '1e+3',
  ],
  ...[
    '.5',
    '-.5',
    '5.',
    '1.5e3',
    '1.',
    '.e1',
    '1e',
    '1_0.5',
    '1:30',
    '12:30:45',
    '9223372036854775807',
    '0',
    '-0',
    '+0',
  ],
  ...['18446744073709551616', '0.0', '1.0', '100m', '1Gi', '1.2.3', 'v1', '0x', '0b', '0b2', '0o8', '1e400', '='],
);
const number = fc.stringMatching(/^[-+]?(?:0[xobXOB]?)?[0-9a-f_.eE+-]{1,6}$/);
/** Without minus zero, which JSON.stringify writes as zero. */
const scalar = fc.oneof(word, word, number).filter((text) => !/^-[0xob_.]+(?:e.*)?$/i.test(text));

/** A plain scalar as a field, an item, a key, or beside another one. */
const cases: fc.Arbitrary<TextCase> = fc.record({
  text: fc.oneof(
    scalar.map((text) => `a: ${text}\n`),
    scalar.map((text) => `- ${text}\n`),
    scalar.map((text) => `a: [${text}, x]\n`),
    // Go prints a number that is a key in its own way: nobody has floats for keys.
    scalar.filter((text) => text !== '' && !/inf|nan|\d{15}|\d_*e|\./i.test(text)).map((text) => `${text}: x\n`),
    fc.tuple(scalar, scalar).map(([one, other]) => `a: {b: ${one}}\nc: ${other}\n`),
    scalar.map((text) => `a: "${text}"\nb: '${text}'\n`),
  ),
});

/** What kustomize prints is read by this schema. It prints no text that Kubernetes would refuse. */
const rendered: Oracle<TextCase, Reading> = {
  name: 'yaml-rendered',
  authority: 'sigs.k8s.io/yaml v1.6.0, YAMLToJSON',
  cases,
  ours: ({ text }, answer) => {
    if (answer === 'refused') return answer;
    try {
      return { value: load(text, { schema: goSchema }) };
    } catch (error) {
      // To refuse is no other reading. Such text is quoted where it is printed.
      if (error instanceof YAMLException) return answer;
      throw error;
    }
  },
  oneIn: 10,
  allows: (answer) => answer !== 'refused',
};

/** A file has a problem, or it is read as both packages of Go read it. What they refuse, nobody reads otherwise. */
const read: Oracle<TextCase, Reading> = {
  name: 'yaml-read',
  authority: 'sigs.k8s.io/yaml v1.6.0 with go.yaml.in/yaml/v3 v3.0.5',
  cases,
  ours: ({ text }, answer) => {
    const { documents, problems } = readYaml('case.yaml', text);
    return problems.length > 0 || answer === 'refused' ? answer : { value: documents[0]?.value };
  },
  oneIn: 10,
  allows: (answer) => typeof answer !== 'string',
};

export const oracles = [rendered, read] as readonly Oracle[];
