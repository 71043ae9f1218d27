import type { DeveloperTeam, Teams } from '@tinjis/delivery/model/teams';
import { neighbours } from '../trees.ts';
import type { Mutant, Operator } from '../operator.ts';

const file = '.github/CODEOWNERS';

/** Lines that give a team, or nobody, another's files. */
function* extra(teams: Teams): Generator<string> {
  yield '/policies/';
  yield '*';
  for (const [
    team,
    {
      name: other,
      services: [service],
    },
  ] of neighbours(teams)) {
    const owner = ownerOf(teams, team);
    const folders = [
      'policies',
      'clusters',
      `clusters/base/teams/${other}`,
      `clusters/${teams.clusters[0]?.name}/a-new-folder`,
      '.github',
      `apps/${other}`,
      'apps',
      `services/${service?.name}`,
    ];
    for (const path of [...folders.map((folder) => `/${folder}/`), '*.yaml', '*', 'CODEOWNERS']) {
      yield `${path} ${owner}`;
    }
    yield `/policies/teams.yaml @${team.members[0]}`;
    yield `/apps/${other}/${service?.name}/overlays/${teams.clusters[0]?.name}/`;
  }
}

function ownerOf({ organisation }: Teams, { name }: DeveloperTeam): string {
  return `@${organisation}/${name}`;
}

/** Drops, changes and adds lines of CODEOWNERS. The last matching line counts. */
export const widenOwners: Operator = {
  name: 'widen-owners',
  *mutants({ tree, teams }): Generator<Mutant> {
    if (tree.kind(file) !== 'file') return;
    const lines = tree.text(file).split('\n');
    const mutant = (index: number, what: string, changed: readonly string[]): Mutant => ({
      operator: 'widen-owners',
      file,
      line: index + 1,
      what,
      changes: { [file]: changed.join('\n') },
    });
    for (const [index, line] of lines.entries()) {
      const [path = '', owner = ''] = line.split(' ');
      if (line === '' || line.startsWith('#')) continue;
      yield mutant(index, `drop ${line}`, lines.toSpliced(index, 1));
      yield mutant(index, `${path} is nobody's`, lines.with(index, path));
      for (const other of teams.developers.map((team) => ownerOf(teams, team))) {
        if (other !== owner) yield mutant(index, `${path} is ${other}'s`, lines.with(index, `${path} ${other}`));
        if (other !== owner)
          yield mutant(index, `${path} is ${other}'s as well`, lines.with(index, `${line} ${other}`));
      }
    }
    for (const line of extra(teams)) {
      yield mutant(lines.length - 1, `add ${line}`, [...lines.slice(0, -1), line, '']);
    }
  },
};
