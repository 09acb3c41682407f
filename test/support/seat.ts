/**
 * Where the specs of test/ui run: in the system's Chromium before a headless gateway, or (Vitest's projects `window` and `window-alone`) in the window of the desktop application, whose gateway is a
 * process of Electron's. The specs are the same; `startGateway` and `openUi` look here.
 */
export const IN_WINDOW = process.env['GATEHOUSE_TEST_SEAT'] === 'window';
