import type { Teams } from '../model/teams.ts';
import { generated, type GeneratedFile } from './generated.ts';

/** Who must approve a change to which folder. GitHub takes the last line that matches, so the catch-all comes first. */
export function codeowners({ organisation, platform, developers }: Teams): GeneratedFile {
  const owner = (team: string): string => `@${organisation}/${team}`;
  const lines = developers.flatMap(({ name, services }) => [
    ...services.map((service) => `/services/${service.name}/ ${owner(name)}`),
    `/apps/${name}/ ${owner(name)}`,
  ]);
  return generated(
    '.github/CODEOWNERS',
    `
# The last line that matches counts. First, everything is the platform's: a folder nobody thought of, this file, policies/ and clusters/, and
# whatever a rename carries out of a team's folder.
* ${owner(platform.name)}

# What a team changes on its own.
${lines.join('\n')}
`,
  );
}
