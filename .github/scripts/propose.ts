import { proposeStep } from '@tinjis/cli/ci/propose';
import { runStep } from '@tinjis/cli/ci/step';

process.exitCode = await runStep('propose', proposeStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
