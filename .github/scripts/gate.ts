import { gateStep } from '../../tinjis/src/ci/steps.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('gate', gateStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
