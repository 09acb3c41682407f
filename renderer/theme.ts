import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const pine: MantineColorsTuple = ['#eef7f5', '#dcecea', '#b4d9d4', '#89c5bd', '#66b4aa', '#3f9a90', '#2a857c', '#1f716a', '#17605c', '#0c4c49'];

/** Sizes and type of every Mantine component; colours with a meaning stand in theme.css. */
export const theme = createTheme({
  colors: { pine },
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

const shared = { '--mantine-color-body': 'var(--gh-card)', '--mantine-color-text': 'var(--gh-text)', '--mantine-color-dimmed': 'var(--gh-muted)', '--mantine-color-default-border': 'var(--gh-line)', '--mantine-color-error': 'var(--gh-bad-text)' };

/** Mantine draws with our neutral colours, so that one place decides about light and dark. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
