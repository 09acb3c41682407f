import type { DataClass } from '../../../gateway/core/data-class.ts';
import { type AnswerFacts, ask, type ChatMessage } from '../../api/ask.ts';
import { sessionState } from '../../api/session.ts';
import { createStore, useStore } from '../../api/store.ts';

export interface Turn {
  question: string;
  answer: string;
  facts?: AnswerFacts;
  state: 'waiting' | 'writing' | 'done' | 'stopped' | 'failed';
  error?: unknown;
}

interface Conversation {
  /** Sent with each question, so that the class of the conversation only rises. */
  session: string;
  turns: readonly Turn[];
}

const empty = (): Conversation => ({ session: `ask-${crypto.randomUUID()}`, turns: [] });

/** In memory only: it outlives a look at another page, not a reload. */
const conversation = createStore<Conversation>(empty());

/** What is typed and not sent yet, and for which class of data it was meant. */
export interface Typed {
  question: string;
  dataClass: DataClass;
  model: string;
}

const NOTHING: Typed = { question: '', dataClass: 'confidential', model: 'local' };
export const typed = createStore(NOTHING);

sessionState.subscribe(() => {
  if (sessionState.get().kind !== 'signed-out') return;
  startOver();
  typed.set(NOTHING);
});

let running: AbortController | undefined;

export function useConversation(): Conversation {
  return useStore(conversation);
}

export function isRunning({ turns }: Conversation): boolean {
  const state = turns.at(-1)?.state;
  return state === 'waiting' || state === 'writing';
}

/** Ends the answer that is being written; the gateway frees the model at once. */
export function stop(): void {
  running?.abort();
}

export function startOver(): void {
  stop();
  conversation.set(empty());
}

/** Adds the question and streams its answer into the last turn. */
export async function put(question: string, model: string, dataClass: DataClass): Promise<void> {
  const { session, turns } = conversation.get();
  const abort = new AbortController();
  running = abort;
  const change = (part: Partial<Turn>): void => {
    const now = conversation.get();
    if (now.session !== session) return;
    conversation.set({ session, turns: [...now.turns.slice(0, -1), { ...now.turns.at(-1)!, ...part }] });
  };
  conversation.set({ session, turns: [...turns, { question, answer: '', state: 'waiting' }] });
  let answer = '';
  try {
    await ask(
      { messages: [...historyOf(turns), { role: 'user', content: question }], model, dataClass, session },
      {
        facts: (facts) => change({ facts }),
        text(delta) {
          answer += delta;
          change({ answer, state: 'writing' });
        },
      },
      abort.signal,
    );
    change({ state: 'done' });
  } catch (error) {
    change(abort.signal.aborted ? { state: 'stopped' } : { state: 'failed', error });
  }
}

/** A turn without an answer, or with half of one that failed, is not sent again as if it had been said. */
function historyOf(turns: readonly Turn[]): ChatMessage[] {
  return turns
    .filter(({ answer, state }) => answer !== '' && state !== 'failed')
    .flatMap(({ question, answer }): ChatMessage[] => [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ]);
}
