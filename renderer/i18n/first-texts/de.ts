export { default as common } from '../../texts/de/common.json';
export { default as errors } from '../../texts/de/errors.json';
export { default as money } from '../../texts/de/money.json';
export { default as overview } from '../../texts/de/overview.json';
