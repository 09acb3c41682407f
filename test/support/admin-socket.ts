import { request } from 'node:http';
import { join } from 'node:path';

/** Asks the admin API over the socket in the home, as the command line does. Rejects with the API's own words. */
export function askAdmin(home: string, method: string, path: string, body?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: join(home, 'admin.sock'), method, path: `/admin/api${path}`, headers: body ? { 'content-type': 'application/json' } : {} }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${response.statusCode} ${text}`))));
    });
    asked.on('error', reject).end(body && JSON.stringify(body));
  });
}
