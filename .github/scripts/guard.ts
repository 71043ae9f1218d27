import { guardStep } from '@tinjis/cli/ci/judge';
import { runStep } from '@tinjis/cli/ci/step';

process.exitCode = await runStep('guard', guardStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
