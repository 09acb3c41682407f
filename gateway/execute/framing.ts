import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import { GatehouseError } from '../core/errors.ts';
import { isTooMuchJson } from '../core/json.ts';
import type { Framing } from '../providers/define.ts';
import { createAwsFraming } from './aws-framing.ts';

const MAX_EVENT_CHARACTERS = 16 * 1024 * 1024;

/** Cuts a byte stream into payloads. */
export function createFraming(kind: Framing, use: (payload: string) => void): { feed(bytes: Buffer): void; end(): void } {
  const onPayload = (payload: string): void => {
    if (isTooMuchJson(payload)) throw tooLong();
    use(payload);
  };
  if (kind === 'aws-event-stream') return createAwsFraming(onPayload);
  const decoder = new StringDecoder('utf8');
  if (kind === 'sse') {
    const parser = createParser({
      maxBufferSize: MAX_EVENT_CHARACTERS,
      onEvent: (event) => onPayload(event.data),
      onError(error) {
        if (error.type === 'max-buffer-size-exceeded') throw tooLong();
      },
    });
    // Some servers leave out the blank line behind their last event.
    return { feed: (bytes) => parser.feed(decoder.write(bytes)), end: () => parser.feed('\n\n') };
  }
  let rest = '';
  const line = (text: string) => {
    const trimmed = text.trim();
    if (trimmed !== '') onPayload(trimmed);
  };
  return {
    feed(bytes) {
      const lines = (rest + decoder.write(bytes)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_EVENT_CHARACTERS) throw tooLong();
      lines.forEach(line);
    },
    end() {
      line(rest);
      rest = '';
    },
  };
}

function tooLong(): GatehouseError {
  return new GatehouseError('provider_error', 'The provider sent an event that is too long.');
}
