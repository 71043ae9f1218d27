import { cooldownStep } from '../../tinjis/src/ci/cooldown.ts';
import { runStep } from '../../tinjis/src/ci/step.ts';

process.exitCode = await runStep('cooldown', cooldownStep, {
  env: process.env,
  root: process.cwd(),
  say: (line) => {
    console.log(line);
  },
});
