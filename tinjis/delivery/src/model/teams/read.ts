import { teamsPath } from '../teams.ts';
import { decodeTeams, type TeamsReading } from './decode.ts';
import { parseSyntax } from './syntax.ts';

/**
 * Reads the team file, as {@link decodeTeams} does after syntax has passed.
 * Apart from it, since the parser that keeps comments is slow to load and only commands that write need it.
 *
 * @param text the file's text
 * @param file its path from the repository's top, for locations
 */
export function readTeams(text: string, file: string = teamsPath): TeamsReading {
  const parsed = parseSyntax(text, file);
  return 'faults' in parsed ? parsed : decodeTeams(parsed.value, parsed.at);
}
