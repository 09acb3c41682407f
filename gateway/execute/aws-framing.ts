import { EventStreamCodec } from '@smithy/core/event-streams';
import { GatehouseError } from '../core/errors.ts';

const MAX_FRAME_BYTES = 16 * 1024 * 1024;
/** Two lengths and their checksum, and the checksum of the whole. */
const MIN_FRAME_BYTES = 16;

const codec = new EventStreamCodec((bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')), (text) => Buffer.from(text, 'utf8'));

/**
 * AWS's binary event stream (application/vnd.amazon.eventstream, as @smithy/core 3.41 reads it): frames of headers and a body, each with a CRC32. A frame becomes
 * one JSON payload, its text headers beside `body` (null where there is none). A frame that is broken throws `provider_error`; one that is cut short never becomes a payload.
 */
export function createAwsFraming(onPayload: (payload: string) => void): { feed(bytes: Buffer): void; end(): void } {
  let pieces: Buffer[] = [];
  let size = 0;
  let wanted = 4;
  return {
    feed(bytes) {
      pieces.push(bytes);
      size += bytes.length;
      if (size < wanted) return;
      let rest = pieces.length === 1 ? bytes : Buffer.concat(pieces);
      wanted = 4;
      while (rest.length >= 4) {
        const length = rest.readUInt32BE(0);
        if (length < MIN_FRAME_BYTES || length > MAX_FRAME_BYTES) throw new GatehouseError('provider_error', 'The provider sent a frame of an impossible length.');
        if (rest.length < length) {
          wanted = length;
          break;
        }
        onPayload(payloadOf(rest.subarray(0, length)));
        rest = rest.subarray(length);
      }
      pieces = [rest];
      size = rest.length;
    },
    end() {},
  };
}

function payloadOf(frame: Buffer): string {
  let message: ReturnType<typeof codec.decode>;
  try {
    message = codec.decode(frame);
  } catch (cause) {
    throw new GatehouseError('provider_error', 'The provider sent a frame that is damaged.', { cause });
  }
  const headers: Record<string, string> = {};
  for (const [name, { value }] of Object.entries(message.headers)) if (typeof value === 'string' && name.startsWith(':')) headers[name] = value;
  if (headers[':message-type'] === undefined) throw new GatehouseError('provider_error', 'The provider sent a frame without a type.');
  const { buffer, byteOffset, byteLength } = message.body;
  // The body is JSON already: to parse it here would only be to write it again. The headers come last: what a body smuggles in does not replace them.
  return `{"body":${byteLength === 0 ? 'null' : Buffer.from(buffer, byteOffset, byteLength).toString('utf8')},${JSON.stringify(headers).slice(1)}`;
}
