import { attestStep } from '@tinjis/cli/ci/attest';
import { runStep } from '@tinjis/cli/ci/step';

process.exitCode = await runStep('attest', attestStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
