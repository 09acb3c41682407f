import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, type Rectangle, screen } from 'electron';

const DEFAULT = { width: 1280, height: 840 };
/** This much of the title bar must be on a screen for the window to be found again. */
const VISIBLE = 80;

interface Place { bounds: Rectangle; maximised: boolean }

/** Where the window was last; without a position where that screen is gone. */
export function readPlace(file: string): Partial<Rectangle> & { width: number; height: number; maximised: boolean } {
  let place: Place;
  try {
    place = JSON.parse(readFileSync(file, 'utf8')) as Place;
  } catch {
    return { ...DEFAULT, maximised: false };
  }
  const { x, y, width, height } = place.bounds;
  if (![x, y, width, height].every(Number.isInteger) || width < 400 || height < 300) return { ...DEFAULT, maximised: false };
  const seen = screen.getAllDisplays().some(({ workArea: area }) => x < area.x + area.width - VISIBLE && x + width > area.x + VISIBLE && y >= area.y - 10 && y < area.y + area.height - VISIBLE);
  return { width, height, ...(seen && { x, y }), maximised: place.maximised };
}

/** Keeps the place of the window in `file` from now on. */
export function rememberPlace(window: BrowserWindow, file: string): void {
  const save = (): void => {
    try {
      writeFileSync(file, JSON.stringify({ bounds: window.getNormalBounds(), maximised: window.isMaximized() } satisfies Place), { mode: 0o600 });
    } catch {
      // A full disk is no reason to keep a window from closing.
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event as 'resize', soon);
  window.on('close', () => {
    clearTimeout(timer);
    save();
  });
}
