import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { isMap, parseDocument, type YAMLMap } from 'yaml';
import { applySplices, type EditFault, removeField, setFields, type Splice, written } from '../../src/edit/mapping.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const mapOf = (text: string): YAMLMap => {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new Error('the test needs a mapping');
  return contents;
};
const applied = (text: string, edit: readonly Splice[] | EditFault): string => {
  if ('why' in edit) throw new Error(edit.why);
  return applySplices(text, edit);
};
const set = (text: string, fields: Record<string, string>) => applied(text, setFields(text, mapOf(text), fields));

describe('setFields', () => {
  it('replaces a value and keeps what stands around it', () => {
    expect(set('# top\na: 1  # one\n\nb:   "two" # zwei\n', { b: 'x' })).to.equal(
      '# top\na: 1  # one\n\nb:   x # zwei\n',
    );
  });

  it('writes nothing where the value is that already, however it is quoted', () => {
    const text = 'a: "x"\nb: x\n';
    expect(setFields(text, mapOf(text), { a: 'x', b: 'x' })).to.equal([]);
  });

  it('puts new fields behind the nearest one before them', () => {
    expect(set('a: 1 # one\nz: 9\n', { a: '2', b: '3', c: '4' })).to.equal('a: "2" # one\nb: "3"\nc: "4"\nz: 9\n');
  });

  it('puts new fields at the end when none of their kind is there', () => {
    expect(set('x:\n  y: 1\n', { b: 'v' })).to.equal('x:\n  y: 1\nb: v\n');
    expect(set('? x\n', { b: 'v' })).to.equal('? x\nb: v\n');
  });

  it('keeps the line ends of Windows, and a missing line end at the end of the file', () => {
    expect(set('a: x\r\n', { b: 'v' })).to.equal('a: x\r\nb: v\r\n');
    expect(set('a: x', { b: 'v' })).to.equal('a: x\nb: v');
    expect(set('c: 1\r\na: x', { b: 'v' })).to.equal('c: 1\r\na: x\r\nb: v');
  });

  it('replaces a value that spans lines, and fills an empty one', () => {
    expect(set('a: >-\n  x\n  y\nb: 1\n', { a: 'z' })).to.equal('a: z\nb: 1\n');
    expect(set('a: |\n  x\nb: 1\n', { c: 'z' })).to.equal('a: |\n  x\nb: 1\nc: z\n');
    expect(set('a:\nb: \nc: # why\n', { a: 'x', b: 'v', c: 'z' })).to.equal('a: x\nb: v\nc: z # why\n');
  });

  it('finds a field beside keys that are no plain words', () => {
    expect(set('? [a]\n: b\na: c\n', { a: 'd' })).to.equal('? [a]\n: b\na: d\n');
  });

  for (const [text, why] of [
    ['{a: x}\n', 'braces'],
    ['{}\n', 'braces'],
    ['a: [x]\n', 'plain value'],
    ['a: &it x\n', 'plain value'],
    ['a: !!str x\n', 'plain value'],
  ] as const) {
    it(`refuses ${text.trim()}`, () => {
      const edit = setFields(text, mapOf(text), { a: 'y' });
      expect('why' in edit && edit.why).to.contain(why);
    });
  }

  it('touches no other line of any file, and what is read afterwards is what was set', () => {
    const word = fc.stringMatching(/^[a-z]{1,5}$/);
    const value = fc.oneof(
      fc.stringMatching(/^[a-f0-9]{40}$/),
      fc.stringMatching(/^\d{1,9}(e\d\d)?$/),
      fc.string({ minLength: 1 }),
    );
    const line = fc.oneof(
      fc.tuple(word, word).map(([key, text]) => `${key}_: ${text}`),
      fc.constantFrom('# note', '', 'list_:\n  - 1 # one\n  - {x: y}'),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(line, { selector: (each) => each.split(':')[0] }),
        value,
        value,
        word,
        (lines, first, second, key) => {
          const text = `${lines.join('\n')}\nkept_: |\n  x\n${key}: old # note\n`;
          const edited = set(text, { [key]: first, [`${key}2`]: second });
          expect(parseDocument(edited).toJS()).to.equal({
            ...parseDocument(text).toJS(),
            [key]: first,
            [`${key}2`]: second,
          });
          expect(edited.split('\n').slice(0, lines.join('\n').split('\n').length)).to.equal(
            lines.join('\n').split('\n'),
          );
          expect(edited).to.contain(' # note');
          expect(set(edited, { [key]: first, [`${key}2`]: second })).to.equal(edited);
        },
      ),
    );
  });
});

describe('removeField', () => {
  const remove = (text: string, key: string) => applied(text, removeField(text, mapOf(text), key));

  it('takes out the field with its lines and its comment', () => {
    expect(remove('a: 1\nb: 2 # two\nc: 3\n', 'b')).to.equal('a: 1\nc: 3\n');
    expect(remove('a:\n  x: |\n    1\n    2\nc: 3', 'a')).to.equal('c: 3');
    expect(remove('a: 1\nc: 3', 'c')).to.equal('a: 1\n');
  });

  it('has nothing to do for a field that is not there', () => {
    expect(removeField('a: 1\n', mapOf('a: 1\n'), 'b')).to.equal([]);
  });

  it('refuses to leave a mapping empty, and one in braces', () => {
    expect(removeField('a: 1\n', mapOf('a: 1\n'), 'a')).to.include('why');
    expect(removeField('{a: 1, b: 2}', mapOf('{a: 1, b: 2}'), 'a')).to.include('why');
  });
});

describe('written', () => {
  it('quotes what YAML would read as something else', () => {
    expect(
      ['0123456789', '1e40', 'null', 'true', 'no', '', 'a: b', '# x', 'a\nb', '- x', '{', "'", '0x1f'].filter(
        (each) => written(each) === each,
      ),
    ).to.equal([]);
  });

  it('leaves words, hashes and base64 as they are', () => {
    const plain = ['abc', `sha256:${'a'.repeat(64)}`, 'AgBy+/=', 'ghcr.io/o/r'];
    expect(plain.map(written)).to.equal(plain);
  });
});

describe('applySplices', () => {
  it('applies them whatever their order', () => {
    const splices = [
      { start: 0, end: 1, put: 'x' },
      { start: 2, end: 2, put: '-' },
      { start: 2, end: 3, put: 'z' },
    ];
    expect(applySplices('abc', splices)).to.equal('xb-z');
    expect(applySplices('abc', splices.toReversed())).to.equal('xb-z');
  });
});
