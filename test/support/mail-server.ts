import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** The library's own server: takes what comes for one user, and remembers it. */
export async function startMailServer(options: { secure?: boolean; refuse?: boolean } = {}) {
  const messages: { to: string[]; text: string; user: string | undefined }[] = [];
  const server = new SMTPServer({
    secure: options.secure ?? false, authOptional: true, allowInsecureAuth: true, disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _, done) => (password === 'mail-secret' ? done(null, { user: username }) : done(new Error('no'))),
    onRcptTo: (_, __, done) => (options.refuse ? done(Object.assign(new Error('nobody of that name'), { responseCode: 550 })) : done()),
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (piece: string) => { text += piece; }).on('end', () => {
        messages.push({ to: session.envelope.rcptTo.map(({ address }) => address), text, user: session.user });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  return { messages, port: (server.server.address() as AddressInfo).port, stop: () => new Promise<void>((done) => { server.close(done); }) };
}
