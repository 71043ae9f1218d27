import { gateStep } from '@tinjis/cli/ci/steps';
import { runStep } from '@tinjis/cli/ci/step';

process.exitCode = await runStep('gate', gateStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
