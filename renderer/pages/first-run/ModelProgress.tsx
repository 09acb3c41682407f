import { useNotify } from '../../components/notify.ts';
import { StepProgress } from '../../components/StepProgress.tsx';
import type { ModelProposal } from './use-proposal.ts';

/** What is on its way to this computer, and what did not arrive. */
export function ModelProgress({ model: { underWay, failed, ready, cancel } }: { model: ModelProposal }) {
  const notify = useNotify();
  const shown = [...underWay, ...(failed && !ready && underWay.length === 0 ? [failed] : [])];
  return shown.map((step) => <StepProgress key={step.id} step={step} {...(step.id.startsWith('model:') && { onCancel: () => void cancel(step.id).catch(notify.failed) })} />);
}
