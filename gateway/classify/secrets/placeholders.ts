const PLACEHOLDER = /^(?:<.*|\$[{(\w].*|\{\{?.*|%[\w(].*|\[.*|[*•·.xX#?_-]{2,}|(?:your|my|dein|ihr|mein|votre|mon|tuo|change|replace|insert|enter|example|beispiel|exemple|esempio|placeholder|redacted|removed|hidden|geheim|dummy|sample|test|secret|password|passwort|pass|passwd|pwd|token|key|none|null|nil|undefined|true|false|string|str|text|varchar|char|int|integer|number|bool|boolean|required|optional|env|process|os|config|settings|args|self|this|input|getenv|request|req|bitte|siehe|please|see|is|ist|the|a|an|das|der|die|and|und|or|oder|not|nicht|reset|vergessen|forgot|hash|bearer|basic|digest)(?:[\W_]|\d{0,4}$).*|changeme.*|foobar|foo|bar|hunter2)$/is;

/** True for what people write where a password would stand: an example, a variable, a type, stars, the next word of a sentence. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value.slice(0, 64));
}
