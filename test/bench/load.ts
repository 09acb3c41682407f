/** The load generator, in a process of its own: takes a Job by IPC, answers with a JobResult. Each connection has one request under way. */
import { Client } from 'undici';
import { chatBody, type Job, type JobResult, quantile } from './scenario.ts';

async function run({ target, kind, way = 'same', connections, duration }: Job): Promise<JobResult> {
  const body = chatBody(kind, way);
  const path = way === 'anthropic' ? '/v1/messages' : '/v1/chat/completions';
  const terminal = way === 'anthropic' ? 'message_stop' : '[DONE]';
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${target.key}` };
  const latencies: number[] = [];
  const firstTokens: number[] = [];
  const result: JobResult = { requests: 0, errors: 0, p50: 0, p99: 0, firstTokenP50: 0 };
  const end = performance.now() + duration;
  const cut = new AbortController();
  const timer = kind === 'open' ? setTimeout(() => cut.abort(), duration) : undefined;

  async function one(client: Client): Promise<void> {
    const start = performance.now();
    const response = await client.request({ path, method: 'POST', headers, body, signal: cut.signal });
    let whole = false;
    let seen = 0;
    // What the client itself spends is not to be the bottleneck: it looks at bytes, not at events.
    for await (const piece of response.body as AsyncIterable<Buffer>) {
      if (seen === 0) firstTokens.push(performance.now() - start);
      seen += piece.length;
      whole = kind === 'plain' ? seen > 500 : piece.includes(terminal);
    }
    if (response.statusCode !== 200 || !whole) throw new Error(`status ${response.statusCode}, ${seen} bytes, ${whole ? 'whole' : 'cut'}`);
    latencies.push(performance.now() - start);
    result.requests += 1;
  }

  async function connection(): Promise<void> {
    const client = new Client(target.url, { pipelining: 1, bodyTimeout: 60_000, headersTimeout: 60_000 });
    try {
      do {
        try {
          await one(client);
        } catch (error) {
          if (cut.signal.aborted) result.requests += 1;
          else {
            result.errors += 1;
            result.firstError ??= String(error);
          }
        }
      } while (performance.now() < end && !cut.signal.aborted);
    } finally {
      await client.destroy();
    }
  }

  await Promise.all(Array.from({ length: connections }, connection));
  clearTimeout(timer);
  return { ...result, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), firstTokenP50: quantile(firstTokens, 0.5) };
}

process.on('message', (job: Job) => {
  void run(job).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
