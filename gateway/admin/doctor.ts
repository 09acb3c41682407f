import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { verifyChain } from '../audit/chain.ts';
import { GatehouseError } from '../core/errors.ts';
import { RETIREMENT_NOTICE_DAYS } from '../core/model.ts';
import { endingsOf } from '../models/endings.ts';
import { disk, EARLIEST, failed, type Finding, ok, permissions, warning } from './doctor-folder.ts';
import type { Check } from './schemas-status.ts';
import type { AdminServices } from './services.ts';

const CLOCK_SLACK_MS = 60_000;
const DAY_MS = 86_400_000;
const OLD_BACKUP_MS = 3 * DAY_MS;

/** Looks at everything that commonly goes wrong, and says what to do. Never throws: a check that fails to run is a failed check. */
export async function examine(services: AdminServices): Promise<Check[]> {
  const checks: [string, string, () => Finding | Promise<Finding>][] = [
    ['ports', 'Ports', () => ports(services)],
    ['disk', 'Disk space', () => disk(services.config)],
    ['permissions', 'Permissions', () => permissions(services.config)],
    ['key-file', 'Master key file', () => keyFile(services)],
    ['database', 'Database', () => database(services)],
    ['traces', 'Traces', () => traces(services)],
    ['audit', 'Audit log', () => auditLog(services)],
    ['clock', 'Clock', () => clock(services)],
    ['ollama', 'Bundled Ollama', () => ollama(services)],
    ['confinement', 'Confinement', () => confinement(services)],
    ['models', 'Local models', () => models(services)],
    ['providers', 'Providers', () => providers(services)],
    ['endings', 'Ends of models', () => endings(services)],
    ['recognisers', 'Recognisers', () => recognisers(services)],
    ['backups', 'Backups', () => backupFiles(services)],
  ];
  const found: Check[] = [];
  for (const [id, title, run] of checks) {
    try {
      found.push({ id, title, ...(await run()) });
    } catch (error) {
      const hint = error instanceof GatehouseError ? error.details.hint : undefined;
      found.push({ id, title, state: 'failed', message: (error as Error).message, ...(hint === undefined ? {} : { hint }) });
    }
  }
  return [...found, ...((await services.moreChecks?.()) ?? [])];
}

function ports({ addresses, config }: AdminServices): Finding {
  const open = addresses();
  if (open.length === 0) return failed(`Nothing listens on port ${config.port}.`, 'Another program may hold it: choose another with --port or GATEHOUSE_PORT.');
  const beyond = config.listen.length > 0 ? warning(`Listening at ${open.join(', ')}: other machines can reach it.`, 'Keep only the addresses that are needed in gatehouse.json.') : undefined;
  return beyond ?? ok(`Listening at ${open.join(', ')}.`);
}

function keyFile({ config, vault }: AdminServices): Finding {
  const { masterKeyFile } = config;
  const ways = vault.ways();
  if (!ways.includes('key-file')) {
    if (!vault.hasRecoveryKey()) return warning('There is no recovery key.', 'Make one and print it: gatehouse admin recovery-key');
    return ok(`The data is opened by ${ways.includes('keychain') ? 'the keychain of this computer' : 'a passphrase'}, and by the recovery key.`);
  }
  if (!existsSync(masterKeyFile)) return failed(`${masterKeyFile} is missing: the next start will fail.`, 'Put it back, or start once with GATEHOUSE_RECOVERY_KEY_FILE.');
  if (process.platform !== 'win32' && (statSync(masterKeyFile).mode & 0o077) !== 0) return failed(`Others can read ${masterKeyFile}.`, `Run: chmod 600 '${masterKeyFile}'`);
  if (!vault.hasRecoveryKey()) return warning('There is no recovery key.', 'Make one and print it: gatehouse admin recovery-key');
  if (dirname(masterKeyFile).startsWith(config.home)) {
    return warning(`${masterKeyFile} lies in the data folder: a copy of the folder opens itself.`, 'Move it to another disk and name it in GATEHOUSE_MASTER_KEY_FILE.');
  }
  return ok(`${masterKeyFile}, readable by its owner only.`);
}

function database({ store }: AdminServices): Finding {
  store.check();
  return ok(`${store.path}, ${(statSync(store.path).size / 1024 ** 2).toFixed(1)} MiB, every page is sound.`);
}

function traces({ recorder }: AdminServices): Finding {
  const { waiting, lost } = recorder.backlog();
  if (lost > 0) return failed(`${lost} endings of requests could not be written and are lost.`, 'Check the disk; they are shown as interrupted after the next start.');
  return ok(`${waiting} endings wait to be written; ${recorder.interrupted} requests were interrupted before this start.`);
}

async function auditLog({ audit, checkpoints }: AdminServices): Promise<Finding> {
  const verdict = await verifyChain(audit, checkpoints.marks());
  if (verdict.intact) return ok(`${verdict.records} records, the chain is whole; ${verdict.checkpoints} signed checkpoints hold.`);
  return failed(`The chain is broken at record ${verdict.brokenAt}: ${verdict.reason}.`, 'Somebody changed the database by hand. Compare it with a backup.');
}

function clock({ clock: time, recorder, audit }: AdminServices): Finding {
  const now = time.now();
  const newest = Math.max(recorder.list({ limit: 1 })[0]?.time ?? 0, ...audit.list({ limit: 1000 }).map((record) => record.time));
  const shown = new Date(now).toISOString();
  if (now < EARLIEST) return failed(`The clock shows ${shown}, which cannot be.`, 'Set it: expiries of keys and contracts depend on it.');
  if (newest > now + CLOCK_SLACK_MS) return failed(`The clock shows ${shown}, but records were made at ${new Date(newest).toISOString()}.`, 'It was set back. Set it right: expiries depend on it.');
  return ok(`${shown} (UTC).`);
}

function ollama({ local }: AdminServices): Finding {
  const { phase, message, ollama: found, restarts } = local.status();
  const what = found ? `Ollama ${found.version}, ${found.source} (${found.path})` : 'No Ollama yet';
  if (phase === 'failed') return failed(`${what}: ${message}`, 'Install Ollama 0.20 or newer, or name its binary in GATEHOUSE_OLLAMA.');
  if (phase !== 'ready') return warning(`${what}: ${message}`, 'Wait for it: gatehouse status shows the progress.');
  return restarts > 0 ? warning(`${what}, restarted ${restarts} times since the start.`, 'Look for a lack of memory on this machine.') : ok(`${what}, ready.`);
}

function confinement({ local }: AdminServices): Finding {
  const { confinement: kind, confinementReason } = local.status();
  if (kind === 'namespace') return ok('The bundled Ollama has no network (kernel-enforced).');
  if (kind === 'loopback') return warning(`The bundled Ollama is on a loopback port: ${confinementReason ?? 'no better way on this system'}.`, 'Other users of this machine could reach it; on Linux allow unprivileged user namespaces.');
  return warning('The bundled Ollama does not run, so nothing is confined yet.', 'Wait for it: gatehouse status shows the progress.');
}

function models({ local, office }: AdminServices): Finding {
  const installed = local.models();
  if (!installed.some(({ capabilities }) => capabilities.chat !== false)) return warning('No local model is installed: confidential requests cannot be answered.', 'Get one: gatehouse models recommend, then gatehouse models pull NAME');
  const named = new Set(Object.values(office.policy().localModels).flat());
  const missing = [...named].filter((name) => !installed.some((model) => model.name === name));
  if (missing.length > 0) return warning(`The policy names local models that are not installed: ${missing.join(', ')}.`, 'Get them with gatehouse models pull NAME, or change the list.');
  return ok(`${installed.length} installed: ${installed.map(({ name }) => name).join(', ')}.`);
}

function providers({ office, clock: time }: AdminServices): Finding {
  const problems = office.problems().map(({ message }) => message);
  for (const { id, contract } of office.providers()) {
    if (contract.expiresAt !== undefined && contract.expiresAt <= time.now()) problems.push(`The contract of provider "${id}" has run out.`);
  }
  if (problems.length > 0) return warning(problems.join(' '), 'See: gatehouse providers update --help');
  return ok(`${office.providers().length} known, with the bundled Ollama.`);
}

function endings({ office, models: registry, clock: time }: AdminServices): Finding {
  const until = new Date(time.now() + RETIREMENT_NOTICE_DAYS * DAY_MS).toISOString().slice(0, 10);
  const soon = endingsOf(office.aliases(), office.provider, registry).filter(({ retires }) => retires <= until);
  if (soon.length === 0) return ok(`Of the models that aliases lead to none is known to end within ${RETIREMENT_NOTICE_DAYS} days.`);
  const said = soon.map(({ provider, model, retires, names }) => `${provider}/${model} on ${retires} (${names.join(', ')})`);
  return warning(`Switched off by their makers, as public lists say: ${said.join('; ')}.`, 'Choose other models in time: gatehouse models alias NAME PROVIDER/MODEL');
}

function recognisers({ classifier, office }: AdminServices): Finding {
  const problem = classifier.problem();
  if (problem !== undefined) return failed(problem, 'Restore a backup, or remove the list under Data rules and import it again.');
  const off = Object.entries(office.setting('recognisers')).filter(([, { enabled }]) => !enabled).map(([id]) => id);
  if (off.length > 0) return warning(`Switched off: ${off.join(', ')}. What they would find does not raise a request's class.`, 'Switch them on under Data rules.');
  return ok(`${classifier.recognisers().length} are on.`);
}

async function backupFiles({ backups, office, clock: time, vault }: AdminServices): Promise<Finding> {
  const { folder, backups: files, last } = await backups.status();
  const newest = Math.max(...files.map(({ createdAt }) => createdAt));
  if (last?.error) return failed(`The last backup failed: ${last.error}`, 'See Settings, Backup.');
  if (!office.setting('backup').enabled) return warning('Daily backups are switched off.', 'Switch them on in Settings, Backup.');
  if (files.length === 0) {
    return warning(`There is no backup in ${folder} yet.`, vault.hasRecoveryKey() ? 'The first is made by itself some minutes after the start, or now: gatehouse backup create' : 'The first is made once there is a recovery key: gatehouse admin recovery-key');
  }
  if (newest < time.now() - OLD_BACKUP_MS) return warning(`The newest backup is of ${new Date(newest).toISOString().slice(0, 10)}.`, `Is the disk of ${folder} there?`);
  return ok(`${files.length} in ${folder}, the newest of ${new Date(newest).toISOString().slice(0, 10)}.`);
}
