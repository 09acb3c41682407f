import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Mantine's greys of the dark scheme, in the green of ours. */
const dark: MantineColorsTuple = ['#e6ecec', '#bccaca', '#a3b1b2', '#839394', '#3d4a4b', '#2f3b3c', '#243030', '#1b2223', '#161d1e', '#101516'];
const pine: MantineColorsTuple = ['#eef7f5', '#dcecea', '#b4d9d4', '#89c5bd', '#66b4aa', '#3f9a90', '#2a857c', '#1f716a', '#17605c', '#0c4c49'];

/** Sizes and type of every Mantine component; colours with a meaning stand in theme.css. */
export const theme = createTheme({
  colors: { pine, dark },
  primaryColor: 'pine',
  // White on it has a contrast of 7:1, in light and dark.
  primaryShade: 8,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  // By name: the components themselves would come along into the first page.
  components: {
    // Mantine makes it a <header>, which would be a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    // In the landmark that they belong to, and without the placeholder that screen readers would find between the items.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
  },
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.625rem', lineHeight: '1.3' }, h2: { fontSize: '1.0625rem', lineHeight: '1.4' }, h3: { fontSize: '0.9375rem', lineHeight: '1.4' } } },
});

const shared = {
  '--mantine-color-body': 'var(--gh-card)',
  '--mantine-color-text': 'var(--gh-text)',
  '--mantine-color-dimmed': 'var(--gh-muted)',
  '--mantine-color-default': 'var(--gh-field)',
  '--mantine-color-default-hover': 'var(--gh-field-hover)',
  '--mantine-color-default-color': 'var(--gh-text)',
  '--mantine-color-default-border': 'var(--gh-line)',
  '--mantine-color-placeholder': 'var(--gh-hint)',
  '--mantine-color-disabled': 'var(--gh-disabled)',
  '--mantine-color-disabled-color': 'var(--gh-hint)',
  '--mantine-color-disabled-border': 'var(--gh-line)',
  '--mantine-color-pine-light': 'var(--gh-accent-soft)',
  '--mantine-color-pine-light-hover': 'color-mix(in srgb, var(--gh-accent-soft), var(--gh-accent) 12%)',
  '--mantine-color-pine-light-color': 'var(--gh-accent)',
  '--mantine-color-error': 'var(--gh-bad-text)',
};

/** Mantine draws with our neutral colours, so that one place decides about light and dark. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
