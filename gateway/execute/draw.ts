import type { Drawing, ImageRequest } from '../core/image.ts';
import { postForJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';
import { askWhole } from './whole.ts';

/** Images made of a text. */
export function draw(services: ExecuteServices, call: Call, request: ImageRequest): Promise<Answered<Drawing>> {
  return askWhole(services, call, 'images', ({ images }) => images, async (images, sending) => {
    const { body, warnings } = images.encode(request, { model: sending.deployment.model });
    return { warnings, value: images.decode(await postForJson({ ...sending, path: images.path, body })) };
  });
}
