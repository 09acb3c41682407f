import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Output } from '../admin/contract.ts';
import type { Context } from './context.ts';
import { bytes, common, type CommonOptions, print, table } from './output.ts';

export function addModels(program: Command, context: Context): void {
  const { stdout, client } = context;
  const models = program.command('models').description('local models, and names for models');

  common(models.command('alias <name> <deployments...>').description('a name for deployments (provider/model), tried in this order; replaces an alias of that name')).action(
    async (name: string, deployments: string[], options: CommonOptions) => {
      const alias = await client(options).call('aliases.set', { params: { name }, body: { deployments } });
      print(stdout, options, alias, () => `${alias.name} → ${alias.deployments.join(', ')}`);
    },
  );

  common(models.command('unalias <name>').description('take a name away')).action(async (name: string, options: CommonOptions) => {
    await client(options).call('aliases.remove', { params: { name } });
    print(stdout, options, { name, removed: true }, () => `Alias "${name}" removed.`);
  });

  common(models.command('aliases').description('all names')).action(async (options: CommonOptions) => {
    const { aliases } = await client(options).call('aliases.list');
    print(stdout, options, aliases, () => table(['NAME', 'DEPLOYMENTS'], aliases.map(({ name, deployments }) => [name, deployments.join(', ')]), 'No aliases. "local" always means the bundled Ollama.'));
  });

  common(models.command('list').description('local models that are installed')).action(async (options: CommonOptions) => {
    const found = (await client(options).call('models.list')).models;
    print(stdout, options, found, () =>
      table(
        ['NAME', 'SIZE', 'CONTEXT', 'CAN'],
        found.map(({ name, sizeBytes, capabilities: { contextLength, ...can } }) => [name, bytes(sizeBytes), String(contextLength ?? '-'), Object.entries(can).filter(([, yes]) => yes).map(([what]) => what).join(', ')]),
        'None yet. See: gatehouse status',
      ),
    );
  });

  common(models.command('pull <name>').description('download a model; its progress stands in status')).action(async (name: string, options: CommonOptions) => {
    const started = await client(options).call('models.pull', { body: { name } });
    print(stdout, options, started, () => `Downloading ${name} (${started.id}). See: gatehouse status`);
  });

  common(models.command('cancel <step>').description('end a download, or drop one that failed from the list, given by its id in status')).action(async (id: string, options: CommonOptions) => {
    await client(options).call('models.cancel', { body: { id } });
    print(stdout, options, { id, cancelled: true }, () => `${id} is cancelled.`);
  });

  common(models.command('import <file>').description('take in a model of this machine: a GGUF file, or a folder of safetensors weights').requiredOption('--name <name>', 'name of the model')).action(
    async (file: string, options: CommonOptions & { name: string }) => {
      const started = await client(options).call('models.import', { body: { path: resolve(file), name: options.name } });
      print(stdout, options, started, () => `Importing ${file} as ${options.name} (${started.id}). See: gatehouse status`);
    },
  );

  common(models.command('take-over [folder]').description('use the models of an Ollama that is already installed here; its models folder, if it is not in the usual place')).action(async (folder: string | undefined, options: CommonOptions) => {
    const { models: taken } = await client(options).call('models.takeOver', { body: folder === undefined ? {} : { path: resolve(folder) } });
    print(stdout, options, taken, () => table(['NAME', 'HOW', ''], taken.map(({ name, how, reason }) => [name, how, reason ?? '']), 'No models were found.'));
  });

  common(models.command('remove <name>').description('delete a local model')).action(async (name: string, options: CommonOptions) => {
    await client(options).call('models.remove', { body: { name } });
    print(stdout, options, { name, removed: true }, () => `${name} is deleted.`);
  });

  common(models.command('hardware').description('what this machine has')).action(async (options: CommonOptions) => {
    const { hardware } = await client(options).call('models.hardware');
    print(stdout, options, hardware, () => [
      `${hardware.cpuModel}, ${hardware.cpuCores} cores, ${bytes(hardware.ramBytes)} memory`,
      hardware.gpu ? `${hardware.gpu}, ${hardware.vramBytes === null ? 'memory unknown' : bytes(hardware.vramBytes)}` : 'No graphics card that can be used.',
      `${bytes(hardware.freeDiskBytes)} free for models`,
      ...hardware.benchmarks.map(speed),
    ]);
  });

  common(models.command('benchmark <model>').description('measure tokens per second')).action(async (model: string, options: CommonOptions) => {
    const { benchmark } = await client(options).call('models.benchmark', { body: { model } });
    print(stdout, options, benchmark, () => speed(benchmark));
  });

  common(models.command('recommend').description('local models that fit this machine')).action(async (options: CommonOptions) => {
    const { recommendations } = await client(options).call('models.recommendations');
    print(stdout, options, recommendations, () =>
      table(
        ['', 'NAME', 'KIND', 'SIZE', 'MEMORY', 'LICENCE', 'NOTE'],
        recommendations.map((one) => [one.recommended ? '*' : one.installed ? '+' : '', one.name, one.kind, bytes(one.sizeBytes), bytes(one.minRamBytes), one.licence, one.fits ? one.quality.en : one.reason]),
        'None.',
      ),
    );
  });
}

function speed({ model, promptTokensPerSecond, answerTokensPerSecond }: Output<'models.benchmark'>['benchmark']): string {
  return `${model}: reads ${Math.round(promptTokensPerSecond)} tokens/s, writes ${Math.round(answerTokensPerSecond)} tokens/s`;
}
