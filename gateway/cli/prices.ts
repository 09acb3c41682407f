import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { CliError, type Context } from './context.ts';
import { common, type CommonOptions, print, table } from './output.ts';
import { sinceOf, officeTime } from './office-days.ts';
import { parseCount, parseSince, type When } from './parse.ts';

type Row = Output<'prices.show'>['now'];
type Preview = Output<'prices.preview'>;

interface ListOptions extends CommonOptions {
  search?: string;
  provider?: string;
  all?: boolean;
  limit: number;
  skip: string;
}

interface SetOptions extends CommonOptions, Pick<Input<'prices.set'>['body'], 'input' | 'output' | 'cached' | 'cacheWrite' | 'audioIn' | 'audioOut' | 'reasoning' | 'currency'> {
  from?: When;
}

interface UpdateOptions extends CommonOptions {
  file?: string;
  shipped?: boolean;
  yes?: boolean;
}

const HEAD = ['MODEL', 'INPUT', 'OUTPUT', 'CACHED', 'SOURCE', 'CHECKED', 'IN USE'];
const SHOWN = 40;

export function addPrices(program: Command, context: Context): void {
  const { stdout, client } = context;
  const prices = program.command('prices').description('what models cost: the catalogue, and the office\'s own prices (USD per million tokens)');

  common(prices.command('list', { isDefault: true }).description('prices of the models at the office\'s providers; those in use first'))
    .option('--search <text>', 'only models whose name holds this')
    .option('--provider <name>', 'only of one provider')
    .option('--all', 'the whole catalogue, not only the office\'s providers')
    .option('--limit <n>', 'how many', parseCount, 50)
    .option('--skip <n>', 'leave out so many at the beginning', parseDigits, '0')
    .action(async ({ search, provider, all, limit, skip, ...options }: ListOptions) => {
      const page = await client(options).call('prices.list', {
        query: { limit: String(limit), offset: skip, ...(search !== undefined && { search }), ...(provider !== undefined && { provider }), ...(all && { scope: 'catalogue' as const }) },
      });
      print(stdout, options, page, () => [...table(HEAD, page.prices.map(line), 'No prices.'), ...(page.total > page.prices.length ? [`${page.prices.length} of ${page.total}; --search, --limit and --skip show others.`] : [])]);
    });

  common(prices.command('show [deployment]').description('one model (provider/model) with its history; without a name: which catalogue is in force, and the office\'s own prices')).action(async (deployment: string | undefined, options: CommonOptions) => {
    if (deployment !== undefined) {
      const api = client(options);
      const detail = await api.call('prices.show', { query: { deployment } });
      const time = await officeTime(api);
      print(stdout, options, detail, () => [
        ...table(HEAD, [line(detail.now)], ''),
        ...detail.now.tiers.slice(1).map(({ above, rates }) => `With a prompt of more than ${above} tokens: input ${rates.input}, output ${rates.output ?? '-'}`),
        '',
        ...table(['FROM', 'SOURCE', 'INPUT', 'OUTPUT'], detail.history.map(({ from, source, tiers }) => [from === 0 ? 'the beginning' : time(from), source, tiers[0]?.rates.input ?? '-', tiers[0]?.rates.output ?? '-']), ''),
      ]);
      return;
    }
    const api = client(options);
    const [state, own, time] = [await api.call('prices.catalogue'), await api.call('prices.office'), await officeTime(api)];
    print(stdout, options, { ...state, office: own.prices }, () => [
      `Catalogue: ${state.source} of ${state.date}, ${state.models} models; in force since ${time(state.appliedAt)} (${state.appliedBy}).`,
      ...(state.check ? [`Compared with ${state.check.source}: ${state.check.agreed} agree, ${state.check.differs} differ, ${state.check.alone} stand in it alone.`] : []),
      ...(state.newerShipped === null ? [] : [`A newer list (${state.newerShipped}) came with this version: gatehouse prices update --shipped`]),
      '',
      ...table(['FROM', 'MODEL', 'INPUT', 'OUTPUT', 'CURRENCY', 'BY'], own.prices.map(({ from, provider, model, price, by }) => [time(from), `${provider}/${model}`, price?.entered.input ?? 'ended', price?.entered.output ?? 'ended', price?.currency.code ?? '', by]), 'The office has no prices of its own.'),
    ]);
  });

  common(prices.command('set <deployment>').description('a contract price of the office for provider/model, or provider/* for all its models'))
    .requiredOption('--input <price>', 'per million tokens, as 0.15')
    .requiredOption('--output <price>', 'per million tokens')
    .option('--cached <price>', 'for input that the provider had kept')
    .option('--cache-write <price>', 'for input that it is to keep')
    .option('--audio-in <price>', 'for sound it is given')
    .option('--audio-out <price>', 'for sound it makes')
    .option('--reasoning <price>', 'for thinking, where it has a price of its own')
    .addOption(new Option('--currency <code>', 'of these prices; not USD: at the office\'s rate of today').choices(['USD', 'CHF', 'EUR']))
    .option('--from <day>', 'from this day or time on; else from now', parseSince)
    .action(async (deployment: string, { json, home, from, ...body }: SetOptions) => {
      const api = client({ ...(home !== undefined && { home }) });
      const saved = await api.call('prices.set', { body: { deployment, ...body, ...(from && { from: await sinceOf(api, from) }) } });
      const time = await officeTime(api);
      print(stdout, { ...(json !== undefined && { json }) }, saved, () => `${saved.provider}/${saved.model}: ${body.input} and ${body.output} ${saved.price?.currency.code ?? ''} per million tokens from ${time(saved.from)} on.`);
    });

  common(prices.command('remove <deployment>').description('end a contract price: the catalogue\'s counts again from now on')).action(async (deployment: string, options: CommonOptions) => {
    await client(options).call('prices.remove', { body: { deployment } });
    print(stdout, options, { deployment, removed: true }, () => `The office's price for ${deployment} has ended.`);
  });

  common(prices.command('update').description('show what a newer catalogue would change, and put it in force with --yes; fetched from the network unless a file is given'))
    .option('--file <file>', 'the list as a file (prices.json, or data.json of genai-prices)')
    .option('--shipped', 'the list that came with this version of Gatehouse')
    .option('--yes', 'put it in force')
    .action(async ({ file, shipped, yes, ...options }: UpdateOptions) => {
      if (file !== undefined && shipped) throw new CliError('Give --file or --shipped, not both.', { exitCode: 2 });
      const api = client(options);
      const preview = await api.call('prices.preview', { body: file !== undefined ? { kind: 'text', text: textOf(file) } : { kind: shipped ? 'shipped' : 'network' } });
      if (yes) await api.call('prices.apply', { body: { digest: preview.digest } });
      print(stdout, options, { ...preview, applied: yes === true }, () => [...previewLines(preview), yes ? 'It is in force now.' : 'Nothing was changed. With --yes it is put in force.']);
    });
}

function line({ provider, model, source, tiers, byTime, check, inUse }: Row): string[] {
  const rates = tiers[0]?.rates;
  const notes = `${tiers.length > 1 ? ' (tiers)' : ''}${byTime ? ' (by time of day)' : ''}`;
  return [`${provider}/${model}`, rates ? `${rates.input}${notes}` : '-', rates?.output ?? '-', rates?.cached ?? '-', source, source === 'catalogue' ? (check ?? '-') : '-', inUse ? 'yes' : ''];
}

function previewLines({ source, date, models, older, counts, changes }: Preview): string[] {
  const described = changes.slice(0, SHOWN).map(({ provider, model, kind, inUse, rates, more }) => [
    `${provider}/${model}`,
    inUse ? 'yes' : '',
    kind,
    [...rates.map(({ part, before, after, percent }) => `${part} ${before ?? '-'} → ${after ?? '-'}${percent === null ? '' : ` (${percent > 0 ? '+' : ''}${percent} %)`}`), ...(more ? ['tiers, times or later prices'] : [])].join(', '),
  ]);
  return [
    `${source} of ${date}, ${models} models: ${counts.added} new, ${counts.removed} gone, ${counts.changed} changed.`,
    ...(older ? ['It is OLDER than the one in force.'] : []),
    ...table(['MODEL', 'IN USE', 'WHAT', 'PRICES'], described, 'Nothing would change.'),
    ...(changes.length > SHOWN ? [`… and ${changes.length - SHOWN} more (--json shows them).`] : []),
  ];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}

function parseDigits(text: string): string {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return text;
}
