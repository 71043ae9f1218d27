import type { Mutant } from '../mutant.ts';
import type { Operator } from '../operator.ts';

const file = '.github/CODEOWNERS';

/** Lines that give a team, or nobody, what is another's. */
const extra = [
  '/policies/', '/policies/ @tinjis/payments', '/clusters/ @tinjis/payments', '/clusters/staging/namespaces/ @tinjis/billing', '/.github/ @tinjis/billing',
  '/apps/payments/ @tinjis/billing', '/apps/ @tinjis/billing', '/apps/payments/payment/overlays/production/', '*.yaml @tinjis/payments', '* @tinjis/billing', '*',
  'CODEOWNERS @tinjis/billing', '/policies/teams.yaml @payments-dev', '/services/payment/ @tinjis/billing',
];

/** Drops, changes and adds lines of CODEOWNERS. The last that matches counts. */
export const widenOwners: Operator = {
  name: 'widen-owners',
  *mutants({ tree }): Generator<Mutant> {
    if (tree.kind(file) !== 'file') return;
    const lines = tree.text(file).split('\n');
    const mutant = (index: number, what: string, changed: readonly string[]): Mutant =>
      ({ operator: 'widen-owners', file, line: index + 1, what, changes: { [file]: changed.join('\n') } });
    for (const [index, line] of lines.entries()) {
      const [path = '', owner = ''] = line.split(' ');
      if (line === '' || line.startsWith('#')) continue;
      yield mutant(index, `drop ${line}`, lines.toSpliced(index, 1));
      yield mutant(index, `${path} is nobody's`, lines.with(index, path));
      for (const other of ['@tinjis/payments', '@tinjis/billing']) {
        if (other !== owner) yield mutant(index, `${path} is ${other}'s`, lines.with(index, `${path} ${other}`));
        if (other !== owner) yield mutant(index, `${path} is ${other}'s as well`, lines.with(index, `${line} ${other}`));
      }
    }
    for (const line of extra) {
      yield mutant(lines.length - 1, `add ${line}`, [...lines.slice(0, -1), line, '']);
    }
  },
};
