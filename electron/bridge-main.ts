import { ipcMain, type WebFrameMain } from 'electron';
import { type Call, type CallInput, type CallName, type CallOutput, CALLS, channelOf, type PageKind } from './bridge.ts';

export type Answers = { readonly [N in CallName]: (input: CallInput<N>) => CallOutput<N> | Promise<CallOutput<N>> };

/** Answers every call of the table, and refuses a call from a page that may not make it or with an input that is none. */
export function serveBridge(answers: Answers, kindOf: (frame: WebFrameMain | null) => PageKind | undefined): void {
  for (const name of Object.keys(CALLS) as CallName[]) {
    const { from, check } = CALLS[name] as Call<unknown, unknown>;
    ipcMain.handle(channelOf(name), (event, input: unknown) => {
      const kind = kindOf(event.senderFrame);
      if (!kind || !from.includes(kind)) throw new Error(`This page may not call ${name}.`);
      if (!check(input)) throw new Error(`The input of ${name} is not valid.`);
      return (answers[name] as (value: unknown) => unknown)(input);
    });
  }
}
