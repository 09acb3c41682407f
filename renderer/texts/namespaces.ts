import type common from './en/common.json';
import type connect from './en/connect.json';
import type errors from './en/errors.json';
import type keys from './en/keys.json';
import type overview from './en/overview.json';
import type requests from './en/requests.json';

/** One per page, named as its folder in renderer/pages, beside those of the shell; English is the form that the others follow. */
export interface Texts {
  common: typeof common;
  connect: typeof connect;
  errors: typeof errors;
  keys: typeof keys;
  overview: typeof overview;
  requests: typeof requests;
}
