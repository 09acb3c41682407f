/// <reference lib="dom" />
import type { Bridge } from '../bridge.ts';
import type { ShellView } from '../view.ts';

const bridge = (globalThis as unknown as { gatehouse: Bridge }).gatehouse;
const text = document.querySelector('#text')!;
const close = document.querySelector('#close')!;

function draw(view: ShellView): void {
  document.documentElement.lang = view.language;
  text.textContent = view.banner === undefined ? '' : view.texts[view.banner];
  close.setAttribute('aria-label', view.texts.dismiss);
}

close.addEventListener('click', () => void bridge.dismissBanner());
bridge.onView(draw);
void bridge.view().then(draw);
