/** Made by vite.renderer.config.ts when the pages are built; `text` counts into `texts`, -1 where a module brings none. */
declare module 'virtual:licences' {
  export const modules: { name: string; version: string; licence: string; text: number }[];
  export const texts: string[];
}
