import { GatehouseError } from '../core/errors.ts';
import { createSessionReader } from '../trace/sessions.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<Handlers, 'contents.get' | 'contents.set' | 'contents.read' | 'contents.find' | 'contents.erase' | 'traces.session'>;

export function contentHandlers({ contents, office, store, recorder }: AdminServices): Part {
  const session = createSessionReader(store, recorder);
  const state = (): Output<'contents.get'> => ({ rules: office.setting('contents'), ...contents.status() });
  return {
    'contents.get': state,
    'contents.set': ({ body }, { principal }) => {
      office.setSetting('contents', { ...office.setting('contents'), ...body }, principal.name);
      return state();
    },
    'contents.read': ({ params }, { principal }) => contents.read(params.id, principal.name),
    'contents.find': ({ body }, { principal }) => ({ matches: contents.find(body.text, principal.name) }),
    'contents.erase': ({ body }, { principal }) => {
      // Whoever leaves the kind out would read that nothing was there to erase.
      if (body.by === 'owner' && !/^(?:person|application):./.test(body.owner)) throw new GatehouseError('invalid_request', `"${body.owner}" says neither person nor application.`, { param: 'owner', hint: `Write it as person:${body.owner} or application:${body.owner}.` });
      // What is kept by its request is found by that.
      recorder.catchUp();
      return contents.erase(body, principal.name);
    },
    'traces.session': ({ query }) => ({ traces: session(query.keyId, query.session) }),
  };
}
