import { newestFirstLimit } from './limits.ts';
import { contractsEnding } from './contracts-ending.ts';
import { checkElsewhere } from './elsewhere.ts';
import { exportConfiguration, importConfiguration } from './configuration.ts';
import { diagnose } from './diagnostics.ts';
import { examine } from './doctor.ts';
import type { Handlers } from './handler.ts';
import { askHandlers } from './handlers-ask.ts';
import { auditHandlers } from './handlers-audit.ts';
import { backupHandlers } from './handlers-backups.ts';
import { contentHandlers } from './handlers-contents.ts';
import { exporterHandlers } from './handlers-exporters.ts';
import { falseAlarmHandlers } from './handlers-false-alarms.ts';
import { moneyHandlers } from './handlers-money.ts';
import { modelHandlers } from './handlers-models.ts';
import { officeHandlers } from './handlers-office.ts';
import { policyHandlers } from './handlers-policy.ts';
import { priceHandlers } from './handlers-prices.ts';
import { failingProviders } from './provider-health.ts';
import { providerHandlers } from './handlers-providers.ts';
import { updateHandlers } from './handlers-updates.ts';
import { recognitionHandlers } from './handlers-recognition.ts';
import type { AdminServices } from './services.ts';
import type { Opened } from './sessions.ts';
import { traceFilterOf } from './trace-filter.ts';
import { GatehouseError } from '../core/errors.ts';
import { endingsOf } from '../models/endings.ts';

const OK = { ok: true } as const;

const told = ({ admin: { name, role }, ...session }: Opened) => ({ ...session, name, role });

export function createHandlers(services: AdminServices): Handlers {
  const { office, sessions, recorder, audit, vault, clock } = services;
  function checkTeam(id: string | null | undefined): void {
    if (id != null && !services.money.spending.team(id)) throw new GatehouseError('not_found', `There is no department "${id}".`, { param: 'team', hint: 'See: gatehouse teams list' });
  }

  return {
    status: () => {
      const local = services.local.status();
      const classifierProblem = services.classifier.problem();
      const leak = services.reconciliation.problem();
      const backup = services.backups.problem();
      return {
        version: services.version,
        pid: process.pid,
        startedAt: services.startedAt,
        home: services.config.home,
        addresses: services.addresses(),
        policyVersion: office.policy().version,
        keys: office.keys().length,
        providers: office.providers().length,
        traces: { interrupted: recorder.interrupted, ...recorder.backlog() },
        problems: [...office.problems(), ...(classifierProblem === undefined ? [] : [{ code: 'recognisers' as const, message: classifierProblem }]), ...(leak === undefined ? [] : [{ code: 'egress-mismatch' as const, message: leak }]), ...(backup === undefined ? [] : [{ code: 'backup-failed' as const, message: `The last backup failed: ${backup}` }])],
        failing: failingProviders(services),
        endings: endingsOf(office.aliases(), office.provider, services.models),
        turnedAway: services.turnedAway.recent(),
        newer: services.updates.status().newer?.version ?? null,
        contracts: contractsEnding(office.providers(), services.clock.now()),
        lockdown: { ...office.lockdown(), downloads: 'allowed' },
        local: { ...local, models: services.local.models() },
      };
    },
    doctor: async () => {
      const checks = await examine(services);
      return { ok: checks.every(({ state }) => state !== 'failed'), checks };
    },

    diagnostics: () => diagnose(services),

    'session.create': ({ body }) => told(sessions.exchange(body.token)),
    'session.challenge': () => ({ challenge: sessions.challenge() }),
    'session.resume': ({ body }, { origin }) => {
      // Attack: whoever holds another port of this computer relays a page's proof, and names that port as Host.
      if (new URL(origin).port !== new URL(services.addresses()[0]!).port) throw new GatehouseError('admin_session_required', 'This page was opened at another port.');
      return told(sessions.resume({ ...body, origin }));
    },
    'session.get': (_, { principal, token }) => ({ ...principal, resume: token === undefined ? null : sessions.resumeOf(token) }),
    'session.end': (_, { token, principal }) => {
      if (token === undefined) return OK;
      const session = vault.keyedHash(token);
      office.together(() => {
        sessions.end(token);
        office.revokeAskKeys((key) => key.session === session, principal.name);
      });
      return OK;
    },
    'admins.list': () => ({ admins: sessions.admins() }),
    'admins.link': ({ body }, { principal }) => {
      const { token, expiresAt } = office.together(() => {
        const link = sessions.createLink(body.name, body.role, principal.name);
        if (body.role !== 'admin') office.revokeAskKeys((key) => key.owner === body.name, principal.name);
        return link;
      });
      const base = services.addresses()[0] ?? `http://127.0.0.1:${services.config.port}`;
      return { name: body.name, role: body.role, token, url: `${base}/ui/#link=${token}`, expiresAt };
    },
    'admins.remove': ({ params }, { principal }) => {
      office.together(() => {
        sessions.remove(params.name, principal.name);
        office.revokeAskKeys((key) => key.owner === params.name, principal.name);
      });
      return OK;
    },
    'recovery.renew': (_, { principal }) =>
      office.together(() => {
        audit.append(principal.name, 'recovery-key.renew', {});
        if (office.setting('recoveryKeyConfirmedAt') !== null) office.setSetting('recoveryKeyConfirmedAt', null, principal.name);
        return { recoveryKey: vault.renewRecoveryKey() };
      }),
    'recovery.confirm': (_, { principal }) => {
      office.setSetting('recoveryKeyConfirmedAt', clock.now(), principal.name);
      return OK;
    },

    'keys.list': () => ({ keys: office.keys() }),
    'keys.create': ({ body }, { principal }) => {
      if (body.expiresAt !== undefined && body.expiresAt !== null && body.expiresAt <= clock.now()) {
        throw new GatehouseError('invalid_request', 'The key would have expired already.', { param: 'expiresAt' });
      }
      checkTeam(body.team);
      const { key, plaintext } = office.createKey(body, principal.name);
      return { ...key, key: plaintext };
    },
    'keys.update': ({ params, body }, { principal }) => {
      checkTeam(body.team);
      return office.updateKey(params.id, body, principal.name);
    },
    'keys.revoke': ({ params }, { principal }) => {
      office.revokeKey(params.id, principal.name);
      return OK;
    },

    ...priceHandlers(services),
    ...providerHandlers(services),
    ...modelHandlers(services),
    ...policyHandlers(services),
    ...recognitionHandlers(services),
    ...falseAlarmHandlers(services),
    ...officeHandlers(services),
    ...updateHandlers(services),
    ...askHandlers(services),
    ...auditHandlers(services),
    ...backupHandlers(services),
    ...moneyHandlers(services),
    ...contentHandlers(services),
    ...exporterHandlers(services),

    'traces.list': ({ query }) => {
      const { traces, next } = recorder.search({ ...traceFilterOf(query), limit: newestFirstLimit(query.limit) });
      return { traces, next: next ?? null };
    },
    'traces.get': ({ params }) => {
      const trace = recorder.get(params.id);
      if (!trace) throw new GatehouseError('not_found', `There is no trace "${params.id}".`);
      return trace;
    },
    'traces.stop': ({ params: { id } }, { principal }) => {
      const trace = recorder.get(id);
      if (!trace) throw new GatehouseError('not_found', `There is no trace "${id}".`);
      if (!services.running.has(id)) throw new GatehouseError('conflict', 'This request has ended already.');
      audit.append(principal.name, 'traces.stop', { trace: id, key: trace.keyId, dataClass: trace.dataClass });
      services.running.stop(id);
      return OK;
    },

    export: () => exportConfiguration(office, services.money.spending),
    import: ({ body }, { principal }) => {
      for (const { baseUrl } of body.providers) checkElsewhere(services, baseUrl);
      return importConfiguration(office, services.money.spending, services.providerKinds(), body, principal.name);
    },
  };
}
