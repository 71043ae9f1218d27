import { commentStep } from '../../tinjis/src/ci/comment.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('comment', commentStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
