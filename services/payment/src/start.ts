import { runUntilSignal } from '@tinjis/chassis/lifecycle';
import { openService } from './service.ts';
import { readPaymentSettings } from './settings.ts';

try {
  const settings = readPaymentSettings(process.env);
  await runUntilSignal(() => openService(settings), process);
} catch (error) {
  // The message tells the operator the fault in settings, keys or database; a stack trace would hide it.
  console.error(`payment cannot run: ${(error as Error).message}`);
  process.exit(1);
}
