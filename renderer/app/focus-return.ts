const DIALOG = '[role="dialog"]';

/**
 * Gives the focus back where a dialog took it from. Dialogs are mounted open and unmounted to close, which Mantine's own way of doing so does not
 * notice; and the menu item that opened one is gone by then. Returns how to end it.
 */
export function returnFocus(): () => void {
  let before: HTMLElement | undefined;
  const observer = new MutationObserver(() => {
    if (document.querySelector(DIALOG)) return;
    observer.disconnect();
    // After whoever else takes the focus now, as the heading of another page does.
    setTimeout(() => {
      if (document.activeElement !== document.body) return;
      const there = before?.isConnected ? before : document.querySelector('h1');
      there?.focus({ preventScroll: true });
    });
  });
  const onFocusIn = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    if (target.closest(DIALOG)) observer.observe(document.body, { childList: true, subtree: true });
    else if (!target.closest('[role="menu"]')) before = target;
  };
  document.addEventListener('focusin', onFocusIn);
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', onFocusIn);
  };
}
