import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { bearer, defineProvider, type Outgoing, unusableAddress } from '../define.ts';
import { bedrockStream, decodeAnswer, reasonOf } from './decode.ts';
import { encodeChat } from './encode.ts';

/** `AKIA…:secret`, with `:session` for temporary ones (`ASIA…`). Everything else is a Bedrock API key. */
const ACCESS_KEY = /^(A[KS]IA[A-Z0-9]{12,124}):([^:\s]{16,}):?(\S+)?$/;
const HOST = /(?:^|\.)bedrock-runtime(?:-fips)?\.([a-z]{2,5}(?:-[a-z]+)+-\d)\./;

/** Signature version 4 over exactly the bytes that are sent. The region of the signature is the host's. */
async function sign(credential: string, { method, url, body }: Outgoing): Promise<Record<string, string>> {
  const [, accessKeyId, secretAccessKey, sessionToken] = ACCESS_KEY.exec(credential)!;
  const { protocol, hostname, host, pathname } = new URL(url);
  const region = HOST.exec(hostname)?.[1];
  if (!region) throw unusableAddress('The provider’s address names no region, which a signature needs.', 'An administrator can enter one such as https://bedrock-runtime.eu-central-1.amazonaws.com.');
  const signer = new SignatureV4({ service: 'bedrock', region, sha256: Sha256, credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, ...(sessionToken && { sessionToken }) } });
  const { headers } = await signer.sign({ method, protocol, hostname, path: pathname, headers: { host }, body });
  const { host: _host, ...signed } = headers;
  return signed;
}

const host = (region: string, domain = 'amazonaws.com') => `https://bedrock-runtime.${region}.${domain}`;

/** Converse and ConverseStream of Amazon Bedrock (@aws-sdk/client-bedrock-runtime 3.1163). Its list of models is another service's. */
export const bedrock = defineProvider({
  kind: 'bedrock',
  name: 'Amazon Bedrock',
  region: 'eu',
  baseUrl: host('eu-central-1'),
  regions: {
    ...Object.fromEntries(['eu-central-1', 'eu-central-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'us-east-1', 'us-east-2', 'us-west-2', 'ca-central-1', 'ap-northeast-1', 'ap-southeast-2'].map((region) => [region, host(region)])),
    'eusc-de-east-1': host('eusc-de-east-1', 'amazonaws.eu'),
  },
  auth: (credential, sent) => (credential && ACCESS_KEY.test(credential) ? sign(credential, sent) : bearer(credential)),
  error: reasonOf,
  assume: { chat: true, tools: true, images: true },
  chat: {
    path: ({ model, stream }) => `/model/${encodeURIComponent(model)}/converse${stream ? '-stream' : ''}`,
    framing: 'aws-event-stream',
    encode: encodeChat,
    decode: decodeAnswer,
    decoder: bedrockStream,
  },
});
