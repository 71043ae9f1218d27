import { affectedStep } from '../../tinjis/src/ci/steps.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('affected', affectedStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
