export { default as common } from '../../texts/fr/common.json';
export { default as errors } from '../../texts/fr/errors.json';
export { default as money } from '../../texts/fr/money.json';
export { default as overview } from '../../texts/fr/overview.json';
