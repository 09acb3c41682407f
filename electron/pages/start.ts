/// <reference lib="dom" />
import type { Bridge } from '../bridge.ts';
import type { ShellView } from '../view.ts';

const SHORTEST = 12;
const bridge = (globalThis as unknown as { gatehouse: Bridge }).gatehouse;
const main = document.querySelector('main')!;

/** An element with its text; never HTML: a reason may quote what came from outside. */
function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function field(label: string, name: string, type: 'password' | 'text'): HTMLLabelElement {
  const made = make('label', '', label);
  const input = document.createElement('input');
  Object.assign(input, { name, type, required: true, autocomplete: 'off', spellcheck: false });
  made.append(input);
  return made;
}

function button(text: string, className: 'main' | 'other', click?: () => Promise<unknown>): HTMLButtonElement {
  const made = make('button', className, text);
  made.type = click ? 'button' : 'submit';
  if (click) made.addEventListener('click', () => void click());
  return made;
}

const valueOf = (form: HTMLFormElement, name: string): string => (form.elements.namedItem(name) as HTMLInputElement).value;

/** A form whose `submit` gives what is wrong with it, or sends it. */
function makeForm(view: ShellView, parts: HTMLElement[], submit: string, other: HTMLButtonElement[], send: (form: HTMLFormElement) => string | undefined): HTMLFormElement {
  const form = document.createElement('form');
  const wrong = make('p', 'wrong', view.wrong);
  wrong.role = 'alert';
  const go = button(submit, 'main');
  const row = make('div', 'row');
  row.append(go, ...other);
  form.append(...parts, wrong, row);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const problem = send(form);
    wrong.textContent = problem ?? '';
    if (problem === undefined) {
      go.disabled = true;
      go.textContent = view.texts.checking;
    }
  });
  return form;
}

function newPassphrase({ texts }: ShellView, form: HTMLFormElement, name: string): string | undefined {
  const typed = valueOf(form, name);
  if (typed.length < SHORTEST) return texts.passphraseShort;
  return typed === valueOf(form, 'again') ? undefined : texts.passphraseDiffers;
}

function content(view: ShellView): HTMLElement[] {
  const { texts } = view;
  const reason = view.reason === undefined ? [] : [make('p', 'reason', view.reason)];
  for (const one of reason) one.lang = view.reasonLanguage ?? view.language;
  const recovery = button(texts.useRecoveryKey, 'other', () => bridge.otherWay());
  const keychain = button(texts.askKeychain, 'other', () => bridge.retryKeychain());
  const repeated = (label: string, name: string): HTMLElement[] => [field(label, name, 'password'), field(texts.passphraseAgain, 'again', 'password'), make('p', 'quiet', texts.passphraseRule)];
  switch (view.stage) {
    case 'keychain':
      return [make('h1', '', texts.keychainTitle), make('p', 'quiet', texts.keychainHint), make('div', 'bar'), button(view.isNew ? texts.choosePassphrase : texts.withoutKeychain, 'other', () => bridge.otherWay())];
    case 'choose-passphrase':
      return [make('h1', '', texts.choosePassphrase), ...reason, makeForm(view, repeated(texts.passphrase, 'passphrase'), texts.protect, [], (form) => {
        const problem = newPassphrase(view, form, 'passphrase');
        if (problem === undefined) void bridge.passphrase(valueOf(form, 'passphrase'));
        return problem;
      })];
    case 'passphrase':
      return [make('h1', '', texts.unlockTitle), ...reason, make('p', 'quiet', texts.unlockHint), makeForm(view, [field(texts.passphrase, 'passphrase', 'password')], texts.unlock, [recovery], (form) => {
        void bridge.passphrase(valueOf(form, 'passphrase'));
        return undefined;
      })];
    case 'recovery':
      return [make('h1', '', texts.recoveryTitle), ...reason, make('p', 'quiet', texts.recoveryHint), makeForm(view, [field(texts.recoveryKey, 'recovery', 'text'), ...(view.needsPassphrase ? repeated(texts.newPassphrase, 'new') : [])], texts.unlock, [keychain], (form) => {
        const problem = view.needsPassphrase ? newPassphrase(view, form, 'new') : undefined;
        if (problem === undefined) void bridge.recover({ recoveryKey: valueOf(form, 'recovery'), newPassphrase: view.needsPassphrase ? valueOf(form, 'new') : '' });
        return problem;
      })];
    case 'failed':
      return [make('h1', '', texts.failed), ...reason, button(texts.tryAgain, 'main', () => bridge.restart())];
    default:
      return [make('h1', '', texts.starting), make('p', 'quiet', texts.startingHint), make('div', 'bar')];
  }
}

let drawn = '';
function draw(view: ShellView): void {
  const { banner: _, ...shown } = view;
  const key = JSON.stringify(shown);
  // What is being typed stays while nothing of it changed.
  if (key === drawn) return;
  drawn = key;
  document.documentElement.lang = view.language;
  main.replaceChildren(...content(view));
  main.dataset['stage'] = view.stage;
  main.querySelector('input')?.focus();
}

bridge.onView(draw);
void bridge.view().then(draw);
