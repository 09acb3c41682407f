import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../core/chat.ts';
import type { MapState } from '../core/pseudonyms.ts';
import { chat, inspector, replaced, run } from './testing/recognisers.ts';

const contents = (request: ChatRequest) => request.messages.map(({ content }) => content);
const one = async (text: string) => contents((await replaced(chat(text))).request)[0];

describe('what is sent', () => {
  it('has a typed stand-in for every finding, the same for the same value', async () => {
    const request = chat('Anna Müller, AHV 756.1234.5678.97, anna@x.ch', 'Danke, Anna Müller.', 'Beat Meier hat 7561234567897 und 756 1234 5678 90.');
    const done = await replaced(request);
    expect(contents(done.request)).toEqual(['<PERSON_1>, AHV <AHV_1>, <EMAIL_1>', 'Danke, <PERSON_1>.', '<PERSON_2> hat <AHV_1> und <AHV_2>.']);
    expect(done.counts).toEqual({ PERSON: 2, AHV: 2, EMAIL: 1 });
    expect(Object.fromEntries(done.restore.values)).toEqual({ PERSON_1: 'Anna Müller', PERSON_2: 'Beat Meier', AHV_1: '756.1234.5678.97', AHV_2: '756 1234 5678 90', EMAIL_1: 'anna@x.ch' });
  });

  it('is a copy in which only the strings that were touched are new', async () => {
    const request = { ...chat('Anna Müller', 'nichts'), tools: [{ type: 'function' as const, function: { name: 'f', parameters: { type: 'object' } } }] };
    const before = structuredClone(request);
    const { request: sent } = await replaced(request);
    expect(request).toEqual(before);
    expect(sent.messages[1]).toBe(request.messages[1]);
    expect(sent.tools).toBe(request.tools);
    expect(sent.messages[0]).toEqual({ role: 'user', content: '<PERSON_1>' });
  });

  it.each([
    ['Müllers are Anna Müllers', 'Anna Müller kam. Anna Müllers Akte.', '<PERSON_1> kam. <PERSON_1>s Akte.'],
    ['the genitive first', 'Anna Müllers Akte. Anna Müller kam.', '<PERSON_1>s Akte. <PERSON_1> kam.'],
    ['the other order', 'Anna Müller; Müller Anna; Müller, Anna', '<PERSON_1>; <PERSON_1>; <PERSON_1>'],
    ['umlauts written out, capitals', 'Anna Müller, Anna Mueller, Anna MÜLLER', '<PERSON_1>, <PERSON_1>, <PERSON_1>'],
    ['a title stays', 'Sehr geehrte Frau Müller (Dr. Müller, Anna Müller)', 'Sehr geehrte Frau <PERSON_1> (Dr. <PERSON_1>, <PERSON_1>)'],
    ['a surname that two people share', 'Anna Müller, Ruth Müller, Frau Müller', '<PERSON_1>, <PERSON_2>, Frau <PERSON_3>'],
    ['an apostrophe genitive', "Anna Müller's Akte", "<PERSON_1>'s Akte"],
    ['a surname alone that no recogniser sees', 'Anna Müller. Müller klagt; das Müllersche Haus.', '<PERSON_1>. <PERSON_1> klagt; das <PERSON_1>sche Haus.'],
    ['what the client wrote so itself', 'Anna Müller in <PERSON 1>', '<PERSON_2> in <PERSON 1>'],
    ['what the client wrote so in another language', 'Anna Müller in <PERSONNE_1>', '<PERSON_2> in <PERSONNE_1>'],
    ['a first name alone', 'Anna Müller. Liebe Anna', '<PERSON_1>. Liebe <PERSON_2>'],
    ['other spelling where no recogniser sees it', 'Anna Müller. anna müller, ANNA MUELLER', '<PERSON_1>. <PERSON_1>, <PERSON_1>'],
    ['umlauts where no recogniser sees them', 'Anna Mueller. anna müller', '<PERSON_1>. <PERSON_1>'],
    ['no part of another word', 'Beat Meier. Meierei, beat', '<PERSON_1>. Meierei, beat'],
    ['names in user names and file names', 'Anna Müller. annamueller, anna_mueller.pdf, MuellerAnna, brief_mueller_2, Anna+Müller, Koch, koch_post', '<PERSON_1>. <PERSON_2>, <PERSON_3>.pdf, <PERSON_4>, <PERSON_5>, <PERSON_1>, Koch, koch_post'],
    ['a firm without its form, and by its own word', 'Vexelbrot Bau AG, dann Vexelbrot Bau und Vexelbrots Kran; ein Bau', '<ORGANISATION_1>, dann <ORGANISATION_2> und <ORGANISATION_3>s Kran; ein Bau'],
    ['secrets by every character', 'sk-Ab sk-ab sk-Ab', '<API_KEY_1> <API_KEY_2> <API_KEY_1>'],
    ['context words stay', 'Diagnose: Anna Müller', 'Diagnose: <PERSON_1>'],
  ])('%s', async (_name, text, sent) => {
    expect(await one(text)).toBe(sent);
  });

  it('gives back names in identifiers as they were written', async () => {
    const { restore } = await replaced(chat('Anna Müller: anna_mueller.pdf, annamueller; Vexelbrot Bau AG, Vexelbrot'));
    expect([...restore.values.values()]).toEqual(['Anna Müller', 'anna_mueller', 'annamueller', 'Vexelbrot Bau AG', 'Vexelbrot']);
  });

  it('does not take tools for people of that name', async () => {
    expect((await replaced({ ...chat('Anna Müller, Beat Meier'), tools: [{ type: 'function', function: { name: 'beat_list' } }] })).counts).toEqual({ PERSON: 2 });
  });

  it('passes over stand-ins of the client', async () => {
    const done = await replaced(chat('Was ist <PERSON_1>, person\\_2 oder &lt;PERSON_3&gt;? Anna Müller fragt.'));
    expect(contents(done.request)).toEqual(['Was ist <PERSON_1>, person\\_2 oder &lt;PERSON_3&gt;? <PERSON_4> fragt.']);
    expect([...done.restore.values.keys()]).toEqual(['PERSON_4']);
  });

  it('looks at tools, metadata, tool calls and their results', async () => {
    const done = await replaced({
      ...chat('Anna Müller'),
      messages: [
        { role: 'user', name: 'Anna', content: [{ type: 'text', text: 'Anna Müller' }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'find', arguments: '{"name":"Anna M\\u00fcller","note":"Müller\\"s"}' } }] },
        { role: 'tool', tool_call_id: 'call_1', content: '[{"client": "M\\u00fcller, Anna", "n": 1}]' },
      ],
      tools: [{ type: 'function', function: { name: 'find', description: 'Findet Anna Müller', parameters: { type: 'object', properties: { q: { enum: ['Ruth Meier'] } } } } }],
      metadata: { who: 'Anna Müller' },
      stop: ['Anna Müller'],
    } satisfies ChatRequest);
    expect(done.request.messages).toEqual([
      { role: 'user', name: 'PERSON_3', content: [{ type: 'text', text: '<PERSON_1>' }] },
      { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'find', arguments: '{"name":"<PERSON_1>","note":"<PERSON_1>\\"s"}' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: '[{"client": "<PERSON_1>", "n": 1}]' },
    ]);
    expect(done.request).toMatchObject({ tools: [{ function: { description: 'Findet <PERSON_1>', parameters: { properties: { q: { enum: [expect.stringMatching(/^<PERSON_\d>$/)] } } } } }], metadata: { who: '<PERSON_1>' }, stop: ['<PERSON_1>'] });
    expect(done.restore.values.get('PERSON_1')).toBe('Anna Müller');
  });

  it('reads known values through the escapes of JSON, and leaves other JSON as it is', async () => {
    const done = await replaced(chat('Anna Müller', '{"client":"anna m\\u00fcller","x":"\\u00e4\\n"}', '["\\u00e4"]'));
    expect(contents(done.request).slice(1)).toEqual(['{"client":"<PERSON_1>","x":"ä\\n"}', '["\\u00e4"]']);
  });

  it('replaces in texts to embed', async () => {
    expect((await replaced({ model: 'm', input: ['Anna Müller', 'x'] })).request).toEqual({ model: 'm', input: ['<PERSON_1>', 'x'] });
    expect((await replaced({ model: 'm', input: 'Anna Müller' })).request).toEqual({ model: 'm', input: '<PERSON_1>' });
  });
});

describe('what is not sent', () => {
  const user = (more: object): ChatRequest => ({ model: 'm', messages: [{ role: 'user', content: 'x', ...more }] });
  const call = (name: string, args: string): ChatRequest => ({ model: 'm', messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name, arguments: args } }] }] });

  it.each<[string, ChatRequest | object, string, string?]>([
    ['a finding that is not certain', chat('ZH 123'), 'uncertain', 'messages[0].content'],
    ['a finding that has no stand-in', chat('Berufsgeheimnis'), 'no-stand-in', 'messages[0].content'],
    ['a value as a key', { ...chat('x'), metadata: { 'anna@x.ch': '1' } }, 'key', 'metadata.*'],
    ['a known value as a key', { ...chat('Anna Müller'), metadata: { Müller: '1' } }, 'key'],
    ['a value as a number', { ...chat('x'), metadata: { ahv: 7561234567897 } }, 'number', 'metadata.*'],
    ['a value as a number in JSON text', call('f', '{"ahv":7561234567897}'), 'broken-json'],
    ['a value in a tool name', call('sk-abc', '{}'), 'fixed-field', 'messages[0].tool_calls[0].function.name'],
    ['a known value in a tool name', { ...chat('Anna Müller'), tools: [{ type: 'function', function: { name: 'find_Müller' } }] }, 'fixed-field'],
    ['a key that began in the text before', chat('der Schlüssel 9f8Gh2Kq9LmN3', 'sk-abc gehört'), 'split', 'messages[1].content'],
    ['a token whose first part is cut', chat('der Token eyJsIc', 'aA7.sk-abc gehört'), 'split', 'messages[1].content'],
    ['a key that goes on in the next text', chat('der Schlüssel sk-abc', '9f8Gh2Kq9LmN3 gehört'), 'split', 'messages[0].content'],
    ['a known value in a tool name, as names of tools are written', { ...chat('Anna Müller'), tools: [{ type: 'function', function: { name: 'ask_mueller' } }] }, 'fixed-field'],
    ['a value glued to other letters where only letters may stand', user({ name: 'x_sk-abc' }), 'fixed-field'],
    ['a value in base64', chat(`Lies ${Buffer.from('Die Nummer ist 756.1234.5678.97, danke.').toString('base64')}`), 'encoded', 'messages[0].content'],
    ['a file', user({ content: [{ type: 'file', file: { filename: 'a.txt', file_data: 'data:text/plain;base64,aGFsbG8=' } }] }), 'file'],
    ['token numbers', { model: 'm', input: [[1, 2]] }, 'tokens'],
    ['logprobs', { ...chat('Anna Müller'), logprobs: true }, 'logprobs'],
    ['an answer as sound', { ...chat('Anna Müller'), modalities: ['text', 'audio'] }, 'spoken-answer'],
  ])('%s', async (_name, request, refused, path) => {
    const outcome = await run(request);
    expect(outcome).toMatchObject({ refused, ...(path !== undefined && { path }) });
    expect(JSON.stringify(outcome)).not.toMatch(/anna|müller|7561|sk-abc/i);
  });

  it('what could not be read, or not be listed', async () => {
    expect(await run(chat('x'), { unreadable: true })).toMatchObject({ refused: 'unreadable' });
    expect(await run(chat('x'), { found: { findings: [], more: true } })).toMatchObject({ refused: 'too-many' });
    expect(await run(chat(Array.from({ length: 5001 }, (_, i) => `a${i}@x.ch`).join(' ')))).toMatchObject({ refused: 'too-many' });
    expect(await run(chat(`Anna Müller ${Array.from({ length: 10_001 }, (_, i) => `PERSON_${i}`).join(' ')}`))).toMatchObject({ refused: 'too-many' });
  });

  it('what would hold up everybody else', async () => {
    const text = chat('Anna Müller');
    const found = inspector.inspect(text as never);
    expect(await run({ ...text, messages: [...text.messages, { role: 'user', content: 'x'.repeat(500_000) }] }, { found })).toMatchObject({ refused: 'too-long' });
    expect(await run({ ...text, messages: [...text.messages, { role: 'user', content: 'anna müller '.repeat(10_001) }] }, { found })).toMatchObject({ refused: 'too-many' });
  });

  it('what is still recognised afterwards', async () => {
    const outcome = await run(chat('Anna Müller und Beat Meier'), { found: { findings: [], more: false } });
    expect(outcome).toMatchObject({ refused: 'still-found', path: 'messages[0].content' });
  });

  it('anything where looking again fails', async () => {
    await expect(run(chat('Anna Müller'), { inspect: () => { throw new Error('broken'); } })).rejects.toThrow('broken');
  });
});

describe('a conversation', () => {
  function keeper(): { read(): MapState | undefined; write(state: MapState): void; state?: string } {
    return { read() { return this.state === undefined ? undefined : (JSON.parse(this.state) as MapState); }, write(state) { this.state = JSON.stringify(state); } };
  }

  it('keeps its stand-ins, and finds its values without a recogniser', async () => {
    const kept = keeper();
    await replaced(chat('Anna Müller, Beat Meier'), { keeper: kept });
    const second = await replaced(chat('Beat Meier', 'und anna mueller'), { keeper: kept });
    expect(contents(second.request)).toEqual(['<PERSON_2>', 'und <PERSON_1>']);
  });

  it('restores nothing that this request did not send', async () => {
    const kept = keeper();
    await replaced(chat('Anna Müller'), { keeper: kept });
    const second = await replaced(chat('Beat Meier'), { keeper: kept });
    expect([...second.restore.values]).toEqual([['PERSON_2', 'Beat Meier']]);
  });

  it('gives another number to a value whose stand-in a text names', async () => {
    const kept = keeper();
    await replaced(chat('Anna Müller'), { keeper: kept });
    const attacked = await replaced(chat('Anna Müller', 'Sage mir <PERSON_1>'), { keeper: kept });
    expect(contents(attacked.request)).toEqual(['<PERSON_2>', 'Sage mir <PERSON_1>']);
    expect([...attacked.restore.values]).toEqual([['PERSON_2', 'Anna Müller']]);
    expect(contents((await replaced(chat('Beat Meier'), { keeper: kept })).request)).toEqual(['<PERSON_3>']);
  });

  it('gives no number twice to two requests at once', async () => {
    const kept = keeper();
    const slowly = { keeper: kept, inspect: () => new Promise<{ findings: []; more: false }>((resolve) => setImmediate(() => resolve({ findings: [], more: false }))) };
    const [a, b] = await Promise.all([replaced(chat('Anna Müller'), slowly), replaced(chat('Beat Meier'), slowly)]);
    expect([...contents(a.request), ...contents(b.request)]).toEqual(['<PERSON_1>', '<PERSON_2>']);
    expect(kept.read()!.values).toHaveLength(2);
  });
});
