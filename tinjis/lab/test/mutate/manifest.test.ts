import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parseAllDocuments } from 'yaml';
import { readManifests } from '../../src/mutate/manifest.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const text = `# what it is for
kind: Role
metadata: {name: reader}
rules:
  # pods
  - verbs: [get]
  - verbs: [list]
---
kind: Other
data: |
  a line
last: true
`;
const [role, other] = readManifests('role.yaml', text);
const values = (edited: string | undefined): unknown[] =>
  parseAllDocuments(edited ?? '').map((document) => document.toJS() as unknown);

describe('an edit of a manifest', () => {
  it('replaces one value and leaves every other character', () => {
    expect(role?.edit(['rules', 1, 'verbs', 0], '*').text).to.equal(text.replace('[list]', '["*"]'));
  });

  it('says on which line', () => {
    expect(role?.edit(['rules', 1, 'verbs', 0], '*').line).to.equal(7);
  });

  it('removes an item, and leaves the next document as it is', () => {
    expect(values(role?.edit(['rules', 0]).text)).to.equal([
      { kind: 'Role', metadata: { name: 'reader' }, rules: [{ verbs: ['list'] }] },
      { kind: 'Other', data: 'a line\n', last: true },
    ]);
  });

  it('adds a field below maps that are not there yet', () => {
    expect(values(other?.edit(['metadata', 'labels', 'a'], 'b').text)[1]).to.equal({
      kind: 'Other',
      data: 'a line\n',
      last: true,
      metadata: { labels: { a: 'b' } },
    });
  });

  it('replaces a block of text without taking the next key with it', () => {
    expect(values(other?.edit(['data'], 'x\ny\n').text)[1]).to.equal({ kind: 'Other', data: 'x\ny\n', last: true });
  });

  it('removes a whole document', () => {
    expect(values(role?.edit([]).text)[0]).to.be.null();
  });
});
