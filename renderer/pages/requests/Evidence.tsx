import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { classRank } from '../../../gateway/core/data-class.ts';
import { useSession } from '../../api/session.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { useFormat, useListFormat } from '../../i18n/format.ts';
import classes from './Request.module.css';
import { type FoundValue, placeIn, reasonsOf } from './evidence.ts';
import { useEvidenceText } from './evidence-text.ts';
import { FalseAlarm } from './FalseAlarm.tsx';

/** Why a request has its class, in plain words; what was no such thing can be reported. */
export function Evidence({ trace }: { trace: Trace }) {
  const { t } = useTranslation('requests');
  const text = useEvidenceText();
  const { found, stated, noStandIns } = reasonsOf(trace.evidence);
  const admin = useSession().role === 'admin';
  return (
    <>
      {trace.evidence.length === 0 && <Text>{t('evidence.nothing')}</Text>}
      {found.length + stated.length > 0 && (
        <ul className={classes.reasons}>
          {found.map((value) => (
            <li key={value.index}>
              <Found value={value} trace={trace} reportable={admin} />
            </li>
          ))}
          {stated.map(({ recogniser, dataClass }) => (
            <li key={`${recogniser} ${dataClass}`}>
              <ClassBadge dataClass={dataClass} /> {text.stated(recogniser)}
            </li>
          ))}
        </ul>
      )}
      {noStandIns.map(({ code }) => (
        <Text key={code}>{t('standIns.why', { reason: text.noStandIns(code) })}</Text>
      ))}
      {found.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('evidence.never')}
        </Text>
      )}
    </>
  );
}

function Found({ value, trace, reportable }: { value: FoundValue; trace: Trace; reportable: boolean }) {
  const { t } = useTranslation('requests');
  const names = useRecogniserText();
  const { and } = useListFormat();
  const format = useFormat();
  const weak = classRank(value.dataClass) > classRank(trace.dataClass);
  const where = value.paths.map((path) => {
    const place = placeIn(path);
    return 'number' in place ? t(`where.${place.where}`, { number: place.number }) : t(`where.${place.where}`);
  });
  return (
    <>
      {!weak && <ClassBadge dataClass={value.dataClass} />} {t('evidence.contains', { what: names.a(value.recogniser), where: and([...new Set(where)]) })}
      {weak && ` ${t('evidence.weak')}`}
      <Group gap="xs">
        {value.start !== undefined && value.end !== undefined && (
          <Text size="sm" c="dimmed">
            {t('evidence.at', { start: format.number(value.start + 1), end: format.number(value.end) })}
          </Text>
        )}
        {/* What a text is about has no place of its own, and is no value that could be left out. */}
        {reportable && (value.start === undefined || value.start !== value.end) && <FalseAlarm value={value} trace={trace} />}
      </Group>
    </>
  );
}
