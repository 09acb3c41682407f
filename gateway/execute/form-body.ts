import { randomBytes } from 'node:crypto';

/** A file of a form; its names are of our making. */
export interface SentFile {
  field: string;
  name: string;
  type: string;
  bytes: Buffer;
}

/**
 * A form made anew from what was decided on (multipart/form-data, RFC 7578). Field names are an adapter's. A file's name and type are made here: the
 * client's may carry a person's name, or signs that end the header.
 */
export class FormBody {
  readonly #boundary = `gatehouse-${randomBytes(24).toString('hex')}`;
  readonly #fields: readonly (readonly [name: string, value: string])[];
  readonly #files: readonly SentFile[];

  constructor(fields: readonly (readonly [name: string, value: string])[], files: readonly SentFile[]) {
    this.#fields = fields;
    this.#files = files;
  }

  get type(): string {
    return `multipart/form-data; boundary=${this.#boundary}`;
  }

  bytes(): Buffer {
    const fields = this.#fields.map(([name, value]) => `--${this.#boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    const parts: Buffer[] = [Buffer.from(fields.join(''))];
    for (const { field, name, type, bytes } of this.#files) parts.push(Buffer.from(`--${this.#boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`), bytes, Buffer.from('\r\n'));
    return Buffer.concat([...parts, Buffer.from(`--${this.#boundary}--\r\n`)]);
  }
}
