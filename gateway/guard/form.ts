import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ByteParts } from '../core/byte-parts.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Form, FormField, FormFile } from '../core/form.ts';
import { brokenOff, declaredLength, enter, SMALL_BYTES, tooLarge } from './body.ts';

const MAX_FIELDS = 100;
const MAX_FIELD_BYTES = 64 * 1024;
const MAX_NAME = 100;

/** What a route takes beside the fields. */
interface Files {
  /** The field that they come in, for what is said of them. */
  field: string;
  most: number;
}

/**
 * The routes of this scope read a form and nothing else (multipart/form-data, RFC 7578): whole, up to `limit` bytes, before the key is looked at for the
 * second time. `request.body` is then a `Form`. Throws `unsupported_media_type`, `request_too_large`, and `invalid_request` with the field at fault.
 */
export function registerForms(scope: FastifyInstance, limit: number, { field, most }: Files): void {
  // One more, so that it can be named.
  const files = most + 1;
  void scope.register(multipart, { limits: { fieldSize: MAX_FIELD_BYTES, fields: MAX_FIELDS, files, parts: MAX_FIELDS + files, fileSize: limit, headerPairs: 20 }, throwFileSizeLimit: false });
  scope.addHook('preValidation', async (request) => {
    try {
      request.body = await readForm(request, limit);
    } catch (error) {
      // What still comes is read and dropped, so that the client gets to read the answer.
      request.raw.unpipe();
      request.raw.resume();
      throw asFormError(error, field);
    }
  });
}

async function readForm(request: FastifyRequest, limit: number): Promise<Form> {
  if (!request.isMultipart()) throw new GatehouseError('unsupported_media_type', 'What is asked for here comes in a form.', { hint: 'Send multipart/form-data.' });
  const declared = declaredLength(request, limit);
  if (declared === undefined || declared > SMALL_BYTES) await enter(request, request.server.bodyBudget, declared ?? limit);
  // Attack: a body in chunks that never comes to its first part.
  let size = 0;
  const flood = new Promise<never>((_resolve, reject) => {
    request.raw.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > limit) reject(tooLarge(limit));
    });
  });
  const form = await Promise.race([flood, collect(request)]);
  // A body in chunks did not say how large it would be.
  request.bodyDone?.(size);
  return form;
}

async function collect(request: FastifyRequest): Promise<Form> {
  const fields: FormField[] = [];
  const files: FormFile[] = [];
  for await (const part of request.parts()) {
    if (part.type === 'file') files.push(await fileOf(part));
    else fields.push(fieldOf(part));
  }
  return { fields, files };
}

/** `filename` and `mimetype` are the client's, if it gives any. */
async function fileOf({ fieldname, filename, mimetype, file }: MultipartFile): Promise<FormFile> {
  const parts = new ByteParts();
  for await (const piece of file as AsyncIterable<Buffer>) parts.push(piece);
  return { field: fieldname, name: filename ?? '', type: mimetype ?? '', bytes: parts.join() };
}

function fieldOf(part: MultipartValue): FormField {
  const { fieldname: name, value } = part;
  if (name.length > MAX_NAME) throw invalidForm('The name of a field is too long.');
  if (part.valueTruncated) throw new GatehouseError('invalid_request', `${name} is longer than ${MAX_FIELD_BYTES} bytes.`, { param: name });
  if (typeof value !== 'string') throw new GatehouseError('invalid_request', `${name} must be a text.`, { param: name });
  // What the form's reader puts in the place of bytes that are no UTF-8: the model would be asked something else than was meant.
  if (value.includes('\uFFFD')) throw new GatehouseError('invalid_request', `${name} holds bytes that are no UTF-8, or the sign that stands for such bytes.`, { param: name, hint: 'Send texts in UTF-8.' });
  return { name, value };
}

function asFormError(error: unknown, field: string): GatehouseError {
  if (error instanceof GatehouseError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FST_MP_PREMATURE_CLOSE' || code === 'ECONNRESET') return brokenOff();
  if (code === 'FST_FILES_LIMIT') return new GatehouseError('invalid_request', 'There are too many files.', { param: field });
  if (code === 'FST_FIELDS_LIMIT' || code === 'FST_PARTS_LIMIT') return invalidForm(`The form has more than ${MAX_FIELDS} fields.`);
  return invalidForm('The form cannot be read, or broke off.');
}

function invalidForm(message: string): GatehouseError {
  return new GatehouseError('invalid_request', message, { hint: 'Send multipart/form-data as RFC 7578 has it.' });
}
