import { Anchor, Table } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import classes from './Ask.module.css';

/** Attack: a picture's address carries what was said to whoever serves it. Its words are shown, it is never fetched. */
const COMPONENTS: Components = {
  a: ({ href, children }) => <OutsideLink address={href ?? ''}>{children}</OutsideLink>,
  img: ({ alt, src }) => <span className={classes.picture}>{`[${[alt, typeof src === 'string' ? src : ''].filter(Boolean).join(' ')}]`}</span>,
  table: ({ children }) => (
    <div className={classes.scroll} tabIndex={0}>
      <Table>{children}</Table>
    </div>
  ),
  pre: ({ children }) => (
    <pre className={classes.scroll} tabIndex={0}>
      {children}
    </pre>
  ),
  // An answer's headings are none of the page's.
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
};

function Heading({ children }: { children?: ReactNode }) {
  return <p className={classes.heading}>{children}</p>;
}

/** What a model wrote: hostile text. No HTML of its own (it is shown as it is written), no pictures from anywhere, no link that opens by itself. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown components={COMPONENTS} remarkPlugins={[remarkGfm]}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const textOf = (children: ReactNode): string => (typeof children === 'string' ? children : Array.isArray(children) ? children.map(textOf).join('') : '');

/** Shows where it leads, and asks before it opens: an address can carry what was said to whoever serves it. */
function OutsideLink({ address, children }: { address: string; children: ReactNode }) {
  const { t } = useTranslation('ask');
  const [asking, setAsking] = useState(false);
  const url = URL.parse(address);
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) {
    return (
      <>
        {children} ({address})
      </>
    );
  }
  const open = (): void => void window.open(url.href, '_blank', 'noopener,noreferrer');
  return (
    <>
      {/* The desktop window asks for itself. */}
      <Anchor component="button" type="button" underline="always" title={url.href} onClick={() => ('gatehouse' in window ? open() : setAsking(true))}>
        {children}
      </Anchor>{' '}
      {/* An e-mail address has no host, and mostly says itself already. */}
      {url.host !== '' ? <span className={classes.address}>({url.host})</span> : !textOf(children).includes(url.pathname) && <span className={classes.address}>({url.pathname})</span>}
      {asking && (
        <ConfirmDialog
          question={t('link.question')}
          consequence={t('link.consequence', { address: url.href })}
          confirm={t('link.open')}
          onClose={() => setAsking(false)}
          onConfirm={async () => open()}
        />
      )}
    </>
  );
}
