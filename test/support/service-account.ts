import { generateKeyPairSync } from 'node:crypto';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const PROJECT = 'office-7421';

/** The key file of a service account, as Google Cloud writes it. */
export const KEY_FILE = JSON.stringify(
  {
    type: 'service_account',
    project_id: PROJECT,
    private_key_id: '0f3a5c1d9be24b7d8f6c02e14a7b95d3c8e61f20',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: `gatehouse@${PROJECT}.iam.gserviceaccount.com`,
    client_id: '104857600000000000000',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    universe_domain: 'googleapis.com',
  },
  null,
  2,
);
