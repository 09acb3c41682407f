import { Clearance, type Grant } from '../core/clearance.ts';

const mint = Clearance.takeMint();

/** For what carries none of the office's data: downloading a model, testing a credential, steering the bundled Ollama. */
export function clearForService(purpose: Exclude<Grant['purpose'], 'request'>, origins: string[]): Clearance {
  return mint({ purpose, dataClass: 'public', origins, policyVersion: 0 });
}

/** Only `policy/decide.ts` calls this. */
export function clearRequest(grant: Omit<Grant, 'purpose'>): Clearance {
  return mint({ purpose: 'request', ...grant });
}
