import type { Recogniser } from '../recogniser.ts';

function secret(id: string, entity: string, found: string[], passed: string[]): Recogniser {
  return { id, group: 'secret', entity, dataClass: 'confidential', weight: 1, examples: { found, passed } };
}

export const privateKey = secret('private-key', 'PRIVATE_KEY', ['-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA04up8hoqzS1+APIB0RhjXyObwHQnOzhAk5Bd7mhkSbPkyhP1\n-----END RSA PRIVATE KEY-----', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----'], ['-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE', '-----BEGIN PUBLIC KEY-----']);
export const apiKey = secret('api-key', 'API_KEY', ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'AKIAIOSFODNN7EXAMPLQ', 'AKIAWQZTBRMNCLVXJKPE', 'sk-proj-4f8Gh2Kq9LmN3pRsTuVwXyZ0aBcDeF', 'glpat-8Fq2Lr9vTzKx4Wn7Yb3M'], ['AKIA', 'sk-learn-model-selection-guide-for', 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']);
export const webToken = secret('web-token', 'TOKEN', ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'], ['eyJhbGci', 'eyJhbGciOiJIUzI1NiJ9']);
export const password = secret('password', 'PASSWORD', ['password=Tr0ub4dor&3', '"password": "S0mmer!Wind"', 'Passwort: Zh8kLm22', 'DB_PASSWORD="q9Xv7!aa"', 'mot de passe : Lune2024!', 'api_key = 9f8a7b6c5d4e3f2a', 'Authorization: Bearer Zx81kQp0aLm92Nsd73', 'The password is hunter2!', 'Passwort für das Portal: Zh8kLm22', 'Kennwort → q9Xv7!aa', 'Passwort wurde auf q9Xv7!aa geändert', 'PW: q9Xv7!aa', 'WLAN-Schlüssel: q9Xv7!aa', '--password q9Xv7!aa', 'DB_PASS=q9Xv7!aa', 'smtppass: q9Xv7!aa'], ['password=changeme', 'password: <your-password>', 'PASSWORD=${DB_PASSWORD}', 'password: string', 'password = os.environ["DB"]', 'Passwort: ********', 'Passwort: bitte neu setzen', 'token: 512', 'Authorization: Bearer <token>', 'Passwort ändern bis: 31.12.2024', 'Passwort für Office365: siehe Wiki', 'Passwort vergessen: https://portal.example.ch/reset?id=12', 'Reisepass: X1234567', 'Kompass: N45E12x', 'Bypass: 12-lead']);
export const connection = secret('connection-string', 'CONNECTION', ['postgres://app:s3cr3tpw@db.intern:5432/akten', 'https://anna:Wolke7xy@server.example.org/x', 'smb://anna:Wol#ke7xy@nas/akten'], ['postgres://localhost:5432/db', 'postgres://user:password@localhost/db', 'https://example.org/a:b@c', 'https://example.org:8443#a@b']);

export const SECRETS: readonly Recogniser[] = [privateKey, apiKey, webToken, password, connection];
