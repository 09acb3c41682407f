import type { Input, Output } from '../../../gateway/admin/contract.ts';

export type State = Output<'recognition.get'>;
export type Recogniser = State['recognisers'][number];
export type WordList = State['lists'][number];
export type Pattern = State['patterns'][number];
export type Alarm = Output<'recognition.falseAlarms'>['alarms'][number];
export type Trial = Output<'recognition.try'>;
export type Finding = Trial['findings'][number];
export type ListPreview = Output<'recognition.listPreview'>;
export type ListSource = Input<'recognition.listPreview'>['body'];

export const GROUPS = ['identifier', 'secret', 'person', 'context'] as const;
export const WORD_KINDS = ['person', 'organisation', 'matter', 'word'] as const satisfies readonly WordList['kind'][];
