import { IMAGE_TOKENS_MAX } from '../budget/demand.ts';
import { type Drawing, type ImageRequest, type Picture, pictureType } from '../core/image.ts';
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
    const target = { model: sending.deployment.model, outputBound: IMAGE_TOKENS_MAX };
    const { warnings, ...encoded } = edits.encode(request, target, pictures);
    const body = 'fields' in encoded ? new FormBody(encoded.fields, filesOf(pictures)) : encoded.body;
    return { warnings, value: edits.decode(await postForJson({ ...sending, path: pathOf(edits, target), body })) };
  });
}

/** Several of one use are a list (openai-node 7.55). */
function filesOf(pictures: readonly Picture[]): SentFile[] {
  const several = pictures.filter(({ use }) => use === 'image').length > 1;
  return pictures.map(({ use, bytes }, index) => {
    const { extension = '', type = 'application/octet-stream' } = pictureType(bytes) ?? {};
    return { field: use === 'image' && several ? 'image[]' : use, name: `${use}-${index + 1}${extension}`, type, bytes };
  });
}
