export { default as common } from '../../texts/en/common.json';
export { default as errors } from '../../texts/en/errors.json';
export { default as money } from '../../texts/en/money.json';
export { default as overview } from '../../texts/en/overview.json';
