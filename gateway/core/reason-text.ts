import type { Reason, ReasonCode } from './reason.ts';

const TEXTS: Record<ReasonCode, (reason: Reason) => string> = {
  'allowed': ({ provider, dataClass }) => `${provider} may see ${dataClass} data`,
  'allowed-tools': ({ provider, dataClass, values }) => `${provider} may see ${dataClass} data, and run ${values?.join(', ')} for it`,
  'local-model': () => 'the local model may see every class',
  'no-rule': ({ provider, dataClass }) => `no rule lets ${provider} see ${dataClass} data`,
  'denied': ({ provider, dataClass }) => `${provider} is denied ${dataClass} data`,
  'pseudonymised': ({ provider, dataClass }) => `${provider} may see ${dataClass} data in which stand-ins take the place of what was recognised`,
  'pseudonymised-only': ({ provider, dataClass }) => `${provider} may see ${dataClass} data only with stand-ins, which this request cannot be given`,
  'unknown-provider': ({ provider }) => `there is no provider named ${provider}`,
  'provider-off': ({ provider }) => `${provider} is switched off`,
  'lockdown': () => 'lockdown: nothing leaves the building',
  'ended': ({ at }) => `the permission ended on ${day(at)}`,
  'models': ({ values }) => `only ${values?.join(', ')} may be used there`,
  'regions': ({ region, values }) => `region ${region} is not among ${values?.join(', ')}`,
  'contract-ended': ({ at }) => `the contract ended on ${day(at)}`,
  'no-contract': () => 'there is no contract',
  'keys': () => 'the permission is for other keys',
  'tags': ({ values }) => `the request carries none of the tags ${values?.join(', ')}`,
  'addresses': () => 'the client is outside the permitted address ranges',
  'tools': ({ provider, dataClass, values }) => `no rule lets ${provider} run ${values?.join(', ')} for ${dataClass} data`,
  'tools-local': ({ values }) => `nothing on this computer runs ${values?.join(', ')}`,
  'local-asked': () => 'the local model was asked for',
  'over-budget': () => 'what it may cost does not fit a budget, so it is answered locally',
  'otherwise-local': ({ dataClass }) => `${dataClass} data that no asked-for provider may see is answered locally`,
  'otherwise-refuse': ({ dataClass }) => `${dataClass} data that no asked-for provider may see is refused`,
  'above-ceiling': ({ dataClass }) => `the key may carry ${dataClass} data at the most`,
  'key-off': () => 'the key is switched off or has run out',
};

/** A reason in English words, as it stands in decisions, traces and errors. */
export function reasonText(reason: Reason): string {
  return TEXTS[reason.code](reason);
}

function day(time = 0): string {
  return new Date(time).toISOString().slice(0, 10);
}
