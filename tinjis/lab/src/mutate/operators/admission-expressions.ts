import type { Teams } from '@tinjis/delivery/model/teams';
import { paths, get, text, type Json } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

interface Rewrite {
  readonly what: string;
  readonly from: RegExp;
  readonly to: string;
}

/** Rewrites of a CEL expression that let more through, each where it stands. */
const rewritesFor = ({ developers }: Teams): readonly Rewrite[] => [
  { what: 'AND to OR', from: /&&/g, to: '||' },
  { what: 'all to exists', from: /\.all\(/g, to: '.exists(' },
  { what: 'prefix without its end', from: /\+ '[:@]'/g, to: "+ ''" },
  {
    what: 'one more account',
    from: /request\.userInfo\.username in \[/g,
    to: `request.userInfo.username in [${developers.map(({ namespace }) => `'system:serviceaccount:${namespace}:deployer', `).join('')}`,
  },
  {
    what: 'every account an administrator',
    from: /group in \['system:masters'/g,
    to: "group in ['system:authenticated', 'system:masters'",
  },
  { what: 'no digest wanted', from: /@sha256:\[0-9a-f\]\{64\}\$/g, to: '' },
  { what: 'equal to unequal', from: / == /g, to: ' != ' },
  { what: 'unequal to equal', from: / != /g, to: ' == ' },
];

/** Rewrites what a policy's expressions say: its validations, its variables, its conditions. */
export const loosenExpression = onManifests(
  'loosen-expression',
  ['ValidatingAdmissionPolicy'],
  function* ({ value }, teams): Generator<Weakening> {
    for (const path of paths(value, (found, at) => at.at(-1) === 'expression' && typeof found === 'string')) {
      const expression = text(value, path);
      const where = text(get(value, [...path.slice(0, -1), 'name']) as Json) || path.slice(1, -1).join(' ');
      for (const { what, from, to } of rewritesFor(teams)) {
        for (const [count, { index, 0: found }] of [...expression.matchAll(from)].entries()) {
          const put = expression.slice(0, index) + to + expression.slice(index + found.length);
          yield { what: `${where}: ${what} (${count + 1})`, path, put };
        }
      }
      if (path[1] === 'validations') yield { what: `${where}: always true`, path, put: 'true' };
    }
  },
);
