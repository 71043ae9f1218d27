import { lookStep } from '../../tinjis/src/ci/renewal/steps.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('certificates', lookStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
