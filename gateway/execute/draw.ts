import { IMAGE_TOKENS_MAX } from '../budget/demand.ts';
import type { Drawing, ImageRequest, Picture } from '../core/image.ts';
import { pathOf } from '../providers/define.ts';
import { FormBody, type SentFile } from './form-body.ts';
import { postForJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';
import { askWhole } from './whole.ts';

/** Images made of a text. */
export function draw(services: ExecuteServices, call: Call, request: ImageRequest): Promise<Answered<Drawing>> {
  return askWhole(services, call, 'images', ({ images }) => images, async (images, sending) => {
    const target = { model: sending.deployment.model, outputBound: IMAGE_TOKENS_MAX };
    const { body, warnings } = images.encode(request, target);
    return { warnings, value: images.decode(await postForJson({ ...sending, path: pathOf(images, target), body })) };
  });
}

/** Images made of others. */
export function redraw(services: ExecuteServices, call: Call, request: ImageRequest, pictures: readonly Picture[]): Promise<Answered<Drawing>> {
  return askWhole(services, call, 'edits of images', ({ edits }) => edits, async (edits, sending) => {
    const { fields, warnings } = edits.encode(request, { model: sending.deployment.model });
    return { warnings, value: edits.decode(await postForJson({ ...sending, path: edits.path, body: new FormBody(fields, filesOf(pictures)) })) };
  });
}

/** Several of one use are a list (openai-node 7.55). */
function filesOf(pictures: readonly Picture[]): SentFile[] {
  const several = pictures.filter(({ use }) => use === 'image').length > 1;
  return pictures.map(({ use, bytes }, index) => {
    const [extension, type] = KINDS.find(([, , beginning]) => beginning.test(bytes.toString('latin1', 0, 12))) ?? ['', 'application/octet-stream'];
    return { field: use === 'image' && several ? 'image[]' : use, name: `${use}-${index + 1}${extension}`, type, bytes };
  });
}

/** By their first bytes: what the client calls them may be anything. */
const KINDS: readonly (readonly [extension: string, type: string, beginning: RegExp])[] = [
  ['.png', 'image/png', /^\x89PNG/], ['.jpg', 'image/jpeg', /^\xff\xd8\xff/], ['.webp', 'image/webp', /^RIFF[^]{4}WEBP/], ['.gif', 'image/gif', /^GIF8/],
];
