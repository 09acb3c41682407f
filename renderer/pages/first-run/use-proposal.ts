import type { Output } from '../../../gateway/admin/contract.ts';
import type { ApiError } from '../../api/errors.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { isUnderWay } from '../../components/StepProgress.tsx';

export type Recommendation = Output<'models.recommendations'>['recommendations'][number];
type Local = Output<'status'>['local'];
type LocalModel = Local['models'][number];
type LocalStep = Local['steps'][number];

const EVERY_MS = 1_500;
const MODEL = 'model:';

export interface ModelProposal {
  /** For `Loaded`: what is known of both, the model service and the table. */
  query: { data: true | undefined; error: ApiError | null; refetch: () => unknown };
  /** Can answer already. */
  ready: LocalModel | undefined;
  /** What a first answer still waits for. */
  underWay: LocalStep[];
  failed: LocalStep | undefined;
  /** The best chat model of the table for this computer; undefined: none fits. */
  proposed: Recommendation | undefined;
  /** Neither there nor on its way: taking the proposal downloads it. */
  toDownload: Recommendation | undefined;
  local: Local | undefined;
  pull: (name: string) => Promise<unknown>;
  cancel: (id: string) => Promise<unknown>;
}

/** Which model will answer on this computer, and how far it is. */
export function useModelProposal(): ModelProposal {
  const status = useOperation('status', undefined, { every: EVERY_MS });
  const recommendations = useOperation('models.recommendations');
  const pull = useAction('models.pull', ['status']);
  const cancel = useAction('models.cancel', ['status']);
  const all = recommendations.data?.recommendations ?? [];
  const chat = all.filter(({ kind }) => kind === 'chat');
  const search = new Set(all.filter(({ kind }) => kind === 'embedding').map(({ name }) => MODEL + name));
  const local = status.data?.local;
  const steps = local?.steps.filter(({ id }) => !search.has(id)) ?? [];
  const ready = local?.phase === 'ready' ? local.models.find(({ capabilities }) => capabilities.chat) : undefined;
  const underWay = steps.filter(isUnderWay);
  const proposed = chat.find((one) => one.recommended) ?? chat.find((one) => one.fits);
  const begun = underWay.some(({ id }) => id.startsWith(MODEL));
  return {
    query: {
      data: local !== undefined && recommendations.data !== undefined ? true : undefined,
      error: status.error ?? recommendations.error,
      refetch: () => Promise.all([status.refetch(), recommendations.refetch()]),
    },
    ready,
    underWay,
    failed: steps.findLast(({ id, state }) => id.startsWith(MODEL) && state === 'failed'),
    proposed,
    toDownload: ready || begun || proposed?.installed ? undefined : proposed,
    local,
    pull: (name) => pull.mutateAsync({ body: { name } }),
    cancel: (id) => cancel.mutateAsync({ body: { id } }),
  };
}
