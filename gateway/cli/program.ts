import { Command } from 'commander';
import { addAdmin } from './admin.ts';
import { addAlerts } from './alerts.ts';
import { addAudit } from './audit.ts';
import { addContents } from './contents.ts';
import type { Context } from './context.ts';
import { addExporters } from './exporters.ts';
import { addGeneral } from './general.ts';
import { addKeys } from './keys.ts';
import { addModels } from './models.ts';
import { addOffice } from './office.ts';
import { addPolicy } from './policy.ts';
import { addPrices } from './prices.ts';
import { addProviders } from './providers.ts';
import { addRecognition } from './recognition.ts';
import { addUpdates } from './updates.ts';
import { addSpending } from './spending.ts';
import { addRecords } from './records.ts';

/** All commands. Commander's own errors are thrown, not turned into an exit of the process. */
export function createProgram(context: Context): Command {
  const program = new Command('gatehouse')
    .description('One door between an office\'s software and every language model.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.stdout.write(text), writeErr: (text) => context.stderr.write(text) })
    .showHelpAfterError('(--help shows what is possible)');
  addGeneral(program, context);
  addAdmin(program, context);
  addKeys(program, context);
  addProviders(program, context);
  addModels(program, context);
  addPolicy(program, context);
  addPrices(program, context);
  addRecognition(program, context);
  addSpending(program, context);
  addAlerts(program, context);
  addRecords(program, context);
  addAudit(program, context);
  addContents(program, context);
  addExporters(program, context);
  addUpdates(program, context);
  addOffice(program, context);
  return program;
}
