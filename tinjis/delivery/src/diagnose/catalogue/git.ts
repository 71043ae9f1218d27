import { entry, type Entries } from '../entry.ts';

const owners =
  'GitHub merges a change only when an owner of every path agrees; the last line of CODEOWNERS that matches decides alone.';

/** Who may change which file. */
export const git: Entries = {
  'git/not-asked': entry('plays no part here', 'Nothing is changed in the repository on this way.'),
  'git/own-team-approves': entry('{path} belongs to {owners}, which {login} is in', owners),
  'git/owned': entry('{path} belongs to {owners}', owners),
  'git/others-approve': entry(
    '{path} belongs to {owners}, which {login} is not in',
    owners,
    'ask an owner, or let the platform change the owners in policies/teams.yaml',
  ),
  'git/no-owner-line': entry(
    'no line of CODEOWNERS matches {path}, so nobody has to agree',
    owners,
    'begin CODEOWNERS with a line `*` for the platform: run `tinjis generate`',
  ),
  'git/owned-by-nobody': entry(
    'the line {pattern} takes ownership of {path} away, so nobody has to agree',
    owners,
    'remove the line: run `tinjis generate`',
  ),
  'git/no-codeowners': entry(
    'there is no CODEOWNERS file, so nobody has to agree to a change of {path}',
    owners,
    'run `tinjis generate`',
  ),
  'git/no-person': entry('{account} is a program, which logs in neither to GitHub nor to Argo CD', owners),
};
