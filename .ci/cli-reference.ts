// `npm run reference`: writes docs/cli.md from the commands themselves.
// With --check: writes nothing, and fails where the page is another, or an example is one that its command refuses.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '@tinjis/cli/commands/list';
import { describeCommands } from '@tinjis/cli/reference/describe';
import { faultyExamples, referencePage } from '@tinjis/cli/reference/page';

const [check, page = join(import.meta.dirname, '../docs/cli.md')] = process.argv.slice(2);
const text = referencePage(await describeCommands(commands));
const faults = [...(await faultyExamples(commands))];
if (check !== '--check') writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text)
  faults.push('docs/cli.md is not what the commands say: npm run reference');
faults.forEach((fault) => {
  console.error(fault);
});
process.exitCode = faults.length > 0 ? 1 : 0;
