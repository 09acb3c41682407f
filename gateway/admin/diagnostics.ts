import { statSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { ERRORS } from '../core/errors.ts';
import type { Output } from './contract.ts';
import { examine } from './doctor.ts';
import type { AdminServices } from './services.ts';

const WEEK = 7 * 86_400_000;

/**
 * What somebody who helps needs to see. Each field is chosen, none is copied as it comes: names that people gave (of keys, clients, models, files) and
 * texts that may quote something never get in, so that nothing has to be found and taken out.
 */
export async function diagnose(services: AdminServices): Promise<Output<'diagnostics'>> {
  const { store, office, recorder, local, vault, clock, config, version } = services;
  const { benchmarks: _, ...hardware } = await services.localAdmin.hardware();
  const status = local.status();
  const count = (table: 'traces' | 'audit'): number => store.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  const { durability, listen, hostNames, limits } = config;
  return {
    format: 'gatehouse-diagnostics',
    createdAt: clock.now(),
    versions: {
      gatehouse: version,
      node: process.versions.node,
      sqlite: store.db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '',
      ollama: plain(status.ollama?.version),
      schema: store.db.pragma('user_version', { simple: true }) as number,
    },
    system: { platform: platform(), release: release(), arch: arch() },
    hardware,
    startedAt: services.startedAt,
    doctor: (await examine(services)).map(({ id, state }) => ({ id, state })),
    local: {
      phase: status.phase,
      confinement: status.confinement ?? null,
      restarts: status.restarts,
      models: local.models().map(({ sizeBytes, capabilities }) => ({ sizeBytes, contextLength: capabilities.contextLength ?? null })),
    },
    lockdown: office.lockdown().on,
    waysIn: vault.ways(),
    counts: {
      keys: office.keys().length,
      providers: office.providers().length,
      aliases: office.aliases().length,
      policyVersion: office.policy().version,
      traces: count('traces'),
      auditRecords: count('audit'),
    },
    traces: { interrupted: recorder.interrupted, ...recorder.backlog() },
    settings: {
      durability,
      traceRetentionDays: config.traceRetentionDays,
      furtherAddresses: listen.length,
      hostNames: hostNames.length,
      bodyLimitBytes: limits.bodyLimitBytes,
      concurrentRequests: limits.concurrentRequests,
    },
    databaseBytes: statSync(store.path).size,
    memoryBytes: process.memoryUsage().rss,
    errors: recentErrors(services),
  };
}

function recentErrors({ store, clock }: AdminServices): Output<'diagnostics'>['errors'] {
  return store.db
    .prepare<[number], Output<'diagnostics'>['errors'][number]>(
      `SELECT error_code AS code, http_status AS httpStatus, endpoint, count(*) AS count, max(time) AS last FROM traces
       WHERE time >= ? AND error_code IS NOT NULL GROUP BY error_code, http_status, endpoint ORDER BY count DESC LIMIT 50`,
    )
    .all(clock.now() - WEEK)
    // The table's own codes only: a row that somebody wrote by hand could hold anything.
    .filter(({ code }) => code in ERRORS);
}

/** A program of the user's own may call its version anything. */
function plain(version: string | undefined): string | null {
  return version !== undefined && /^[0-9][0-9a-z.+-]{0,31}$/i.test(version) ? version : null;
}
