import type { Style } from '@tinjis/delivery/print/style';
import type { RunningPlatform } from '../up.ts';
import { gitPort, nodePorts } from '../installation.ts';

/** The text in both forms that an outcome needs. */
interface Summary {
  readonly text: (style: Style) => string;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * The message to somebody whose platform has come up: where it is, how to log in, what to try first. Never a password.
 */
export function whereItIs({ cluster, people, repository, antaeus }: RunningPlatform): Summary {
  const { nodeAddress, hostAddress, name, kubeconfig, context } = cluster;
  const urls = {
    ...(antaeus && { antaeus: `http://${nodeAddress}:${nodePorts.antaeus}/rest/v1/invoices` }),
    argocd: `https://${nodeAddress}:${nodePorts.argocd}`,
    git: `http://${hostAddress}:${gitPort}${new URL(repository).pathname}`,
  };
  const developer = people.find(({ role }) => role === 'developer') ?? people[0];
  const text = ({ bold, dim }: Style): string =>
    [
      '',
      bold('Where it is'),
      ...(urls.antaeus === undefined ? [] : [`  Antaeus   ${urls.antaeus}`]),
      `  Argo CD   ${urls.argocd}   ${dim('(its own certificate; where images were made here, without the web page: use the API or the argocd command)')}`,
      `  Git       ${urls.git}`,
      `  kubectl   export KUBECONFIG=${kubeconfig}${context === undefined ? '' : `; kubectl --context ${context}`}   ${dim('(administrator)')}`,
      '',
      bold('Who you can be'),
      ...people.map(
        ({ login, team, passwordFile, kubeconfig: own }) =>
          `  ${login.padEnd(16)}${team.padEnd(10)} password for Git and Argo CD: ${passwordFile}\n${' '.repeat(28)} kubectl: ${own}`,
      ),
      '',
      bold('What to try first'),
      ...(urls.antaeus === undefined ? [] : [`  curl -X POST ${urls.antaeus}/pay && curl ${urls.antaeus}`]),
      ...(developer
        ? [
            `  git clone ${urls.git.replace('//', `//${developer.login}@`)}   ${dim('then change a file of another team, and push it')}`,
          ]
        : []),
      `  npx tinjis status${name === 'tinjis' ? '' : ` --name ${name}`}`,
      `  npm run e2e${name === 'tinjis' ? '' : ` -- --name ${name}`}   ${dim('tries every forbidden thing')}`,
      `  npm run down${name === 'tinjis' ? '' : ` -- --name ${name}`}`,
    ].join('\n');
  const json = {
    cluster: { kind: cluster.kind, name, kubeconfig },
    urls,
    people: people.map(({ login, team, groups, passwordFile, kubeconfig: own }) => ({
      login,
      team,
      groups,
      passwordFile,
      kubeconfig: own,
    })),
  };
  return { text, json };
}
