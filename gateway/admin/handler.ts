import type { Input, OperationName, Output } from './contract.ts';
import type { Principal } from './sessions.ts';

/** What a handler gets beside its validated input. */
export interface Caller {
  principal: Principal;
  /** The session's token; absent on the socket. */
  token: string | undefined;
  /** The origin of the page that asks, as the guard has checked it: `http://` and its Host. */
  origin: string;
}

export type Handlers = { [N in OperationName]: (input: Input<N>, caller: Caller) => Output<N> | Promise<Output<N>> };
