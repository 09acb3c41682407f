import type { ParseKeys } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isDataClass } from '../../../gateway/core/data-class.ts';
import { type Reason, REASON_CODES } from '../../../gateway/core/reason.ts';
import { useErrorCodeText } from '../../components/error-text.ts';
import { useReasonText } from '../../components/reason-text.ts';
import type { Office } from '../../components/use-office.ts';
import { useFormat, useListFormat } from '../../i18n/format.ts';
import classes from './Audit.module.css';

const CLASSES = new Set(['class', 'dataClass', 'floor', 'ceiling', 'mediaClass', 'classes']);
const TIMES = new Set(['from', 'to', 'since', 'until', 'createdAt', 'updatedAt', 'expiresAt', 'at', 'periodStart', 'date']);
const WAYS = ['allow', 'pseudonymise', 'local', 'refuse'] as const;

interface ValuesProps {
  of: Record<string, unknown>;
  action: string;
  office: Office;
}

/** A record's detail as names and values in plain words; what has no words here is shown as it is. */
export function Values({ of, action, office }: ValuesProps) {
  const { t, i18n } = useTranslation('audit');
  const say = useSay(action, office);
  const name = (field: string): string => {
    const key = `field.${field}`;
    return i18n.exists(key, { ns: 'audit' }) ? t(key as ParseKeys<'audit'>) : field;
  };
  return (
    <dl className={classes.values}>
      {Object.entries(of).map(([field, value]) => (
        <div key={field}>
          <dt>{name(field)}</dt>
          <dd>{say(field, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function useSay(action: string, office: Office): (field: string, value: unknown) => ReactNode {
  const { t } = useTranslation(['audit', 'common']);
  const format = useFormat();
  const { and } = useListFormat();
  const reason = useReasonText();
  const error = useErrorCodeText();
  const plain = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('detail.nothing');
    if (typeof value === 'boolean') return value ? t('detail.yes') : t('detail.no');
    if (typeof value === 'number') {
      if (TIMES.has(field) && value > 1e11) return office.zone.dateTime(value);
      return field === 'bytes' ? format.bytes(value) : format.number(value);
    }
    const text = String(value);
    if (CLASSES.has(field) && isDataClass(text)) return t(`common:class.${text}`);
    if (field === 'key' || field === 'keyId') return office.keyName(text);
    if (field === 'team') return office.teamName(text);
    if (field === 'owner') return office.ownerName(text);
    if (field === 'code') return error(text);
    const way = field === 'decision' ? WAYS.find((one) => one === text) : undefined;
    return way ? t(`way.${way}`) : text;
  };
  return (field, value) => {
    if (Array.isArray(value)) {
      if (value.length === 0) return t('detail.nothing');
      if (value.every((one) => typeof one !== 'object')) return and(value.map((one) => plain(field, one)));
      return value.map((one, index) => <Values key={index} of={objectOf(one)} action={action} office={office} />);
    }
    if (isReason(value)) return reason(value);
    return typeof value === 'object' && value !== null ? <Values of={objectOf(value)} action={action} office={office} /> : plain(field, value);
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { value };
}

function isReason(value: unknown): value is Reason {
  return typeof value === 'object' && value !== null && 'code' in value && REASON_CODES.some((code) => code === value.code);
}
