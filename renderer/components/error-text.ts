import { useTranslation } from 'react-i18next';
import { ApiError, type ApiErrorCode } from '../api/errors.ts';

/** What went wrong, in the person's language; what is no error of the API counts as an answer that could not be understood. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation('errors');
  return (error) => t(codeOf(error));
}

export function codeOf(error: unknown): ApiErrorCode {
  return error instanceof ApiError ? error.code : 'bad_answer';
}

/** What the gateway itself said, in English: for `<Technical>`. Empty where it said nothing. */
export function ownWordsOf(error: unknown): string {
  if (!(error instanceof ApiError) || error.code === 'gateway_away' || error.code === 'bad_answer') return '';
  const { message, hint = '' } = error;
  return message.includes(hint) ? message : `${message} ${hint}`;
}

/** Of a code of the one error table as it stands in traces and records; one that is not in it is said as it is. */
export function useErrorCodeText(): (code: string) => string {
  const { t, i18n } = useTranslation('errors');
  return (code) => (i18n.exists(code, { ns: 'errors' }) ? t(code as ApiErrorCode) : code);
}
