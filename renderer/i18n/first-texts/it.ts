export { default as common } from '../../texts/it/common.json';
export { default as errors } from '../../texts/it/errors.json';
export { default as money } from '../../texts/it/money.json';
export { default as overview } from '../../texts/it/overview.json';
