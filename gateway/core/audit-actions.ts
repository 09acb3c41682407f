/** What the actions of the log are about. */
export type ActionGroup = 'request' | 'content' | 'rules' | 'keys' | 'providers' | 'people' | 'recognition' | 'models' | 'money' | 'settings' | 'backup' | 'records' | 'audit';

/** Every action that is written into the log. An older log may hold others; `notable`: an auditor is shown each one. */
export const ACTIONS: Readonly<Record<string, { group: ActionGroup; notable?: true }>> = {
  'request.sent': { group: 'request' },
  'request.refused': { group: 'request' },
  'request.interrupted': { group: 'request' },

  'content.read': { group: 'content', notable: true },
  'content.find': { group: 'content', notable: true },
  'content.erase': { group: 'content', notable: true },

  'lockdown.set': { group: 'rules', notable: true },
  'policy.change': { group: 'rules' },
  'alias.set': { group: 'rules' },
  'alias.order': { group: 'rules' },
  'alias.remove': { group: 'rules' },

  'key.create': { group: 'keys' },
  'key.update': { group: 'keys' },
  'key.revoke': { group: 'keys' },

  'provider.add': { group: 'providers' },
  'provider.update': { group: 'providers' },
  'provider.remove': { group: 'providers' },
  'provider.test': { group: 'providers' },
  'exporter.add': { group: 'providers', notable: true },
  'exporter.update': { group: 'providers', notable: true },
  'exporter.remove': { group: 'providers', notable: true },
  'exporter.test': { group: 'providers' },

  'admin.link': { group: 'people' },
  'admin.session': { group: 'people' },
  'admin.remove': { group: 'people' },
  'recovery-key.renew': { group: 'people', notable: true },

  'recognition.list': { group: 'recognition' },
  'recognition.listRemove': { group: 'recognition' },
  'recognition.pattern': { group: 'recognition' },
  'recognition.patternRemove': { group: 'recognition' },
  'recognition.falseAlarm': { group: 'recognition' },
  'recognition.falseAlarmWords': { group: 'recognition' },
  'recognition.falseAlarmRead': { group: 'recognition', notable: true },
  'recognition.falseAlarmRemove': { group: 'recognition' },

  'model.pull': { group: 'models' },
  'model.cancel': { group: 'models' },
  'model.import': { group: 'models' },
  'model.take-over': { group: 'models' },
  'model.remove': { group: 'models' },

  'team.create': { group: 'money' },
  'team.update': { group: 'money' },
  'team.remove': { group: 'money' },
  'budget.create': { group: 'money' },
  'budget.update': { group: 'money' },
  'budget.remove': { group: 'money' },
  'limit.set': { group: 'money' },
  'prices.set': { group: 'money' },
  'prices.remove': { group: 'money' },
  'prices.update': { group: 'money' },
  'budget.alert': { group: 'money' },
  'budget.overrun': { group: 'money', notable: true },

  'setting.set': { group: 'settings' },
  'settings.change': { group: 'settings' },
  'mail.test': { group: 'money' },
  'webhook.test': { group: 'settings' },

  'backup.create': { group: 'backup' },
  'backup.restore': { group: 'backup', notable: true },
  'backup.restore-cancel': { group: 'backup' },
  'backup.restored': { group: 'backup', notable: true },

  'traces.export': { group: 'records', notable: true },
  'traces.stop': { group: 'records' },
  'audit.export': { group: 'audit', notable: true },
  'audit.checkpoint': { group: 'audit' },
  'audit.broken': { group: 'audit', notable: true },
  'egress.mismatch': { group: 'audit', notable: true },
};
