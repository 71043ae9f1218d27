import { commentStep } from '@tinjis/cli/ci/comment';
import { runStep } from '@tinjis/cli/ci/step';

process.exitCode = await runStep('comment', commentStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
