import { once } from 'node:events';
import { bill, billingText, paidLine } from '../start/bill.ts';
import { type Platform, startPlatform } from '../start/platform.ts';
import { holdSingle } from '../start/single.ts';
import { openStateFolder } from '../start/state-folder.ts';
import { exitCodes } from '@tinjis/manifests/exit-codes';
import { Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { styleFor } from '@tinjis/delivery/print/style';
import type { CommandModule, CommandContext } from './command.ts';

interface StartOptions {
  readonly once?: true;
  readonly fresh?: true;
  readonly invoices?: string;
}

/** `tinjis start`: PostgreSQL, payment and Antaeus on this machine, one billing run, and the services stay up. */
export const command: CommandModule = {
  examples: ['npm start', 'tinjis start --once --invoices 2000'],
  declare: (command) => {
    command
      .option('--once', 'end after the billing run')
      .option('--fresh', 'throw away the invoices and charges of earlier runs')
      .option('--invoices <number>', 'add pending invoices until there are as many')
      .addHelpText(
        'after',
        '\nData and keys stay in .tinjis/. DATABASE_URL=postgres://… uses that server instead of the embedded one.',
      );
  },
  run: async ({ options, context }) => {
    const { once: onlyOnce, fresh = false, invoices } = options as StartOptions & { json?: true };
    const wanted = invoices === undefined ? undefined : count(invoices);
    const folder = openStateFolder(context.root);
    const letGo = await holdSingle(folder);
    try {
      const databaseUrl = context.env['DATABASE_URL'] || undefined;
      const platform = await startPlatform({
        root: context.root,
        folder,
        databaseUrl,
        fresh,
        progress: context.progress,
      });
      try {
        const outcome = await report(platform, wanted, context);
        if (onlyOnce) return outcome;
        if (!options['json'])
          context.stdout.write(`${outcome.text(styleFor(context.stdout, context.env))}\n\nCtrl-C stops everything.\n`);
        await Promise.race([once(context.signals, 'SIGINT'), once(context.signals, 'SIGTERM'), platform.broken]);
        return options['json'] ? outcome : stopped;
      } finally {
        context.progress('stopping');
        await platform.stop();
      }
    } finally {
      await letGo();
    }
  },
};

const stopped: Outcome = { exit: exitCodes.clean, text: () => 'stopped; npm start goes on from here', json: {} };

async function report(platform: Platform, wanted: number | undefined, { stderr }: CommandContext): Promise<Outcome> {
  const billing = await bill(platform, wanted, stderr);
  const { antaeus, payment, ops } = platform;
  const places = [
    `Antaeus  ${antaeus}/rest/v1/invoices   (ops ${ops.antaeus}/ready)`,
    `payment  ${payment}/docs   (ops ${ops.payment}/ready)`,
    `try      curl -X POST ${antaeus}/rest/v1/invoices/pay`,
    `         curl -H "Authorization: Bearer $(cat .tinjis/reader-key)" ${payment}/v1/charges`,
  ];
  return {
    exit: exitCodes.clean,
    text: (style) => [billingText(billing, style), '', ...places, '', paidLine(billing)].join('\n'),
    json: { ...billing, urls: { antaeus, payment, ops } },
  };
}

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Failure('misuse', {
    what: `--invoices ${text} is not a whole number from 1 to 9999999`,
    fix: 'give a number, such as --invoices 2000',
  });
}
