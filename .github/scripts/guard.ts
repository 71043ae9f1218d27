import { guardStep } from '../../tinjis/src/ci/judge.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('guard', guardStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
