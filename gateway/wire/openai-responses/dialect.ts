import { NATIVE } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AnswerOptions, ChatDialect } from '../dialect.ts';
import { emptyResponse, endedResponse, outputItems } from './answer.ts';
import { decodeResponses, type DecodedResponse } from './decode.ts';
import type { ResponseStates } from '../../core/kept-response.ts';
import { OwnResponseStream, ownResponse } from './own.ts';
import { ResponseStream, type ResponseStreamOptions } from './stream.ts';

/** OpenAI's Responses API. What it keeps is kept here and nowhere else; a provider is never asked to keep anything. */
export function createResponsesDialect(states: ResponseStates): ChatDialect {
  /** False where it could not be kept: the answer is the client's all the same, and says that it is not. */
  function keep(response: JsonObject, { asked, keyId, traceId, dataClass, erased }: AnswerOptions): boolean {
    if (erased()) return false;
    const { own, previous } = asked as DecodedResponse;
    try {
      states.keep(keyId, traceId, { id: String(response.id), previous, dataClass, input: own, response });
      return true;
    } catch (error) {
      if (error instanceof GatehouseError) return false;
      throw error;
    }
  }
  return {
    name: 'openai-responses',
    endpoint: 'responses',
    streamType: 'text/event-stream; charset=utf-8',
    decode: (body, _headers, keyId) => decodeResponses(body, keyId, states),
    answer(answer, options) {
      const { body, store, previous } = options.asked as DecodedResponse;
      const own = options.native ? answer[NATIVE] : undefined;
      const response = own ? ownResponse(own, newId('resp'), answer.model, { store, previous, seal: options.seal }) : endedResponse(emptyResponse(body, answer.model, store, previous), outputItems(answer, options.seal, body.tools), answer.choices[0]!.finish_reason, answer.usage, undefined, answer.service_tier);
      if (store) response.store = keep(response, options);
      return response;
    },
    stream(options) {
      const { body, store, previous } = options.asked as DecodedResponse;
      const settings: ResponseStreamOptions = { asked: body, store, previous, seal: options.seal, keep: (response) => keep(response, options) };
      return options.native ? new OwnResponseStream(settings) : new ResponseStream(settings);
    },
  };
}
