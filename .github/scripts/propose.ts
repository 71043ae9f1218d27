import { proposeStep } from '../../tinjis/src/ci/propose.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('propose', proposeStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
