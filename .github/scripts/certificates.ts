import { lookStep } from '@tinjis/cli/ci/renewal';
import { runStep } from '@tinjis/cli/ci/step';

process.exitCode = await runStep('certificates', lookStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
