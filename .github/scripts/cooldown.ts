import { cooldownStep } from '@tinjis/cli/ci/cooldown';
import { runStep } from '@tinjis/cli/ci/step';

process.exitCode = await runStep('cooldown', cooldownStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
