import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { modules, texts } from 'virtual:licences';
import classes from './Licences.module.css';

/** Programs that come along beside the modules; their texts lie in their own folders. */
const PROGRAMS = [
  { name: 'Electron', version: '', licence: 'MIT', text: -1 },
  { name: 'Node.js', version: '', licence: 'MIT', text: -1 },
  { name: 'Ollama', version: '', licence: 'MIT', text: -1 },
];

export default function Licences() {
  const { t } = useTranslation('settings');
  const [wanted, setWanted] = useState('');
  const shown = [...PROGRAMS, ...modules].filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <>
      <TextInput type="search" label={t('about.search')} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
      <p role="status" className={classes.count}>
        {t('about.count', { count: shown.length })}
      </p>
      <ul className={classes.list}>
        {shown.map(({ name, version, licence, text }) => (
          <li key={`${name}@${version}`}>
            <Licence title={`${name} ${version}`} licence={licence} text={texts[text]} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The text is put in when it is opened: all of them at once are many. */
function Licence({ title, licence, text }: { title: string; licence: string; text: string | undefined }) {
  const [open, setOpen] = useState(false);
  const line = (
    <>
      <span className={classes.name}>{title}</span> <span className={classes.licence}>{licence}</span>
    </>
  );
  if (text === undefined) return <div className={classes.line}>{line}</div>;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.line}>{line}</summary>
      {open && (
        <pre lang="en" className={classes.text}>
          {text}
        </pre>
      )}
    </details>
  );
}
