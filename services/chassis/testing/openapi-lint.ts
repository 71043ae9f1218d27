import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Redocly's command line, of the version that the repository pins. */
const redocly = join('..', '..', 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');

/**
 * Has `@redocly/cli lint` look at an OpenAPI document.
 *
 * @param document as `/openapi.json` gives it
 * @returns every error and warning, as `severity rule place: message`
 */
export async function lintOpenApi(document: unknown): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-lint-'));
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    const words = [redocly, 'lint', file, '--extends', 'recommended', '--format', 'json'];
    // It ends with 1 where it finds an error: its output says the same.
    const output = await new Promise<string>((resolve) => {
      const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
      execFile(process.execPath, words, { env }, (_error, stdout) => {
        resolve(stdout);
      });
    });
    const { problems } = JSON.parse(output) as { problems: LintProblem[] };
    return problems.map(
      ({ severity, ruleId, message, location: [place] }) => `${severity} ${ruleId} ${place?.pointer ?? ''}: ${message}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface LintProblem {
  readonly severity: string;
  readonly ruleId: string;
  readonly message: string;
  readonly location: readonly { readonly pointer: string }[];
}
