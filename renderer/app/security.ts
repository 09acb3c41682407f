import { setNonce } from 'get-nonce';

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown;
}

/**
 * Attack: text of a model or a provider that reaches `innerHTML` by some library's fault. The page's policy demands trusted types; what passes is text
 * without any tag, which is all that Mantine's `<style>` elements need.
 */
export function trustStyleTextOnly(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', { createHTML: (text) => (text.includes('<') ? null : text) });
}

/** The nonce that this page was served with, also for the scroll lock that dialogs bring along. */
export function styleNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  setNonce(nonce);
  return nonce;
}
