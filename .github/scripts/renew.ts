import { renewStep } from '../../tinjis/src/ci/renewal/steps.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('renew', renewStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
