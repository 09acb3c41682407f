import { describe, expect, it } from 'vitest';
import { slope } from '../../../test/support/linear.ts';
import { createInspector } from '../engine.ts';
import { identifiers } from '../identifiers/identifiers.ts';
import { secrets } from '../secrets/secrets.ts';
import { withoutMarkup } from './markup.ts';

const inspector = createInspector([identifiers, secrets]);

describe('markup within a number', () => {
  it.each([
    ['756.<b>9217</b>.0769.85', 'ch-ahv'], ['756<br>9217<br/>0769<br />85', 'ch-ahv'], ['756.92<span style="color: red">17.07</span>69.85', 'ch-ahv'], ['756.9217<wbr>.0769.85', 'ch-ahv'], ['756<!-- x -->.9217.0769.85', 'ch-ahv'],
    ['756.&lt;b&gt;9217&lt;/b&gt;.0769.85', 'ch-ahv'], ['756.[b]9217[/b].0769.85', 'ch-ahv'], ['756.**9217**.0769.85', 'ch-ahv'], ['CH66 0076 2011 <B>6238</B> 5295 8', 'iban'], ['4539 <b><i>1488</i></b> 0343 6467', 'payment-card'],
    ['sk-proj-<b>a1B2c3D4e5F6g7H8</b>i9J0k1L2m3N4', 'api-key'],
  ])('hides nothing: %s', (text, id) => {
    const before = 'In the mail: ';
    const [finding] = inspector.inspectText(`${before}${text} `).findings;
    expect(finding?.recogniser.id).toBe(id);
    expect([finding?.start, finding?.end]).toEqual([before.length, before.length + text.length]);
  });

  it.each(['<td>12</td><td>34</td>', 'x[b] = y[i]', 'Map<string, B>', '<b>Anna</b> has <i>two</i> keys', 'a < b', 'see [1] and [2]'])('leaves a text alone that has none: %s', (text) => {
    expect(withoutMarkup(text)).toBeUndefined();
  });

  it.each(['1<b>', '<b', '1<b>2</b>', '1[b', '1<!--', 'a<b a<b ', '1<span '])('takes a time that is linear for many times %j', (unit) => {
    expect(slope((text) => withoutMarkup(text), unit)).toBeLessThan(6);
  });
});
