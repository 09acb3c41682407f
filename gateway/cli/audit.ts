import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AUDIT_EXPORT_PATH, type Input } from '../admin/contract.ts';
import { publicKeyOf, spaced } from '../audit/signature.ts';
import { FileVerifier, type Expected, type FileVerdict } from '../audit/verify-file.ts';
import { CliError, type Context } from './context.ts';
import { keyNames } from './keys.ts';
import { officeDays, officeTime } from './office-days.ts';
import { common, type CommonOptions, print, save, table, unwritable } from './output.ts';
import { parseCount, parseDay, parseSince, type When } from './parse.ts';

interface ListOptions extends CommonOptions {
  limit: number;
  actor?: string;
  action?: string;
  acts?: boolean;
}

interface RangeOptions extends CommonOptions {
  from?: When;
  to?: When;
}

interface VerifyOptions extends CommonOptions {
  publicKey?: string;
  head?: { seq: number; hash: string };
}

const READ_BYTES = 256 * 1024;
const SHOWN_PROBLEMS = 20;

export function addAudit(program: Command, context: Context): void {
  const { stdout, client } = context;
  const audit = program.command('audit').description('who changed what and which data left; each record is chained to the one before it');

  common(audit.command('list', { isDefault: true }).description('the newest records'))
    .option('--limit <n>', 'how many', parseCount, 20)
    .option('--actor <name>', 'of one person or key')
    .option('--action <name>', 'of one kind, as policy.change')
    .option('--acts', 'without the records of requests')
    .action(async ({ limit, actor, action, acts, ...options }: ListOptions) => {
      const query: Input<'audit.list'>['query'] = { limit: String(limit), ...(actor === undefined ? {} : { actor }), ...(action === undefined ? {} : { action }), ...(acts ? { acts: '1' as const } : {}) };
      const api = client(options);
      const { records } = await api.call('audit.list', { query });
      const [time, nameOf] = [await officeTime(api), await keyNames(api)];
      print(stdout, options, records, () => table(['NO', 'TIME', 'WHO', 'WHAT', 'DETAIL'], records.map((one) => [String(one.seq), time(one.time), nameOf(one.actor), one.action, JSON.stringify(one.detail)]), 'Nothing yet.'));
    });

  common(audit.command('verify [file]').description('check an export, without the appliance and its database; without a file the log of the running appliance'))
    .option('--public-key <key>', 'the office\'s key: its fingerprint, or a file that holds the key or the fingerprint')
    .addOption(new Option('--head <no:hash>', 'a record that you noted earlier: it must be there as it was').argParser(parseHead))
    .action(async (file: string | undefined, options: VerifyOptions) => {
      if (file === undefined) return verifyRunning(context, options);
      const verdict = verifyFile(file, { key: options.publicKey === undefined ? undefined : keyOf(options.publicKey), head: options.head });
      print(stdout, options, verdict, () => told(verdict));
      if (!verdict.intact) throw new CliError('The export does not verify.', { code: 'audit_broken' });
    });

  common(period(audit.command('export').description('write the log to a file that verifies by itself'))).requiredOption('--out <file>', 'where to').action(async (options: RangeOptions & { out: string }) => {
    const verifier = new FileVerifier();
    // A broken connection leaves nothing behind that looks like an export.
    const partial = `${options.out}.part`;
    const fd = opened(partial);
    const to = new Writable({
      write(chunk: Buffer, _, done) {
        verifier.push(chunk);
        for (let written = 0; written < chunk.length; ) written += writeSync(fd, chunk, written);
        done();
      },
    });
    try {
      await client(options).download(`${AUDIT_EXPORT_PATH}?${new URLSearchParams(rangeOf(options)).toString()}`, to);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    } finally {
      closeSync(fd);
    }
    renameSync(partial, options.out);
    const verdict = verifier.end();
    print(stdout, options, { file: options.out, ...verdict }, () => [`Written to ${options.out}.`, ...told(verdict)]);
    if (!verdict.intact) throw new CliError('The export was written, but it does not verify.', { code: 'audit_broken' });
  });

  common(audit.command('checkpoint').description('sign the log as it is now')).action(async (options: CommonOptions) => {
    const made = await client(options).call('audit.checkpoint');
    print(stdout, options, made, () => [`Signed at record ${made.seq}. Note this head; an export must contain it:`, `${made.seq}:${made.hash}`]);
  });

  common(audit.command('key').description('the key that exports are verified with')).option('--out <file>', 'write it to a file').action(async (options: CommonOptions & { out?: string }) => {
    const api = client(options);
    const key = await api.call('audit.key');
    const time = await officeTime(api);
    if (options.out !== undefined) save(options.out, key.publicKey);
    print(stdout, options, key, () => [
      ...(options.out === undefined ? key.publicKey.trimEnd().split('\n') : [`Written to ${options.out}.`]),
      `Fingerprint: ${spaced(key.fingerprint)}`,
      key.latest ? `Last signed: record ${key.latest.seq}, ${time(key.latest.time)}` : 'Nothing is signed yet.',
    ]);
  });

  common(audit.command('report').description('which provider saw what, and exceptions').requiredOption('--from <day>', 'first day, as 2026-01-01', parseDay).requiredOption('--to <day>', 'last day', parseDay))
    .option('--html <file>', 'as a page for printing')
    .addOption(new Option('--language <language>', 'of the page; default: the office\'s').choices(['en', 'de', 'fr', 'it']))
    .action(async (options: CommonOptions & { from: string; to: string; html?: string; language?: NonNullable<Input<'audit.reportPage'>['query']['language']> }) => {
      const query = { from: options.from, to: options.to };
      if (options.html !== undefined) {
        const { html } = await client(options).call('audit.reportPage', { query: { ...query, ...(options.language && { language: options.language }) } });
        save(options.html, html);
        print(stdout, options, { file: options.html }, () => `Written to ${options.html}. Open it in a browser to print it.`);
        return;
      }
      const api = client(options);
      const report = await api.call('audit.report', { query });
      const { second: time } = officeDays(report.timeZone);
      print(stdout, options, report, () => [
        report.broken ? `THE LOG WAS CHANGED at record ${report.broken.record}: ${report.broken.reason}` : `${report.records.count} records; they follow one another unchanged.`,
        '',
        ...table(['PROVIDER', 'REGION', 'CONTRACT', 'CLASS', 'HOW', 'SENT', 'BYTES', 'FIRST', 'LAST', 'RULES'], report.seen.map((one) => [one.providerName, one.region, one.contract ?? '-', one.dataClass, one.decision, String(one.sent), String(one.bytes), time(one.first), time(one.last), one.policies.join(',')]), 'No request was sent.'),
        '',
        ...table(['REFUSED', 'CODE', 'WHY', 'NUMBER', 'FIRST', 'LAST'], report.refusals.map((one) => [one.dataClass, one.code, one.why ?? '-', String(one.count), time(one.first), time(one.last)]), 'No request was refused.'),
        '',
        ...table(['NO', 'TIME', 'WHO', 'WHAT'], [...report.policies.map((one) => [String(one.seq), time(one.time), one.actor, `policy.change${one.loosened ? ' (may let more through)' : ''}`]), ...report.notable.map((one) => [String(one.seq), time(one.time), one.actor, one.action])], 'Nothing else to look at.'),
      ]);
    });
}

function period(command: Command): Command {
  return command.option('--from <day>', 'first day, as 2026-01-01, or a time, as 2026-01-01T12:00:00Z', parseSince).option('--to <day>', 'last day, or a time', parseSince);
}

function rangeOf({ from, to }: RangeOptions): Record<string, string> {
  const textOf = (when: When): string => ('day' in when ? when.day : new Date(when.ms).toISOString());
  return { ...(from && { from: textOf(from) }), ...(to && { to: textOf(to) }) };
}

async function verifyRunning({ stdout, client }: Context, options: VerifyOptions): Promise<void> {
  if (options.publicKey !== undefined || options.head !== undefined) throw new CliError('--public-key and --head are for an export.', { exitCode: 2, hint: 'gatehouse audit export --out FILE writes one.' });
  const verdict = await client(options).call('audit.verify');
  print(stdout, options, verdict, () => (verdict.intact ? `${verdict.records} records, the chain is whole; ${verdict.checkpoints} signed checkpoints hold. Head: ${verdict.records}:${verdict.head}` : `BROKEN at record ${verdict.brokenAt}: ${verdict.reason}`));
  if (!verdict.intact) throw new CliError('The audit log was changed.', { code: 'audit_broken' });
}

/** Reads the file by pieces, whatever its size. */
function verifyFile(file: string, expected: Expected): FileVerdict {
  const verifier = new FileVerifier(expected);
  const piece = Buffer.allocUnsafe(READ_BYTES);
  try {
    const fd = openSync(file, 'r');
    try {
      for (let read: number; (read = readSync(fd, piece)) > 0; ) verifier.push(piece.subarray(0, read));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  return verifier.end();
}

function told(verdict: FileVerdict): string[] {
  const { first, last, records, checkpoints, head, fingerprint, keyGiven, problems, found } = verdict;
  const what = first === null ? 'No records' : `${records} records (${first} to ${last}), ${checkpoints} checkpoints`;
  if (!verdict.intact) {
    return [`BROKEN: ${found === 1 ? 'one fault' : `${found} faults`}. ${what} were read.`, ...problems.slice(0, SHOWN_PROBLEMS).map(({ line, message }) => `  line ${line}: ${message}`), ...(found > SHOWN_PROBLEMS ? ['  …'] : [])];
  }
  return [
    `WHOLE: ${what}; nothing was changed, left out or added.`,
    ...(head === null || last === null ? [] : [`Head: ${last}:${head}`]),
    `Signed by the key with the fingerprint ${spaced(fingerprint ?? '')}${keyGiven ? ', as you asked.' : '. Compare it with the one that the office has noted: whoever forges an export can sign it with a key of his own.'}`,
  ];
}

function keyOf(text: string): Expected['key'] {
  if (isFingerprint(text)) return text;
  let content: string;
  try {
    content = readFileSync(text, 'utf8');
  } catch (error) {
    throw unreadable(text, error);
  }
  const key = publicKeyOf(content) ?? (isFingerprint(content) ? content : undefined);
  if (key === undefined) throw new CliError(`${text} holds neither a key of an audit log nor its fingerprint.`, { exitCode: 2, hint: 'gatehouse audit key --out FILE writes one.' });
  return key;
}

function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.replace(/[\s:]/g, ''));
}

function parseHead(text: string): { seq: number; hash: string } {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (seq === undefined || hash === undefined) throw new InvalidArgumentError('Write it as the number of the record, a colon, and its hash of 64 digits.');
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

function opened(file: string): number {
  try {
    return openSync(file, 'w', 0o600);
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unreadable(file: string, error: unknown): CliError {
  return new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
}
