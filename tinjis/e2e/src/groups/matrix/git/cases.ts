import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byGit } from '@tinjis/delivery/answer/git';
import { guard } from '@tinjis/delivery/guard/guard';
import { readProposal } from '@tinjis/delivery/load/proposal/read-proposal';
import { personOf } from '@tinjis/delivery/model/identity';
import { cloneFor, cloneInto, remoteOf, temporaryFolder } from '../../../pushes/working-copy.ts';
import { type Predicted, predictedByLayers } from '../../../refusals/decision.ts';
import { allowed, type MatrixCase, refused, scratchName } from '../case.ts';
import { otherThan, type Team, type Participants } from '../../../identities/participants.ts';
import { type FileChange, type Attempted, fetched, mainOf, type Pusher, pusherOf } from './push.ts';
import { type HostileContent, hostileContents, foreignFiles, ownFiles, platformFiles } from './files.ts';

/** Pushes to main, over HTTP, as each person. */
export async function gitCases(participants: Participants): Promise<readonly MatrixCase[]> {
  const { context, platformAdmin } = participants;
  const [first] = participants.teams;
  const clone = async (login: string): Promise<Pusher> => pusherOf(await cloneFor(context, login));
  const platform = await clone(platformAdmin.name);
  context.putBack('what the pushes left in the repository', () => takeOut(platform));
  const passwordFile = join(await temporaryFolder(context), 'wrong-password');
  await writeFile(passwordFile, 'not the password');
  const wrong = async (login: string): Promise<Pusher> =>
    pusherOf(await cloneInto(await temporaryFolder(context), { ...remoteOf(context, login), passwordFile }));
  // The guard judges a push's content without asking whose push it is. One team and, below, the platform therefore
  // stand for all.
  const teams = await Promise.all(
    participants.teams.map(async (team) => {
      const hostile = team === first ? hostileContents(team, otherThan(participants, team)) : [];
      return teamCases(participants, team, await clone(team.developer.name), hostile);
    }),
  );
  return [
    ...teams.flat(),
    ...platformCases(participants, platform),
    ...loginCases(participants, first, await wrong(first.developer.name), await wrong('somebody-else')),
  ];
}

/** The platform removes everything that carries the scratchName, in one commit. */
async function takeOut(platform: Pusher): Promise<void> {
  const { copy } = platform;
  const files = (await copy.git('ls-tree', '-r', '--name-only', await mainOf(copy)))
    .split('\n')
    .filter((path) => path.includes(scratchName));
  if (files.length === 0) return;
  const { observed } = await platform.push(files.map((path) => ({ path, removed: true })));
  if (observed.verdict === 'denied') throw new Error(observed.message);
}

function teamCases(
  participants: Participants,
  team: Team,
  pusher: Pusher,
  hostile: readonly HostileContent[],
): readonly MatrixCase[] {
  const login = team.developer.name;
  const other = otherThan(participants, team);
  const add = (path: string): readonly FileChange[] => [{ path, text: `${scratchName}\n` }];
  const own = ownFiles(team).map((path) =>
    byPath(participants, login, pusher, { path, changes: add(path), expected: allowed }),
  );
  const control = own[0]?.name ?? '';
  const denied = [...foreignFiles(other), ...platformFiles(team, other)].map((path) => {
    const changes: readonly FileChange[] = path.includes(scratchName)
      ? add(path)
      : [{ path, added: `# ${scratchName}` }];
    return byPath(participants, login, pusher, { path, changes, expected: refused('git', outsideOwn), control });
  });
  const contents = hostile.map(({ what, changes, message }) =>
    byContent(login, pusher, { what, changes, expected: refused('git', message), control }),
  );
  const mixed = byContent(login, pusher, {
    what: 'a file of their own together with one of another team',
    expected: refused('git', outsideOwn),
    control,
    changes: [...add(ownFiles(team)[0] ?? ''), ...add(foreignFiles(other)[0] ?? '')],
  });
  return [...own, ...denied, ...contents, mixed, ...refCases(login, pusher, control)];
}

const outsideOwn = /does not belong|belongs to|needs.*platform|outside|team file/i;

/** Pushes that do anything other than add to main: the server refuses each. */
function refCases(login: string, pusher: Pusher, control: string): readonly MatrixCase[] {
  const refs: readonly (readonly [string, string, RegExp])[] = [
    ['delete main', ':refs/heads/main', /main cannot be deleted/],
    ['take back what is in main', `+${fetched}~1:refs/heads/main`, /main only goes forward/],
    ['push a tag', `${fetched}:refs/tags/${scratchName}`, /is no branch/],
    ["write a ref of the server's own", `${fetched}:refs/notes/${scratchName}`, /is no branch/],
  ];
  return refs.map(([action, refspec, message]): MatrixCase => ({
    name: `git/${login}/${action.replaceAll(/[^a-z]+/g, '-')}`,
    identity: login,
    action,
    how: 'real',
    control,
    expected: refused('git', message),
    unmodelled: 'what a branch rule of GitHub stands for (docs/github-setup.md)',
    attempt: async () => {
      await pusher.fetch();
      return pusher.pushRef(refspec);
    },
  }));
}

function platformCases(participants: Participants, pusher: Pusher): readonly MatrixCase[] {
  const login = participants.platformAdmin.name;
  const [first, second] = participants.teams;
  const path = `docs/${scratchName}.md`;
  const changes = [{ path, text: `${scratchName}\n` }];
  const own = byPath(participants, login, pusher, { path, changes, expected: allowed });
  const some = hostileContents(first, second)
    .filter(({ forEverybody }) => forEverybody)
    .slice(0, 10);
  const contents = some.map(({ what, changes, message }) =>
    byContent(login, pusher, { what, changes, expected: refused('git', message), control: own.name }),
  );
  return [own, ...contents, ...refCases(login, pusher, own.name)];
}

/** Somebody who is not who they claim to be. Everybody may read, as in a public repository. */
function loginCases(
  { context }: Participants,
  team: Team,
  wrongPassword: Pusher,
  stranger: Pusher,
): readonly MatrixCase[] {
  const path = ownFiles(team)[0] ?? '';
  const reading = (identity: string, { copy }: Pusher): MatrixCase => ({
    name: `git/${identity}/read`,
    identity,
    action: 'read the repository',
    how: 'real',
    expected: allowed,
    unmodelled: 'who may read: everybody',
    attempt: async () => {
      await copy.git('ls-remote', remoteOf(context, 'x').url, 'refs/heads/main');
      return { verdict: 'allowed' };
    },
  });
  const pushing = (identity: string, pusher: Pusher): MatrixCase => ({
    name: `git/${identity}/push`,
    identity,
    action: `push ${path}`,
    how: 'real',
    expected: refused('login', /Authentication failed|40[13]/),
    control: `git/${identity}/read`,
    unmodelled: 'passwords',
    attempt: async () => (await pusher.push([{ path, text: `${scratchName}\n` }])).observed,
  });
  const impostor = `${team.developer.name} with a wrong password`;
  return [
    reading(impostor, wrongPassword),
    pushing(impostor, wrongPassword),
    reading('a stranger', stranger),
    pushing('a stranger', stranger),
  ].map((one) => ({
    ...one,
    name: one.name.replaceAll(' ', '-'),
    ...(one.control !== undefined && { control: one.control.replaceAll(' ', '-') }),
  }));
}

interface Tried extends Pick<MatrixCase, 'expected' | 'control'> {
  readonly changes: readonly FileChange[];
}

/** A push of one path: `tinjis can LOGIN push PATH` knows the answer. */
function byPath(
  { served }: Participants,
  login: string,
  pusher: Pusher,
  { path, changes, ...rest }: Tried & { readonly path: string },
): MatrixCase {
  const person = personOf(served.model.teams, login);
  return {
    ...rest,
    name: `git/${login}/${path}`,
    identity: login,
    action: `push a change of ${path}`,
    how: 'real',
    predict: () => predictedByLayers([{ layer: 'git', ruling: byGit(served.model, person, path) }]),
    attempt: async () => (await pusher.push(changes)).observed,
  };
}

/** A push with forbidden content: `tinjis guard` knows the answer. */
function byContent(
  login: string,
  pusher: Pusher,
  { what, changes, ...rest }: Tried & { readonly what: string },
): MatrixCase {
  let attempted: Attempted | undefined;
  return {
    ...rest,
    name: `git/${login}/${what.replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
    identity: login,
    action: `push ${what}`,
    how: 'real',
    predict: () =>
      attempted ? predictedByGuard(pusher, login, attempted) : { verdict: 'unknown', layers: [], reasons: [] },
    attempt: async () => {
      attempted = await pusher.push(changes);
      return attempted.observed;
    },
  };
}

function predictedByGuard({ copy }: Pusher, login: string, { parent, commit }: Attempted): Predicted {
  const changed = { base: parent, head: commit };
  const { teams, proposal } = readProposal({ root: copy.folder, author: login, approvedBy: [], ...changed });
  const { verdict, paths } = guard(teams, proposal);
  const reasons = paths
    .filter((path) => path.verdict === verdict)
    .flatMap((path) => path.reasons.map(({ code }) => `${code} ${path.path}`));
  return {
    ...(verdict === 'allow' ? { verdict: 'allowed', layers: [] } : { verdict: 'denied', layers: ['git'] }),
    reasons,
  };
}
