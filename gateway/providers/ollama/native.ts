import { isObject, type JsonObject } from '../../core/json.ts';
import { boundedSchema } from '../../local/format/schema.ts';
import type { Encoded, Target } from '../define.ts';

/** Options that say how an answer is sampled. Attack: the others (`num_gpu`, `num_thread`, `use_mmap`) let any key slow down or starve the office's machine. */
const SAMPLING = new Set(['temperature', 'top_k', 'top_p', 'min_p', 'typical_p', 'tfs_z', 'repeat_last_n', 'repeat_penalty', 'presence_penalty', 'frequency_penalty', 'penalize_newline', 'mirostat', 'mirostat_tau', 'mirostat_eta', 'seed', 'stop', 'num_predict', 'num_keep']);
/** How long a model stays loaded, and which one is a draft's, is decided here. */
const OURS = ['keep_alive'];

/**
 * A client's own `/api/chat` body, for an Ollama. `truncate` and `shift` are off always: a prompt is never cut. The context size is the queue's, or the
 * server's own.
 */
export function encodeNativeChat(body: JsonObject, target: Target): Encoded {
  const warnings = OURS.filter((name) => body[name] != null).map((name) => `${name} is decided by the gateway`);
  const options: JsonObject = {};
  for (const [name, value] of Object.entries(isObject(body.options) ? body.options : {})) {
    if (SAMPLING.has(name)) options[name] = value;
    else if (/^[\w.-]{1,40}$/.test(name)) warnings.push(`options.${name} is decided by the gateway`);
  }
  if (target.numCtx !== undefined) options.num_ctx = target.numCtx;
  const { outputBound } = target;
  if (outputBound !== undefined && !(typeof options.num_predict === 'number' && options.num_predict > 0)) options.num_predict = outputBound;
  const sent: JsonObject = { ...body, model: target.model, stream: target.stream === true, truncate: false, shift: false, options };
  for (const name of OURS) delete sent[name];
  if (isObject(sent.format)) sent.format = boundedSchema(sent.format, 'format');
  if (target.capabilities?.reasoning === false && sent.think) {
    delete sent.think;
    warnings.push('think is ignored by the local model');
  }
  return { body: sent, warnings };
}
