/** A server that takes mail (RFC 5321). */
export interface MailServer {
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` before anything is said, or neither. A certificate that does not hold ends it. */
  security: 'tls' | 'starttls' | 'none';
  user?: string;
  password?: string;
}

export interface Mail {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
}

/** What a clearance has to name. */
export const mailOrigin = ({ host, port }: Pick<MailServer, 'host' | 'port'>): string => `smtp://${host}:${port}`;

const TIMEOUT_MS = 15_000;

/** One message in one connection, which egress has let through. Throws the library's error with the server's `responseCode`. */
export async function sendMail({ host, port, security, user, password }: MailServer, mail: Mail): Promise<void> {
  // Read when the first mail is sent: most starts send none.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none', connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    // A message is text of ours: it names no file and no address that would be fetched.
    disableFileAccess: true, disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from: mail.from, to: [...mail.to], subject: mail.subject, text: mail.text });
  } finally {
    transport.close();
  }
}
