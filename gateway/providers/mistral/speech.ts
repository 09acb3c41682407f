import { GatehouseError } from '../../core/errors.ts';
import { isObject, parseJson } from '../../core/json.ts';
import type { SpeechEndpoint } from '../define.ts';
import { notKnown } from '../values.ts';

const FORMATS = ['mp3', 'wav', 'flac', 'opus', 'pcm'];
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Mistral's `/audio/speech` (SpeechRequest and SpeechResponse of @mistralai/mistralai 2.7): the answer is JSON that holds the sound in base64. Throws `unsupported_parameter`. */
export const mistralSpeech: SpeechEndpoint = {
  path: '/audio/speech',
  encode({ input, voice, response_format: format, instructions, speed }, { model }) {
    for (const [param, value] of Object.entries({ instructions, speed })) if (value !== undefined && value !== null) throw notKnown('Mistral AI', param);
    if (format !== undefined && format !== null && !FORMATS.includes(format)) throw notKnown('Mistral AI', 'response_format', `It makes ${FORMATS.join(', ')}.`);
    return { body: { model, input, voice_id: voice, response_format: format ?? 'mp3' }, warnings: [] };
  },
  decode(text) {
    const body = parseJson(text);
    const data = isObject(body) ? body.audio_data : undefined;
    // Attack: what is no base64 would be read as far as it goes, and pass for the whole.
    if (typeof data !== 'string' || data.length % 4 !== 0 || !BASE64.test(data)) {
      const said = isObject(body) && typeof body.message === 'string' ? `: ${body.message}` : '';
      throw new GatehouseError('provider_error', `The provider sent no sound${said}`);
    }
    return Buffer.from(data, 'base64');
  },
};
