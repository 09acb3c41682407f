import { randomBytes } from 'node:crypto';
import { type Recording, RECORDINGS } from '../core/sound.ts';

/**
 * A form made anew from what was decided on (multipart/form-data, RFC 7578). Field names are an adapter's. The file's name and type are made here: the
 * client's may carry a person's name, or signs that end the header.
 */
export class FormBody {
  readonly #boundary = `gatehouse-${randomBytes(24).toString('hex')}`;
  readonly #fields: readonly (readonly [name: string, value: string])[];
  readonly #recording: Recording;

  constructor(fields: readonly (readonly [name: string, value: string])[], recording: Recording) {
    this.#fields = fields;
    this.#recording = recording;
  }

  get type(): string {
    return `multipart/form-data; boundary=${this.#boundary}`;
  }

  bytes(): Buffer {
    const { bytes, extension } = this.#recording;
    const fields = this.#fields.map(([name, value]) => `--${this.#boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    const file = `--${this.#boundary}\r\ncontent-disposition: form-data; name="file"; filename="recording${extension === '' ? '' : `.${extension}`}"\r\ncontent-type: ${RECORDINGS[extension] ?? 'application/octet-stream'}\r\n\r\n`;
    return Buffer.concat([Buffer.from(fields.join('') + file), bytes, Buffer.from(`\r\n--${this.#boundary}--\r\n`)]);
  }
}
