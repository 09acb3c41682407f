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

/** Of a code of the one error table as it stands in traces and records; one that is not in it is said as it is. */
export function useErrorCodeText(): (code: string) => string {
  const { t, i18n } = useTranslation('errors');
  return (code) => (i18n.exists(code, { ns: 'errors' }) ? t(code as ApiErrorCode) : code);
}
