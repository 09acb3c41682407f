import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Json } from '../core/json.ts';
import { canonicalJson } from './canonical.ts';
import { HEAD_FORMAT } from './file-format.ts';
import { CHECKPOINT_FORMAT } from './signature.ts';

/**
 * A record's line, its parts as they stand there: what is hashed is their text, so nothing needs to be parsed. Linear: each part begins with
 * what the one before it cannot hold, and `detail`, the last of variable length, ends where the rest of fixed form begins.
 */
export const RECORD = /^\{"action":("(?:[^"\\]|\\.)*"),"actor":("(?:[^"\\]|\\.)*"),"detail":(\{.*\}),"hash":"([0-9a-f]{64})","previous":"([0-9a-f]{64})","seq":([1-9]\d{0,15}),"time":(\d{1,16})\}$/s;

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Short = Type.String({ maxLength: 200 });

const Header = Type.Object({ exportedAt: Count, first: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), format: Short, last: Count, previous: Hash, publicKey: Short, version: Count }, closed);
const Checkpoint = Type.Object({ checkpoint: Type.Object({ format: Type.Literal(CHECKPOINT_FORMAT), hash: Hash, keyId: Short, records: Count, seq: Count, time: Count }, closed), signature: Short }, closed);
const Head = Type.Object({ head: Type.Object({ checkpoints: Count, format: Type.Literal(HEAD_FORMAT), hash: Hash, header: Hash, keyId: Short, records: Count, seq: Count, time: Count }, closed), signature: Short }, closed);

/** Undefined where the line is not exactly what the gateway writes: one content, one spelling. */
function reader<S extends TSchema>(schema: S): (line: string) => Static<S> | undefined {
  const compiled = Compile(schema);
  return (line) => {
    try {
      const value = JSON.parse(line) as Json;
      return compiled.Check(value) && canonicalJson(value) === line ? value : undefined;
    } catch {
      return undefined;
    }
  };
}

export const headerIn = reader(Header);
export const checkpointIn = reader(Checkpoint);
export const headIn = reader(Head);
